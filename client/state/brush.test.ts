/** A brushed window holds whole frames, so that every figure of it is of the same ones. */
import { afterEach, describe, expect, it } from "vitest";
import { activityOf, frameOf } from "../dev/fake-frames.ts";
import { READ_WRITE } from "../dev/fake-workload.ts";
import { seeded } from "../dev/random.ts";
import { live } from "./live.ts";
import { figuresFrame, figuresSeconds } from "./shown-frames.ts";
import { brush, brushed } from "./view.ts";

function hold(starts: readonly number[], length: number): void {
  const random = seeded(1);
  live.whole.history.append(
    starts.map((start, index) =>
      frameOf(index + 1, start, start + length, [activityOf(READ_WRITE, 1, start, start + length, random)], random),
    ),
  );
  live.tick.value++;
}

afterEach(() => {
  live.whole.history.clear();
  brushed.value = null;
});

describe("brushing", () => {
  it("takes the frames it touches, whole, and figures are of exactly these", () => {
    hold([1_000.4, 1_250.4, 1_500.4, 1_750.4], 250);
    brush(1_300, 1_600);
    expect(brushed.value).toEqual({ from: 1_250, to: 1_750 });
    expect(figuresSeconds.value).toBeCloseTo(0.5, 9);
    expect(figuresFrame.value).toMatchObject({ start: 1_250.4, end: 1_750.4 });
  });

  it("stays as it was drawn where there are no frames", () => {
    hold([1_000], 250);
    brush(2_000.3, 2_400.8);
    expect(brushed.value).toEqual({ from: 2_000, to: 2_401 });
    expect(figuresFrame.value).toBeNull();
  });
});
