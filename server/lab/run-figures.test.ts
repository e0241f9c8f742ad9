import fc from "fast-check";
import { expect, test } from "vitest";
import { beyond, median, medianFigures, NOTHING_SEEN, type RunFigures } from "./run-figures.ts";

const run = (more: Partial<RunFigures>): RunFigures => ({ ...NOTHING_SEEN, ...more });

test("the median is the middle value, the mean of two, and unknown where one of them is", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(median([10, 9])).toBe(9.5);
  expect(median([])).toBeNull();
  expect(median([1, null, 3])).toBeNull();
});

test("the median lies between the extremes, and does not depend on order", () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
      const middle = median(values) ?? Number.NaN;
      expect(middle).toBeGreaterThanOrEqual(Math.min(...values));
      expect(middle).toBeLessThanOrEqual(Math.max(...values));
      expect(median([...values].reverse())).toBe(middle);
    }),
  );
});

test("what a run did beyond start-up is the difference, where both are known", () => {
  const difference = beyond(
    run({ loopCalls: 2051, switches: 4, copiedBytes: 100 }),
    run({ loopCalls: 3, switches: 6 }),
  );
  expect(difference).toEqual(run({ loopCalls: 2048, switches: -2 }));
});

test("figures have their medians one by one", () => {
  const runs = [
    run({ loopCalls: 1, wallSeconds: 3 }),
    run({ loopCalls: 2, wallSeconds: 1 }),
    run({ loopCalls: 9, wallSeconds: 2 }),
  ];
  expect(medianFigures(runs)).toEqual(run({ loopCalls: 2, wallSeconds: 2 }));
});
