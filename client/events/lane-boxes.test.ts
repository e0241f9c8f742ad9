import { describe, expect, it } from "vitest";
import type { LaneCall, ThreadLanes } from "../../server/model/lanes.ts";
import {
  callAt,
  callBeside,
  callBoxes,
  LANE_HEIGHT,
  moved,
  stateBoxes,
  threadsIn,
  viewOf,
  zoomed,
} from "./lane-boxes.ts";

const call = (start: number, end: number | null): LaneCall => ({ start, end, name: "read", result: 0, flow: null });
const thread: ThreadLanes = {
  tid: 1,
  process: 1,
  pid: 1,
  command: "a",
  segments: [
    { from: 0, to: 500, state: "user" },
    { from: 500, to: 501, state: "kernel" },
    { from: 501, to: 1000, state: "blocked" },
  ],
  calls: [call(100, 200), call(500, 501), call(503, 504), call(900, null)],
  holes: [],
  time: { user: 500, kernel: 1, runnable: 0, blocked: 499, unknown: 0 },
};
const view = { from: 0, to: 1000, width: 100 };

describe("lanes on a canvas", () => {
  it("are boxes of their time, a pixel wide at least", () => {
    expect(stateBoxes(thread, view)).toEqual([
      { x: 0, width: 50, state: "user" },
      { x: 50, width: 1, state: "kernel" },
      { x: 50.1, width: expect.closeTo(49.9), state: "blocked" },
    ]);
  });

  it("have one call in a pixel", () => {
    expect(callBoxes(thread, view).map(({ x, width }) => [x, width])).toEqual([
      [10, 10],
      [50, 1],
      [90, 10],
    ]);
    expect(callBoxes(thread, { from: 400, to: 600, width: 100 })).toHaveLength(2);
  });

  it("tell the call at a place, and none where there is none", () => {
    expect(callAt([thread], view, 15, 5)?.call.start).toBe(100);
    expect(callAt([thread], view, 52, 5)?.call.start).toBe(500);
    expect(callAt([thread], view, 70, 5)).toBeNull();
    expect(callAt([thread], view, 15, LANE_HEIGHT + 1)).toBeNull();
  });

  it("are walked by key: along a thread's calls, to the nearest of the thread above or below, and no further", () => {
    const other = { ...thread, tid: 2, calls: [call(10, 20), call(520, 530)] };
    const idle = { ...thread, tid: 3, calls: [] };
    const threads = [thread, idle, other];
    const starts = (ways: readonly ("next" | "previous" | "up" | "down")[]) => {
      let chosen = callBeside(threads, null, "next", view);
      for (const way of ways) chosen = callBeside(threads, chosen, way, view) ?? chosen;
      return [chosen?.thread.tid, chosen?.call.start];
    };
    expect(starts([])).toEqual([1, 100]);
    expect(starts(["next", "next"])).toEqual([1, 503]);
    expect(starts(["next", "next", "down"])).toEqual([2, 520]);
    expect(starts(["next", "next", "down", "down", "up", "previous"])).toEqual([1, 500]);
    expect(starts(["previous"])).toEqual([1, 100]);
    expect(callBeside([idle], null, "next", view)).toBeNull();
    expect(callBeside(threads, null, "next", { from: 505, to: 1000, width: 100 })?.call.start).toBe(900);
  });

  it("show the call that a key led to", () => {
    const bounds = { from: 0, to: 1000 };
    const near = { from: 0, to: 200, width: 100 };
    expect(viewOf(call(100, 150), near, bounds)).toEqual(near);
    expect(viewOf(call(500, 501), near, bounds)).toEqual({ from: 400, to: 600, width: 100 });
  });

  it("leave out threads of which there is nothing to see", () => {
    expect(threadsIn([thread], view)).toHaveLength(1);
    expect(threadsIn([thread], { from: 1000, to: 2000, width: 100 })).toEqual([]);
  });

  it("zoom around a moment and move, within what there is", () => {
    const bounds = { from: 0, to: 1_000_000 };
    const whole = { ...bounds, width: 100 };
    expect(zoomed(whole, 0.5, 250_000, bounds)).toEqual({ from: 125_000, to: 625_000, width: 100 });
    expect(zoomed(whole, 2, 250_000, bounds)).toEqual(whole);
    expect(zoomed({ from: 0, to: 1_000, width: 100 }, 0.5, 500, bounds)).toEqual({ from: 0, to: 1_000, width: 100 });
    expect(moved({ from: 0, to: 100_000, width: 100 }, -50_000, bounds).from).toBe(0);
    expect(moved({ from: 0, to: 100_000, width: 100 }, 2_000_000, bounds).to).toBe(1_000_000);
  });
});
