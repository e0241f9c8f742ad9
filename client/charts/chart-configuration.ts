/**
 * A chart's model → what Chart.js is told. Nothing is computed by Chart.js that is known here: data are prepared
 * points, the axes' ends are fixed, nothing moves by itself.
 */
import type { ChartConfiguration, ChartDataset, Plugin } from "chart.js";
import type { TimeRange } from "../state/view.ts";
import type { ChartModel, Point, Series } from "./chart-model.ts";
import { faded, type Look } from "./look.ts";
import { tickLabel, tickStep, timeTicks } from "./time-ticks.ts";

/** Pixels left of the plot for the value axis, and right of it: the same in all charts, so that their times align. */
const PLOT_LEFT = 72;
const PLOT_RIGHT = 10;

/** Pixels a time label needs. */
const LABEL_ROOM = 76;

const mostTicks = (width: number) => Math.max(2, Math.floor((width - PLOT_LEFT) / LABEL_ROOM));

export type LineConfiguration = ChartConfiguration<"line", Point[]>;

function datasetOf(series: Series, index: number, model: ChartModel, look: Look): ChartDataset<"line", Point[]> {
  const colour = look.colour(series.colour);
  const stackedOn = model.series.slice(0, index).findLastIndex(({ points }) => points.length > 0);
  return {
    data: series.points as Point[],
    label: series.label,
    borderColor: colour,
    borderWidth: model.stacked ? 1 : 2,
    borderDash: [...(series.dash ?? [])],
    backgroundColor: faded(colour, 0.62),
    fill: model.stacked ? (stackedOn < 0 ? "origin" : stackedOn) : false,
    pointRadius: 0,
    pointHitRadius: 0,
    spanGaps: false,
  };
}

/** Ticks of the value axis: bottom, middle, top; of a heat map every fourth bucket. */
function valueTicks({ bottom, top, heat }: ChartModel): number[] {
  if (heat === null) return [bottom, (bottom + top) / 2, top];
  const every = top - bottom > 16 ? 8 : 4;
  return Array.from({ length: Math.floor((top - bottom) / every) + 1 }, (_, index) => bottom + index * every);
}

function valueLabel(model: ChartModel, value: number): string {
  const { number, unit } = model.format(value);
  // Tops and middles are round: their zeros after the point say nothing.
  const short = number.replace(/\.?0+$/, (zeros) => (number.includes(".") ? "" : zeros));
  return unit === "" ? short : `${short} ${unit}`;
}

/** What a configuration's fixed parts depend on: while it is the same, only data and the time axis change. */
export function fixedParts({ series, bottom, top }: ChartModel): string {
  return `${bottom} ${top} ${series.map(({ key, points }) => `${key}${points.length > 0}`).join()}`;
}

function datasetsOf(model: ChartModel, look: Look): ChartDataset<"line", Point[]>[] {
  return model.series.map((series, index) => datasetOf(series, index, model, look));
}

export function chartConfiguration(
  model: ChartModel,
  range: TimeRange,
  look: Look,
  plugins: Plugin<"line">[],
): LineConfiguration {
  const line = look.colour("line");
  const muted = look.colour("muted");
  const font = { family: look.font, size: 11 };
  return {
    type: "line",
    data: { datasets: datasetsOf(model, look) },
    plugins,
    options: {
      animation: false,
      parsing: false,
      normalized: true,
      responsive: true,
      maintainAspectRatio: false,
      events: [],
      layout: { padding: { right: PLOT_RIGHT, top: 6 } },
      scales: {
        x: {
          type: "linear",
          min: range.from,
          max: range.to,
          border: { color: look.colour("line-strong") },
          grid: { color: line, drawTicks: false },
          ticks: {
            color: muted,
            font,
            maxRotation: 0,
            autoSkip: false,
            padding: 6,
            callback(value) {
              return tickLabel(Number(value), tickStep(this.max - this.min, mostTicks(this.chart.width)));
            },
          },
          afterBuildTicks: (axis) => {
            axis.ticks = timeTicks(axis.min, axis.max, mostTicks(axis.chart.width)).map((value) => ({ value }));
          },
        },
        y: {
          type: "linear",
          min: model.bottom,
          max: model.top,
          border: { display: false },
          grid: { color: line, drawTicks: false },
          ticks: {
            color: muted,
            font,
            padding: 8,
            autoSkip: false,
            callback: (value) => valueLabel(model, Number(value)),
          },
          afterBuildTicks: (axis) => {
            axis.ticks = valueTicks(model).map((value) => ({ value }));
          },
          afterFit: (axis) => {
            axis.width = PLOT_LEFT;
          },
        },
      },
    },
  };
}
