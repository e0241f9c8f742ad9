/** The frames a page holds: in order, without doubles, bounded, and never losing a byte to coarser steps. */
import { describe, expect, it } from "vitest";
import { mergedFrame } from "../../server/model/live/merged-frame.ts";
import type { LiveFrame } from "../../server/model/live/protocol.ts";
import { activityOf, frameOf } from "../dev/fake-frames.ts";
import { READ_WRITE } from "../dev/fake-workload.ts";
import { seeded } from "../dev/random.ts";
import { FrameHistory } from "./frame-history.ts";
import { PackedFrame, wholeFrame } from "./packed-frame.ts";
import { StepCache } from "./step-cache.ts";
import { inSteps, stepLength } from "./steps.ts";

function frames(count: number, first = 0): LiveFrame[] {
  const random = seeded(1);
  return Array.from({ length: count }, (_, index) => {
    const start = (first + index) * 250;
    return frameOf(first + index, start, start + 250, [activityOf(READ_WRITE, 1, start, start + 250, random)], random);
  });
}

const copied = (all: readonly LiveFrame[]) => all.reduce((sum, { totals }) => sum + totals.bytes.cpuCopied, 0);

describe("a page's history", () => {
  it("takes parts of the past and new frames in any order, each once", () => {
    const history = new FrameHistory();
    const all = frames(40);
    history.append(all.slice(30, 35));
    history.merge(all.slice(0, 30));
    history.append(all.slice(33));
    expect(history.frames.map(({ sequence }) => sequence)).toEqual(all.map(({ sequence }) => sequence));
  });

  it("keeps what a server sent that is gone, before what the next one sends, and says so of the time between", () => {
    const history = new FrameHistory();
    history.append(frames(8));
    history.becomePast();
    const later = frames(4).map((frame) => ({ ...frame, start: frame.start + 9_000, end: frame.end + 9_000 }));
    history.merge(later.slice(0, 2));
    history.append(later.slice(1));
    expect(history.frames.map(({ sequence }) => sequence)).toEqual([-8, -7, -6, -5, -4, -3, -2, -1, 0, 1, 2, 3]);
    expect(history.frames.flatMap(({ gaps }) => gaps)).toEqual([
      { from: 2_000, to: 9_000, reason: "copyscope was restarted" },
    ]);
    history.becomePast();
    expect(history.last?.sequence).toBe(-1);
  });

  it("takes what was missed in a long break, which comes the newest part first and after newer frames", () => {
    const history = new FrameHistory();
    const all = frames(1000);
    history.append(all.slice(0, 100));
    history.append(all.slice(990, 992));
    for (const [from, to] of [
      [690, 990],
      [390, 690],
      [100, 390],
    ] as const) {
      history.merge(all.slice(from, to));
      history.append(all.slice(990, 994));
    }
    history.append(all.slice(994));
    expect(history.frames.map(wholeFrame)).toEqual(all);
  });

  it("takes a sum that reaches from what it holds to what it missed, and counts nothing twice", () => {
    const history = new FrameHistory();
    const all = frames(200);
    history.append(all.slice(0, 50));
    history.append(all.slice(180));
    history.merge([mergedFrame(all.slice(40, 60)), ...inSteps(all.slice(60, 180), 5_000)]);
    expect(copied(history.frames)).toBe(copied(all));
    expect(history.frames.every(({ start }, index, { [index - 1]: last }) => start === (last?.end ?? start))).toBe(
      true,
    );
    const before = history.frames;
    history.merge(all.slice(100, 120));
    expect(history.frames).toEqual(before);
  });

  it("takes every part of a server that was restarted long before the page found it again", () => {
    const history = new FrameHistory();
    history.append(frames(8));
    history.becomePast();
    const later = frames(700).map((frame) => ({ ...frame, start: frame.start + 9_000, end: frame.end + 9_000 }));
    history.merge(later.slice(400));
    history.merge(later.slice(100, 400));
    history.merge(later.slice(0, 100));
    expect(history.frames).toHaveLength(708);
    expect(history.frames.flatMap(({ gaps, sequence }) => gaps.map((gap) => ({ ...gap, sequence })))).toEqual([
      { from: 2_000, to: 9_000, reason: "copyscope was restarted", sequence: 0 },
    ]);
  });

  it("stays small over hours and loses no byte", () => {
    const history = new FrameHistory();
    const all = frames(4 * 60 * 60);
    for (let at = 0; at < all.length; at += 16) history.append(all.slice(at, at + 16));
    expect(history.frames.length).toBeLessThan(4_900);
    expect(copied(history.frames)).toBe(copied(all));
  });
});

describe("packed frames", () => {
  it("read as they were, in whatever order they are looked at", () => {
    const all = frames(1500);
    const packed = all.map((frame) => new PackedFrame(frame));
    for (const at of [0, 1499, 700, 0]) {
      const [one, other] = [packed[at] as PackedFrame, all[at] as LiveFrame];
      const { flows, dma, runQueueWait, latency, size, cost } = one;
      expect({ ...one, flows, dma, runQueueWait, latency, size, cost }).toEqual(other);
    }
    expect(packed.map(wholeFrame)).toEqual(all);
    expect(mergedFrame(packed)).toEqual(mergedFrame(all));
  });

  it("are what charts have moved on from, also when older ones come", () => {
    const history = new FrameHistory();
    const all = frames(1000);
    const isPacked = () => history.frames.map((frame) => frame instanceof PackedFrame);
    history.append(all.slice(100, 990));
    for (const frame of all.slice(990)) history.append([frame]);
    history.merge(all.slice(0, 100));
    expect(isPacked()).toEqual(all.map((_, index) => index < 1000 - 360));
    expect(history.frames.map(wholeFrame)).toEqual(all);
  });

  it("are none of a recording, which is looked at from end to end", () => {
    const history = new FrameHistory();
    history.keepsAll = true;
    history.append(frames(1000));
    expect(history.frames.some((frame) => frame instanceof PackedFrame)).toBe(false);
  });
});

describe("steps", () => {
  it("are few enough to draw and sum to the frames", () => {
    const all = frames(3600);
    const length = stepLength(900_000, 250);
    const steps = inSteps(all, length);
    expect(steps.length).toBeLessThanOrEqual(242);
    expect(copied(steps)).toBe(copied(all));
  });

  it("are the same whether frames came at once or one by one", () => {
    const all = frames(1300);
    const [once, slowly] = [new FrameHistory(), new FrameHistory()];
    once.append(all);
    const cache = new StepCache(slowly);
    for (const frame of all) {
      slowly.append([frame]);
      cache.between(0, 325_000, 250);
    }
    expect(cache.between(0, 325_000, 250)).toEqual(new StepCache(once).between(0, 325_000, 250));
  });

  it("hold the time of a server that is gone, too", () => {
    const history = new FrameHistory();
    const cache = new StepCache(history);
    history.append(frames(1200));
    const before = cache.between(0, 300_000, 250);
    history.becomePast();
    expect(copied(cache.between(0, 300_000, 250))).toBe(copied(before));
    history.append(frames(40).map((frame) => ({ ...frame, start: frame.start + 320_000, end: frame.end + 320_000 })));
    expect(copied(cache.between(0, 330_000, 250))).toBe(copied(history.frames));
  });
});
