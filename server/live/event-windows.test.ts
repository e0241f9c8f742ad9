import { describe, expect, it } from "vitest";
import { eventsBy } from "../test/builders/events.ts";
import { frame, STARTED_AT } from "../test/builders/frames.ts";
import { eventsBetween } from "./event-windows.ts";

const READ = 2 ** 32;
const PIPE = 2 ** 32;
const events = eventsBy([
  "i 1 1200000 1100000 2",
  ...Array.from({ length: 50 }, (_, index) => {
    const entered = 1_300_000 + index * 100_000;
    return `d ${index + 2} ${entered + 60_000} ${entered} ${READ} 10 ${PIPE} 0`;
  }),
]);
const frames = [frame(0, [], { events }), frame(1)];

describe("the part of a window that a page draws", () => {
  it("is the whole of a small one", () => {
    const answer = eventsBetween(frames, null, null);
    expect(answer).toMatchObject({ start: STARTED_AT, from: 0, to: 250e6, end: 250e6, cut: false });
    expect(answer?.threads[0]?.calls).toHaveLength(50);
    expect(answer?.threads[0]?.segments.at(-1)).toEqual({ from: 5_260_000, to: 250e6, state: "user" });
  });

  it("holds what meets it, its states clipped to it", () => {
    const answer = eventsBetween(frames, STARTED_AT + 0.375, STARTED_AT + 0.5);
    expect(answer?.threads[0]?.segments.map(({ from, to, state }) => [state, from, to])).toEqual([
      ["user", 375_000, 400_000],
      ["kernel", 400_000, 460_000],
      ["user", 460_000, 500_000],
    ]);
    expect(answer?.threads[0]?.calls.map(({ start }) => start)).toEqual([400_000]);
  });

  it("is cut where there is more than can be drawn, and says so", () => {
    const many = eventsBetween(frames, null, null, 20);
    expect(many).toMatchObject({ cut: true, from: 0 });
    expect(many?.to).toBeLessThan(250e6);
    const drawn = many?.threads.reduce((sum, { calls, segments }) => sum + calls.length + segments.length, 0) ?? 0;
    expect(drawn).toBeLessThanOrEqual(21);
    expect(many?.threads[0]?.segments.at(-1)?.to).toBe(many?.to);
  });

  it("is nothing where nothing was captured", () => {
    expect(eventsBetween([frame(0)], null, null)).toBeNull();
    expect(eventsBetween(frames, STARTED_AT + 10_000, null)).toBeNull();
  });
});
