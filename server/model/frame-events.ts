/**
 * Single events: system calls and switches with their times, in detail `events`, for as long as the window of a run
 * is open. They come beside the counts, which stay exact whatever is lost here.
 *
 * Columns of equal length, because a frame can hold ten thousand of them. All times are whole nanoseconds after
 * {@link FrameEvents.at}, so they can be added without rounding; they are negative for what began in an earlier frame.
 */
import type { FlowIdentity } from "./flow-identity.ts";

/**
 * What a switch was. A thread that comes to a CPU was blocked and then runnable from `since` (`runs-woken`), was
 * preempted and runnable from `since` (also `runs-woken`), or was blocked from `since` and its wake-up was not seen
 * (`runs`). A thread that leaves was in user mode or in the kernel from `since`; it was preempted, it blocked, or
 * it is dead (in user mode: another ended it there).
 */
export const SWITCH_KINDS = [
  "runs",
  "runs-woken",
  "preempted-in-user",
  "preempted-in-kernel",
  "blocks-in-user",
  "blocks-in-kernel",
  "dies-in-user",
  "dies-in-kernel",
] as const;
export type SwitchKind = (typeof SWITCH_KINDS)[number];

/** System calls in the order in which they returned. */
export interface CallEvents {
  readonly start: readonly number[];
  /** -1 for a call that does not return under its own number: exit, exit_group and rt_sigreturn. */
  readonly duration: readonly number[];
  /** Index into {@link FrameEvents.names}. */
  readonly name: readonly number[];
  /** What the call returned: a negative errno where it failed. */
  readonly result: readonly number[];
  /** Index into {@link FrameEvents.flows}; -1 where the call moves no data. */
  readonly flow: readonly number[];
}

/** Returns to user mode from a call whose beginning is not known: a child's from fork, one begun before the window. */
export interface ReturnEvents {
  readonly at: readonly number[];
  /** From when on the thread is known to have been in the kernel; equal to `at` where nothing is known. */
  readonly since: readonly number[];
}

export interface SwitchEvents {
  readonly at: readonly number[];
  /** When the thread got into the state that it is leaving. */
  readonly since: readonly number[];
  /** Index into {@link SWITCH_KINDS}. */
  readonly kind: readonly number[];
  /** Of the time on the CPU that ends here: nanoseconds that an interrupt or the hypervisor took. */
  readonly stolen: readonly number[];
  /**
   * What the kernel's account says of the time since the thread last left a CPU: nanoseconds that it ran, and that it
   * waited for a CPU. 0 where it comes to one, and where nothing is known; absent in older recordings.
   */
  readonly cpu?: readonly number[];
  readonly waited?: readonly number[];
}

/** Times between which events of the thread were lost. */
export interface HoleEvents {
  readonly from: readonly number[];
  readonly to: readonly number[];
  readonly lost: readonly number[];
}

/** The events of one thread, each column set in order of time. */
export interface ThreadEvents {
  readonly tid: number;
  /** The process's number in the recording ({@link ProcessFrame.id}), its pid and its command. */
  readonly process: number;
  readonly pid: number;
  readonly command: string;
  /** Whether the first event here is the first of the thread's life. */
  readonly born: boolean;
  readonly calls: CallEvents;
  readonly returns: ReturnEvents;
  readonly switches: SwitchEvents;
  readonly holes: HoleEvents;
}

export interface FrameEvents {
  /** Nanoseconds of CLOCK_MONOTONIC at the beginning of the frame; every time here counts from it. */
  readonly at: number;
  /** When the window was opened, where that was in this frame, else null: what was before has no events. */
  readonly opened: number | null;
  /** Events that happened and are not here, because the buffer or the limit was full; the holes say where. */
  readonly lost: number;
  /** Whether the limit of events per frame was reached. */
  readonly limited: boolean;
  /** Names of system calls. */
  readonly names: readonly string[];
  readonly flows: readonly FlowIdentity[];
  readonly threads: readonly ThreadEvents[];
}
