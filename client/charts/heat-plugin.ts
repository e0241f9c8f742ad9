/**
 * Draws a heat map's cells under its lines: a small picture with a pixel a bucket, stretched over the plot, for one
 * picture is drawn in a tenth of the time of two thousand rectangles. A plugin closes over the model: Chart.js's
 * options would copy the cells.
 */
import type { Chart, Plugin } from "chart.js";
import type { ChartModel, HeatColumn } from "./chart-model.ts";
import type { Look } from "./look.ts";
import { paintOf, pixelOf, type Scratch, scratch } from "./pixels.ts";

/** Shades of a cell; more cannot be told apart. */
const SHADES = 7;

/** Opacities of the shades. */
const OPACITIES = Array.from({ length: SHADES }, (_, shade) => 0.12 + (0.78 * shade) / (SHADES - 1));

/** Counts spread over several powers of ten: the square root keeps rare values visible. */
function shadeOf(count: number, most: number): number {
  return Math.min(SHADES - 1, Math.floor(Math.sqrt(count / most) * SHADES));
}

function highestCount(columns: readonly HeatColumn[]): number {
  let most = 1;
  for (const { counts } of columns) for (const count of counts) if (count > most) most = count;
  return most;
}

/** `across`: the pixel a moment falls on. Buckets from `bottom` to `top`, the highest in the first line. */
function paint(
  { pixels, picture }: Scratch,
  columns: readonly HeatColumn[],
  across: (moment: number) => number,
  [bottom, top]: readonly [number, number],
  shades: readonly number[],
): void {
  const most = highestCount(columns);
  const { width } = picture;
  for (const { from, to, counts } of columns) {
    const left = Math.max(0, across(from));
    const right = Math.min(width, Math.max(left + 1, across(to)));
    for (let bucket = bottom; bucket < Math.min(top, counts.length); bucket++) {
      const count = counts[bucket] ?? 0;
      if (count === 0) continue;
      const line = (top - 1 - bucket) * width;
      pixels.fill(shades[shadeOf(count, most)] ?? 0, line + left, line + right);
    }
  }
}

function drawCells({ ctx, chartArea, scales, currentDevicePixelRatio }: Chart, model: ChartModel, look: Look): void {
  const { heat, bottom, top } = model;
  const x = scales["x"];
  if (heat === null || x === undefined || chartArea.width < 1) return;
  const width = Math.round(chartArea.width * currentDevicePixelRatio);
  const height = top - bottom;
  const cells = scratch(width, height);
  if (cells === undefined) return;
  const across = (moment: number) => Math.round(((moment - x.min) / (x.max - x.min)) * width);
  const shades = OPACITIES.map((opacity) => pixelOf(paintOf(look.colour("heat"), opacity)));
  paint(cells, heat, across, [bottom, top], shades);
  cells.context.putImageData(cells.picture, 0, 0);
  ctx.save();
  ctx.imageSmoothingEnabled = false;
  ctx.drawImage(cells.canvas, chartArea.left, chartArea.top, chartArea.width, chartArea.height);
  ctx.restore();
}

/**
 * A plugin for one chart; it draws nothing where the model has no cells. Model and colours are asked for at each
 * drawing.
 */
export function heatPlugin(model: () => ChartModel, look: () => Look): Plugin<"line"> {
  return { id: "heat", beforeDatasetsDraw: (chart) => drawCells(chart, model(), look()) };
}
