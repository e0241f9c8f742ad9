/** A part of a window's lanes, small enough for a page to draw. */
import type { LaneSegment, Lanes, ThreadLanes } from "../lanes.ts";

/** What GET /api/events answers. Times of threads are nanoseconds after `start`. */
export interface EventsAnswer {
  /** The beginning of the window of events, in epoch milliseconds. */
  readonly start: number;
  /** Its end, in nanoseconds after its beginning. */
  readonly end: number;
  /** The part that is here. */
  readonly from: number;
  readonly to: number;
  /** Whether `to` lies before what was asked for, because there was too much. */
  readonly cut: boolean;
  readonly threads: readonly ThreadLanes[];
}

/** The lanes from `from` to `to` (nanoseconds after their beginning), or up to where there are `most` states and calls. */
export function eventSlice(lanes: Lanes, from: number, to: number, most: number): EventsAnswer {
  const begin = Math.max(0, from);
  const starts = lanes.threads
    .flatMap(({ segments, calls }) => [...segments.map((one) => one.from), ...calls.map(({ start }) => start)])
    .filter((start) => start >= begin && start < to)
    .sort((one, other) => one - other);
  const wanted = Math.min(to, lanes.end);
  const end = Math.max(begin, Math.min(wanted, starts[most] ?? wanted));
  const meets = (start: number, stop: number) => start < end && stop > begin;
  return {
    start: lanes.start,
    end: lanes.end,
    from: begin,
    to: end,
    cut: end < wanted,
    threads: lanes.threads
      .map(
        (thread): ThreadLanes => ({
          ...thread,
          segments: thread.segments.filter((one) => meets(one.from, one.to)).map((one) => clipped(one, begin, end)),
          calls: thread.calls.filter(({ start, end: stop }) => meets(start, Math.max(stop ?? start, start + 1))),
          holes: thread.holes.filter((hole) => meets(hole.from, hole.to)),
        }),
      )
      .filter(({ segments, calls }) => segments.length + calls.length > 0),
  };
}

function clipped(segment: LaneSegment, from: number, to: number): LaneSegment {
  return { ...segment, from: Math.max(segment.from, from), to: Math.min(segment.to, to) };
}
