/**
 * A chart's model → what Chart.js is told: the value axis, and that nothing moves by itself. Lines, cells, time axis
 * and marks are drawn by the plugins beside this file.
 */
import type { ChartConfiguration, Plugin } from "chart.js";
import type { TimeRange } from "../state/view.ts";
import type { ChartModel } from "./chart-model.ts";
import type { Look } from "./look.ts";
import { LABEL_HEIGHT } from "./time-axis-plugin.ts";

/** Pixels left of the plot for the value axis, and right of it: the same in all charts, so that their times align. */
const PLOT_LEFT = 72;
const PLOT_RIGHT = 10;

export type PlotConfiguration = ChartConfiguration<"line", []>;

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

/** What a configuration's fixed parts depend on: while it is the same, only the time axis and what is drawn on it change. */
export function fixedParts({ bottom, top }: ChartModel): string {
  return `${bottom} ${top}`;
}

/** `range`: asked at each layout, for the time axis moves without one. */
export function chartConfiguration(
  model: ChartModel,
  range: () => TimeRange,
  look: Look,
  plugins: Plugin<"line">[],
): PlotConfiguration {
  return {
    type: "line",
    data: { datasets: [] },
    plugins,
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      events: [],
      layout: { padding: { right: PLOT_RIGHT, top: 6, bottom: LABEL_HEIGHT } },
      scales: {
        x: {
          type: "linear",
          display: false,
          // Else the axis would be widened to round numbers, and times in one chart would not be those in the next.
          bounds: "data",
          afterDataLimits: (axis) => {
            axis.min = range().from;
            axis.max = range().to;
          },
          afterBuildTicks: (axis) => {
            axis.ticks = [];
            axis.min = range().from;
            axis.max = range().to;
          },
        },
        y: {
          type: "linear",
          min: model.bottom,
          max: model.top,
          border: { display: false },
          grid: { color: look.colour("line"), drawTicks: false },
          ticks: {
            color: look.colour("muted"),
            font: { family: look.font, size: 11 },
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
