import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { frame, relayProcess } from "../../test/builders/frames.ts";
import { mergedFrame } from "./merged-frame.ts";
import { RunSteps } from "./run-steps.ts";

function stepsOf(indexes: readonly number[], most: number) {
  const steps = new RunSteps(most);
  for (const index of indexes) steps.add(frame(index, [relayProcess(index + 1)]));
  return steps.steps();
}

describe("a run's steps", () => {
  it("are its frames where these are few", () => {
    expect(stepsOf([0, 1, 2], 10).map(({ merged }) => merged)).toEqual([1, 1, 1]);
    expect(stepsOf([], 10)).toEqual([]);
  });

  it("are bounded, in order, and sum to the frames, however long the run", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 2, max: 40 }), (count, most) => {
        const indexes = Array.from({ length: count }, (_, index) => index);
        const steps = stepsOf(indexes, most);
        expect(steps.length).toBeLessThanOrEqual(most);
        expect(steps.length).toBeGreaterThanOrEqual(Math.min(count, Math.floor(most / 2)));
        expect(mergedFrame(steps)).toEqual(mergedFrame(stepsOf(indexes, count + 1)));
        for (const [at, step] of steps.entries()) expect(step.start).toBe(steps[at - 1]?.end ?? step.start);
      }),
    );
  });

  it("never reach across a gap", () => {
    const indexes = Array.from({ length: 64 }, (_, index) => (index < 21 ? index : index + 100));
    for (const { merged, start, end } of stepsOf(indexes, 8)) expect(end - start).toBe(merged * 250);
  });
});
