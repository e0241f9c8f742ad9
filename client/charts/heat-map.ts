/**
 * A distribution over time: a column a frame, a cell a power-of-two bucket, darker where more values lie, and lines
 * through p50 and p99. A bucket does not say where in it a value lies, so the lines run through its middle.
 */
import type { Log2Histogram } from "../../server/model/frame.ts";
import type { LiveFrame } from "../../server/model/live/protocol.ts";
import { distributionOf, type ValueRange } from "../../server/model/percentiles.ts";
import type { FigureText } from "../parts/figure-text.ts";
import { type ChartModel, type Row, seriesOf } from "./chart-model.ts";

export interface HeatMap {
  readonly histogram: (frame: LiveFrame) => Log2Histogram | null;
  readonly format: (value: number | null) => FigureText;
  readonly unmeasured: string;
}

const middleBucket = (range: ValueRange | null) => (range === null ? null : Math.log2(range.below) - 0.5);

export function heatModel(map: HeatMap, frames: readonly LiveFrame[], hidden: ReadonlySet<string>): ChartModel {
  const distributions = new Map(
    frames.map((frame) => {
      const histogram = map.histogram(frame);
      return [frame, histogram === null ? null : distributionOf(histogram)];
    }),
  );
  const row = (key: "p50" | "p99", colour: string, dash: readonly number[]): Row => ({
    key,
    label: key,
    colour,
    dash,
    value: (frame) => middleBucket(distributions.get(frame)?.[key] ?? null),
  });
  const series = seriesOf(frames, [row("p50", "heat-p50", []), row("p99", "heat-p99", [5, 3])], false, hidden);
  const used = [...distributions.values()].flatMap((one) => (one === null ? [] : [one.buckets]));
  const lowest = Math.min(...used.map((buckets) => buckets.findIndex((count) => count > 0)).filter((at) => at >= 0));
  const longest = Math.max(0, ...used.map(({ length }) => length));
  return {
    frames,
    series,
    stacked: false,
    // Whole groups of four, so that the axis moves seldom and its ticks fall on it.
    bottom: Number.isFinite(lowest) ? Math.floor(lowest / 4) * 4 : 0,
    top: Math.max(Math.ceil(longest / 4) * 4, (Number.isFinite(lowest) ? Math.floor(lowest / 4) * 4 : 0) + 8),
    base: "binary",
    // Series are in buckets: the read-out is in the unit of the values.
    format: (bucket) => map.format(bucket === null ? null : 2 ** bucket),
    heat: frames.map((frame) => ({
      from: frame.start,
      to: frame.end,
      counts: distributions.get(frame)?.buckets ?? [],
    })),
    silence: frames.length === 0 ? "No frames in this time" : used.length === 0 ? map.unmeasured : null,
  };
}
