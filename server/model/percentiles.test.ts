import { describe, expect, it } from "vitest";
import { distributionOf, mergedHistogram } from "./percentiles.ts";

describe("a distribution", () => {
  it("gives a percentile as the bounds of its bucket", () => {
    const { count, p50, p90, p99, max } = distributionOf([0, 0, 50, 40, 9, 1]);
    expect(count).toBe(100);
    expect(p50).toEqual({ atLeast: 4, below: 8 });
    expect(p90).toEqual({ atLeast: 8, below: 16 });
    expect(p99).toEqual({ atLeast: 16, below: 32 });
    expect(max).toEqual({ atLeast: 32, below: 64 });
  });
  it("holds 0 and 1 in its first bucket", () => {
    expect(distributionOf([3]).p50).toEqual({ atLeast: 0, below: 2 });
  });
  it("of nothing has no percentiles", () => {
    expect(distributionOf([0, 0])).toEqual({ count: 0, p50: null, p90: null, p99: null, max: null, buckets: [] });
  });
  it("of two halves is the distribution of the whole", () => {
    expect(mergedHistogram([1, 2], [10, 20, 30])).toEqual([11, 22, 30]);
  });
});
