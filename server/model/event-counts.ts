/** How many single events there were: what a report says of them, for a frame or for a run. */
import { addExact } from "./accumulate.ts";
import type { FrameEvents } from "./frame-events.ts";

export interface EventCounts {
  readonly calls: number;
  readonly switches: number;
  /** Events that happened in the window and were not captured. */
  readonly lost: number;
  /** Frames in which the limit of events was reached. */
  readonly limitedFrames: number;
}

/** Counts the single events of one frame. */
export function eventCountsOf({ threads, lost, limited }: FrameEvents): EventCounts {
  const sum = (of: (thread: FrameEvents["threads"][number]) => number) =>
    threads.reduce((total, thread) => total + of(thread), 0);
  return {
    calls: sum(({ calls }) => calls.start.length),
    switches: sum(({ switches }) => switches.at.length),
    lost,
    limitedFrames: limited ? 1 : 0,
  };
}

/** Undefined and null are no window at all, which is not a window without events. */
export function sumOfEventCounts(
  a: EventCounts | null | undefined,
  b: EventCounts | null | undefined,
): EventCounts | null {
  if (a == null || b == null) return a ?? b ?? null;
  return {
    calls: addExact(a.calls, b.calls),
    switches: addExact(a.switches, b.switches),
    lost: addExact(a.lost, b.lost),
    limitedFrames: addExact(a.limitedFrames, b.limitedFrames),
  };
}
