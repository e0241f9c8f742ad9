/**
 * Lanes: what each thread did at every moment of a window of single events. The states lie end to end; together
 * they are the thread's wall time, as the time split of detail `full` is.
 */
import type { FlowIdentity } from "./flow-identity.ts";

/** `unknown`: events of the thread are missing there. */
export const LANE_STATES = ["user", "kernel", "runnable", "blocked", "unknown"] as const;
export type LaneState = (typeof LANE_STATES)[number];

/** One state from one moment to the next, in nanoseconds after {@link Lanes.at}. */
export interface LaneSegment {
  readonly from: number;
  readonly to: number;
  readonly state: LaneState;
}

/** A system call, in nanoseconds after {@link Lanes.at}. */
export interface LaneCall {
  readonly start: number;
  /** Null for a call that did not return. */
  readonly end: number | null;
  readonly name: string;
  /** What it returned; of a call with a flow, the bytes it moved. A negative errno where it failed. */
  readonly result: number;
  /** What it moved, and how; null where it moves no data. */
  readonly flow: FlowIdentity | null;
}

export interface LaneHole {
  readonly from: number;
  readonly to: number;
  readonly lost: number;
}

/**
 * Nanoseconds in each state. Time that interrupts and the hypervisor took while the thread was on a CPU is not drawn,
 * but counted as runnable here, as the time split does.
 */
export type LaneTime = Readonly<Record<LaneState, number>>;

export interface ThreadLanes {
  readonly tid: number;
  /** The process's number in the recording, its pid and its last command. */
  readonly process: number;
  readonly pid: number;
  readonly command: string;
  readonly segments: readonly LaneSegment[];
  readonly calls: readonly LaneCall[];
  readonly holes: readonly LaneHole[];
  readonly time: LaneTime;
}

export interface Lanes {
  /** Nanoseconds of CLOCK_MONOTONIC from which all times count: the beginning of the window. */
  readonly at: number;
  /** The same in epoch milliseconds. */
  readonly start: number;
  /** End of the window in nanoseconds after `at`. */
  readonly end: number;
  readonly threads: readonly ThreadLanes[];
}
