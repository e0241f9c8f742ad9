/**
 * Percentiles of a power-of-two histogram, as the bounds of the bucket they fall in. A bucket does not
 * say where in it a value lies, so a percentile is two numbers: at least this, below that.
 */
import { addExact } from "./accumulate.ts";
import type { Log2Histogram } from "./frame.ts";

/** A value known to lie in [atLeast, below). */
export interface ValueRange {
  readonly atLeast: number;
  readonly below: number;
}

/** A distribution in the unit of its values: nanoseconds for times, bytes for sizes. */
export interface Distribution {
  /** How many values. */
  readonly count: number;
  /** Null when there are no values. */
  readonly p50: ValueRange | null;
  readonly p90: ValueRange | null;
  readonly p99: ValueRange | null;
  readonly max: ValueRange | null;
  /** The histogram itself: `buckets[i]` counts values v with 2^i <= v < 2^(i+1); `buckets[0]` holds 0 and 1. */
  readonly buckets: readonly number[];
}

/** The sum of two histograms, bucket by bucket. */
export function mergedHistogram(a: Log2Histogram, b: Log2Histogram): Log2Histogram {
  const [long, short] = a.length >= b.length ? [a, b] : [b, a];
  return long.map((count, index) => addExact(count, short[index] ?? 0));
}

function bucketRange(index: number): ValueRange {
  return { atLeast: index === 0 ? 0 : 2 ** index, below: 2 ** (index + 1) };
}

/** The bucket of the value at rank ceil(share x count), counted from the smallest (nearest-rank percentile). */
function rangeAt(buckets: Log2Histogram, count: number, share: number): ValueRange | null {
  let left = Math.max(1, Math.ceil(share * count));
  for (const [index, values] of buckets.entries()) {
    left -= values;
    if (values > 0 && left <= 0) return bucketRange(index);
  }
  return null;
}

/** Count, percentiles and buckets of a histogram; percentiles are null where it is empty. */
export function distributionOf(histogram: Log2Histogram): Distribution {
  const count = histogram.reduce(addExact, 0);
  const at = (share: number) => (count === 0 ? null : rangeAt(histogram, count, share));
  const used = histogram.findLastIndex((values) => values > 0) + 1;
  return { count, p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1), buckets: histogram.slice(0, used) };
}
