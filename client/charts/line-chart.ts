/** The model of a chart of lines or stacked areas: frames and rows in, series and axis out. */
import type { LiveFrame } from "../../server/model/live/protocol.ts";
import type { FigureText } from "../parts/figure-text.ts";
import { type ChartModel, highest, type Row, seriesOf } from "./chart-model.ts";
import { steadyTop } from "./value-scale.ts";

export interface LineChart {
  readonly rows: readonly Row[];
  readonly stacked: boolean;
  readonly base: "decimal" | "binary";
  readonly format: (value: number | null) => FigureText;
  /** Said when no row was measured. */
  readonly unmeasured: string;
}

/**
 * `hidden` holds keys of rows that are not drawn. `shownTop` is where the value axis ended so far: it is kept while
 * the values fill it well enough, so that the axis does not jump.
 */
export function lineModel(
  chart: LineChart,
  frames: readonly LiveFrame[],
  hidden: ReadonlySet<string>,
  shownTop: number,
): ChartModel {
  const { rows, stacked, base, format } = chart;
  const series = seriesOf(frames, rows, stacked, hidden);
  const measured = series.some(({ values }) => values.some((value) => value !== null));
  return {
    frames,
    series,
    stacked,
    bottom: 0,
    top: steadyTop(shownTop, highest(series), base),
    base,
    format,
    heat: null,
    silence: frames.length === 0 ? "No frames in this time" : measured ? null : chart.unmeasured,
  };
}
