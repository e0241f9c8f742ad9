/**
 * A distribution over time: a column a frame, a cell a power-of-two bucket, darker where more values lie, and lines
 * through p50 and p99. A bucket does not say where in it a value lies, so the lines run through its middle.
 */
import type { Log2Histogram } from "../../server/model/frame.ts";
import type { LiveFrame } from "../../server/model/live/protocol.ts";
import { distributionOf, type ValueRange } from "../../server/model/percentiles.ts";
import type { FigureText } from "../parts/figure-text.ts";
import { once } from "../state/once.ts";
import { type ChartModel, type Row, seriesOf } from "./chart-model.ts";

export interface HeatMap {
  readonly histogram: (frame: LiveFrame) => Log2Histogram | null;
  readonly format: (value: number | null) => FigureText;
  readonly unmeasured: string;
}

const middleBucket = (range: ValueRange | null) => (range === null ? null : Math.log2(range.below) - 0.5);

/** What is drawn of a histogram besides its cells. */
interface Reading {
  /** As places among the buckets; null: it has no values. */
  readonly p50: number | null;
  readonly p99: number | null;
  /** The first bucket that is not empty, or -1; and the one behind the last. */
  readonly lowest: number;
  readonly end: number;
}

const readingOf = once((histogram: Log2Histogram): Reading => {
  const { p50, p99, buckets } = distributionOf(histogram);
  const lowest = buckets.findIndex((count) => count > 0);
  return { p50: middleBucket(p50), p99: middleBucket(p99), lowest, end: buckets.length };
});

/**
 * The cells and percentile lines of these frames. `hidden` holds keys of lines (`p50`, `p99`) that are not drawn;
 * without any histogram the model says why it is silent.
 */
export function heatModel(map: HeatMap, frames: readonly LiveFrame[], hidden: ReadonlySet<string>): ChartModel {
  const row = (key: "p50" | "p99", colour: string, dash: readonly number[]): Row => ({
    key,
    label: key,
    colour,
    dash,
    value: (frame) => {
      const histogram = map.histogram(frame);
      return histogram === null ? null : readingOf(histogram)[key];
    },
  });
  const series = seriesOf(frames, [row("p50", "heat-p50", []), row("p99", "heat-p99", [5, 3])], false, hidden);
  const heat = frames.map((frame) => ({ from: frame.start, to: frame.end, counts: map.histogram(frame) ?? [] }));
  const readings = frames.flatMap((frame) => {
    const histogram = map.histogram(frame);
    return histogram === null ? [] : [readingOf(histogram)];
  });
  const lowest = readings.reduce((least, one) => (one.lowest < 0 ? least : Math.min(least, one.lowest)), Infinity);
  const longest = readings.reduce((most, { end }) => Math.max(most, end), 0);
  // Whole groups of four, so that the axis moves seldom and its ticks fall on it.
  const bottom = Number.isFinite(lowest) ? Math.floor(lowest / 4) * 4 : 0;
  return {
    frames,
    series,
    stacked: false,
    bottom,
    top: Math.max(Math.ceil(longest / 4) * 4, bottom + 8),
    base: "binary",
    // Series are in buckets: the read-out is in the unit of the values.
    format: (bucket) => map.format(bucket === null ? null : 2 ** bucket),
    heat,
    silence: frames.length === 0 ? "No frames in this time" : readings.length === 0 ? map.unmeasured : null,
  };
}
