/** Lanes → boxes on a canvas. What is narrower than a pixel shares it with its neighbours, so that nothing is lost. */
import type { LaneCall, LaneState, ThreadLanes } from "../../server/model/lanes.ts";

/** What part of time is shown, on how many pixels. */
export interface LaneView {
  readonly from: number;
  readonly to: number;
  readonly width: number;
}

export interface StateBox {
  readonly x: number;
  readonly width: number;
  readonly state: LaneState;
}

export interface CallBox {
  readonly x: number;
  readonly width: number;
  readonly call: LaneCall;
}

/** Pixels of one thread: its name, states and calls. */
export const LANE = { name: 18, states: 14, calls: 18, gap: 8 } as const;
/** Pixels of a thread's lane, with the gap below it. */
export const LANE_HEIGHT = LANE.name + LANE.states + LANE.calls + LANE.gap;

function place(view: LaneView, from: number, to: number): { readonly x: number; readonly width: number } | null {
  const scale = view.width / (view.to - view.from);
  const left = Math.max(0, (from - view.from) * scale);
  const right = Math.min(view.width, (to - view.from) * scale);
  return right < 0 || left > view.width || right < left ? null : { x: left, width: right - left };
}

/** The threads of which there is something to see. */
export function threadsIn(threads: readonly ThreadLanes[], { from, to }: LaneView): readonly ThreadLanes[] {
  return threads.filter(({ segments }) => segments.some((one) => one.from < to && one.to > from));
}

/** In each pixel that several states share, the longest of them. */
export function stateBoxes({ segments }: ThreadLanes, view: LaneView): readonly StateBox[] {
  const boxes: StateBox[] = [];
  for (const { from, to, state } of segments) {
    const box = place(view, from, to);
    if (box === null) continue;
    const last = boxes.at(-1);
    if (last !== undefined && box.width < 1 && Math.floor(last.x) === Math.floor(box.x) && last.width >= box.width)
      continue;
    boxes.push({ ...box, width: Math.max(1, box.width), state });
  }
  return boxes;
}

/** Calls are drawn a pixel wide at least; in a pixel that is taken no second one is drawn. */
export function callBoxes({ calls, segments }: ThreadLanes, view: LaneView): readonly CallBox[] {
  const boxes: CallBox[] = [];
  const over = segments.at(-1)?.to ?? view.to;
  for (const call of calls) {
    const box = place(view, call.start, call.end ?? over);
    if (box === null) continue;
    const last = boxes.at(-1);
    if (last !== undefined && box.width < 1 && box.x < last.x + 1) continue;
    boxes.push({ ...box, width: Math.max(1, box.width), call });
  }
  return boxes;
}

/** The call at a place on the canvas; null where there is none within two pixels. */
export function callAt(threads: readonly ThreadLanes[], view: LaneView, x: number, y: number) {
  const thread = threads[Math.floor(y / LANE_HEIGHT)];
  if (thread === undefined) return null;
  const boxes = callBoxes(thread, view);
  const distance = (box: CallBox) => Math.max(box.x - x, x - (box.x + box.width), 0);
  const nearest = boxes.reduce<CallBox | null>(
    (best, box) => (best === null || distance(box) < distance(best) ? box : best),
    null,
  );
  return nearest !== null && distance(nearest) <= 2 ? { thread, call: nearest.call } : null;
}

export interface ChosenCall {
  readonly thread: ThreadLanes;
  readonly call: LaneCall;
}

export type Way = "next" | "previous" | "up" | "down";

const within = (view: LaneView, { start, end }: LaneCall) => start < view.to && (end ?? start) >= view.from;

/**
 * The call that a key leads to: the next or previous one of the same thread, or the one that began nearest in the thread
 * above or below; with none chosen the first that is seen. Null: it leads nowhere.
 */
export function callBeside(
  threads: readonly ThreadLanes[],
  chosen: ChosenCall | null,
  way: Way,
  view: LaneView,
): ChosenCall | null {
  const called = threads.filter(({ calls }) => calls.length > 0);
  if (chosen === null) {
    for (const thread of called) {
      const call = thread.calls.find((one) => within(view, one));
      if (call !== undefined) return { thread, call };
    }
    return null;
  }
  const { thread, call } = chosen;
  if (way === "next" || way === "previous") {
    const beside = thread.calls[thread.calls.indexOf(call) + (way === "next" ? 1 : -1)];
    return beside === undefined ? null : { thread, call: beside };
  }
  const other = called[called.indexOf(thread) + (way === "down" ? 1 : -1)];
  if (other === undefined) return null;
  const apart = (one: LaneCall) => Math.abs(one.start - call.start);
  return { thread: other, call: other.calls.reduce((best, one) => (apart(one) < apart(best) ? one : best)) };
}

/** The view moved to a call that it does not show; as it is where it does. */
export function viewOf(call: LaneCall, view: LaneView, bounds: { from: number; to: number }): LaneView {
  return within(view, call) ? view : moved(view, call.start - (view.from + view.to) / 2, bounds);
}

/** The view after zooming by a factor around a moment, within bounds, never narrower than a microsecond. */
export function zoomed(view: LaneView, factor: number, around: number, bounds: { from: number; to: number }): LaneView {
  const length = Math.min(bounds.to - bounds.from, Math.max(1_000, (view.to - view.from) * factor));
  const share = (around - view.from) / (view.to - view.from);
  return moved({ ...view, from: around - share * length, to: around + (1 - share) * length }, 0, bounds);
}

/** The view moved by nanoseconds, as far as there is something. */
export function moved(view: LaneView, by: number, bounds: { from: number; to: number }): LaneView {
  const length = view.to - view.from;
  const from = Math.min(Math.max(view.from + by, bounds.from), bounds.to - length);
  return { ...view, from, to: from + length };
}
