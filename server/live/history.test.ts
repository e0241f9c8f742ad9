/** The past in bounded memory: nothing twice, nothing missing, nothing without end. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Frame } from "../model/frame.ts";
import { liveFrameOf } from "../model/live/live-frame.ts";
import type { LiveFrame } from "../model/live/protocol.ts";
import { ReportAccumulator, reportFromFrames } from "../model/report-from-frames.ts";
import { arbitraryFrame } from "../test/builders/arbitrary-frames.ts";
import { frame, processFrame, relayProcess, runInfo, STARTED_AT } from "../test/builders/frames.ts";
import { FrameBlock, framesOfBlock } from "./frame-codec.ts";
import { atMost, LiveHistory } from "./history.ts";
import { WholeFrames } from "./whole-frames.ts";

const live = (each: Frame, sequence: number): LiveFrame => liveFrameOf(each, { sequence, marks: [], process: null });

const oneProcess = (index: number): Frame => frame(index, [relayProcess(1)]);

/** Levels small enough to overflow in a test: 2 s of frames, 10 s in steps of 1 s, a minute in steps of 5 s. */
const SMALL = [
  { step: 0, keep: 2_000 },
  { step: 1_000, keep: 10_000 },
  { step: 5_000, keep: 60_000 },
] as const;

describe("the history", () => {
  it("has every frame once, up to the oldest it has, however many there were", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), (count) => {
        const history = new LiveHistory(SMALL);
        for (let index = 0; index < count; index++) history.add(live(oneProcess(index), index + 1));
        const all = history.all();
        expect(all.reduce((sum, { merged }) => sum + merged, 0)).toBe(
          count - ((all[0]?.sequence ?? 1) - (all[0]?.merged ?? 1)),
        );
        for (const [index, each] of all.entries()) {
          const before = all[index - 1];
          if (before !== undefined) expect(each.sequence - each.merged).toBe(before.sequence);
        }
        expect(all.at(-1)?.sequence).toBe(count);
      }),
      { numRuns: 40 },
    );
  });

  it("never holds more than its bounds, whatever the interval", () => {
    const history = new LiveHistory(SMALL, 5);
    for (let index = 0; index < 500; index++) history.add(live(oneProcess(index), index + 1));
    expect(history.size).toBeLessThanOrEqual(15);
  });

  it("keeps a quarter of an hour whole, two hours in five seconds, and the minutes of a day", () => {
    const history = new LiveHistory();
    const second = (index: number) => ({
      ...oneProcess(0),
      start: STARTED_AT + index * 1000,
      end: STARTED_AT + (index + 1) * 1000,
    });
    for (let index = 0; index < 3 * 3600; index++) history.add(live(second(index), index + 1));
    expect(history.since(0)).toHaveLength(901);
    expect(history.size).toBeLessThan(900 + 1441 + 181 + 3);
    expect(history.all()[0]?.start).toBe(STARTED_AT);
  });

  it("gives what came after a sequence, and a range in steps", () => {
    const history = new LiveHistory();
    for (let index = 0; index < 40; index++) history.add(live(oneProcess(index), index + 1));
    expect(history.since(37).map(({ sequence }) => sequence)).toEqual([38, 39, 40]);
    expect(history.since(40)).toEqual([]);
    const seconds = history.range({ from: STARTED_AT + 2000, to: STARTED_AT + 5000, step: 1000 });
    expect(seconds.map(({ merged, start }) => [merged, start - STARTED_AT])).toEqual([
      [4, 2000],
      [4, 3000],
      [4, 4000],
    ]);
  });

  it("sums neighbours where fewer are wanted, and loses none", () => {
    const frames = Array.from({ length: 100 }, (_, index) => live(oneProcess(index), index + 1));
    const fewer = atMost(frames, 8);
    expect(fewer.length).toBeLessThanOrEqual(8);
    expect(fewer.reduce((sum, { merged }) => sum + merged, 0)).toBe(100);
  });
});

describe("a block of frames", () => {
  it("gives back exactly the frames that were packed, whatever is in them", () => {
    fc.assert(
      fc.property(fc.array(arbitraryFrame, { minLength: 1, maxLength: 4 }), (frames) => {
        const block = new FrameBlock();
        for (const each of frames) block.add(each);
        expect(framesOfBlock(block.bytes())).toEqual(frames);
      }),
    );
  });

  it("keeps numbers that are not whole, very large or negative", () => {
    const numbers = [0, 1, 127, 128, 2 ** 31 - 3, 2 ** 31, 2 ** 40 + 1, Number.MAX_SAFE_INTEGER, 0.5, -1, 1e300];
    const threads = numbers.map((user, tid) => ({
      ...processFrame(),
      tid,
      time: { user, kernel: user, runnable: 0, blocked: user },
    }));
    const packed = threads.map(({ tid, pageFaults, switches, wakeups, migrations, time }) => ({
      tid,
      pageFaults,
      switches,
      wakeups,
      migrations,
      time,
    }));
    const block = new FrameBlock();
    block.add(frame(0, [processFrame({ threads: packed })]));
    expect(framesOfBlock(block.bytes())).toEqual([frame(0, [processFrame({ threads: packed })])]);
  });
});

describe("whole frames", () => {
  const info = runInfo();

  async function inWindow(whole: WholeFrames, from: number, to: number): Promise<readonly Frame[]> {
    const frames: Frame[] = [];
    for await (const each of whole.window(from, to)) frames.push(each.frame);
    return frames;
  }

  it("give the report of any window that a recording of it would give", async () => {
    const frames = Array.from({ length: 50 }, (_, index) => frame(index, [relayProcess(index + 1)]));
    const whole = new WholeFrames();
    for (const each of frames) whole.add(info, each);
    await fc.assert(
      fc.asyncProperty(fc.nat(49), fc.nat(49), async (a, b) => {
        const [first, last] = [Math.min(a, b), Math.max(a, b)];
        const expected = frames.slice(first, last + 1);
        const found = await inWindow(whole, expected[0]?.start ?? 0, expected.at(-1)?.end ?? 0);
        const report = new ReportAccumulator(info);
        for (const each of found) report.add(each);
        expect(report.report(null)).toEqual(reportFromFrames(info, expected, null));
      }),
      { numRuns: 25 },
    );
  });

  it("leave out a frame that reaches over the window's end", async () => {
    const whole = new WholeFrames();
    for (let index = 0; index < 4; index++) whole.add(info, oneProcess(index));
    const found = await inWindow(whole, STARTED_AT + 100, STARTED_AT + 700);
    expect(found.map(({ start }) => start - STARTED_AT)).toEqual([250]);
  });

  it("forget the oldest beyond so many bytes, and say since when they are whole", async () => {
    const whole = new WholeFrames(20_000);
    for (let index = 0; index < 400; index++) {
      whole.add(info, frame(index, [relayProcess(index)]));
      if (index % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(whole.bytes).toBeLessThan(30_000);
    expect(whole.since).toBeGreaterThan(STARTED_AT);
    expect((await inWindow(whole, 0, Number.MAX_SAFE_INTEGER)).at(-1)?.start).toBe(STARTED_AT + 399 * 250);
  });
});
