/** The frames a page holds: in order, without doubles, bounded, and never losing a byte to coarser steps. */
import { describe, expect, it } from "vitest";
import type { LiveFrame } from "../../server/model/live/protocol.ts";
import { activityOf, frameOf } from "../dev/fake-frames.ts";
import { READ_WRITE } from "../dev/fake-workload.ts";
import { seeded } from "../dev/random.ts";
import { FrameHistory } from "./frame-history.ts";
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

  it("stays small over hours and loses no byte", () => {
    const history = new FrameHistory();
    const all = frames(4 * 60 * 60);
    for (let at = 0; at < all.length; at += 16) history.append(all.slice(at, at + 16));
    expect(history.frames.length).toBeLessThan(4_900);
    expect(copied(history.frames)).toBe(copied(all));
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
});
