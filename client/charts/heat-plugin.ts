/** Draws a heat map's cells under its lines. A plugin closes over the model: Chart.js's options would copy the cells. */
import type { Chart, Plugin } from "chart.js";
import type { ChartModel } from "./chart-model.ts";
import { faded, type Look } from "./look.ts";

/** Shades of a cell; more cannot be told apart. */
const SHADES = 7;

function shadesOf(look: Look): readonly string[] {
  const colour = look.colour("heat");
  return Array.from({ length: SHADES }, (_, shade) => faded(colour, 0.12 + (0.78 * shade) / (SHADES - 1)));
}

/** Counts spread over several powers of ten: the square root keeps rare values visible. */
function shadeOf(count: number, most: number): number {
  return Math.min(SHADES - 1, Math.floor(Math.sqrt(count / most) * SHADES));
}

function drawCells(chart: Chart, model: ChartModel, look: Look): void {
  const { ctx, chartArea } = chart;
  const x = chart.scales["x"];
  const y = chart.scales["y"];
  if (model.heat === null || x === undefined || y === undefined) return;
  const most = Math.max(1, ...model.heat.map(({ counts }) => Math.max(0, ...counts)));
  const shades = shadesOf(look);
  const height = y.getPixelForValue(0) - y.getPixelForValue(1);
  ctx.save();
  ctx.beginPath();
  ctx.rect(chartArea.left, chartArea.top, chartArea.width, chartArea.height);
  ctx.clip();
  for (const { from, to, counts } of model.heat) {
    const left = Math.round(x.getPixelForValue(from));
    const width = Math.max(1, Math.round(x.getPixelForValue(to)) - left);
    counts.forEach((count, bucket) => {
      if (count === 0) return;
      ctx.fillStyle = shades[shadeOf(count, most)] ?? "";
      ctx.fillRect(left, Math.round(y.getPixelForValue(bucket + 1)), width, Math.ceil(height));
    });
  }
  ctx.restore();
}

export function heatPlugin(model: () => ChartModel, look: () => Look): Plugin<"line"> {
  return { id: "heat", beforeDatasetsDraw: (chart) => drawCells(chart, model(), look()) };
}
