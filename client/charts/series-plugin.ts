/**
 * Draws a chart's lines and areas. Chart.js has elements of its own for that, one a point, each with options of its own:
 * with nine charts of 240 steps and six series, making them anew four times a second was half of what the page cost.
 */
import type { Chart, Plugin } from "chart.js";
import { type ChartModel, type Series, unbroken } from "./chart-model.ts";
import type { Look } from "./look.ts";
import { paintOf, pixelOf, type Scratch, scratch } from "./pixels.ts";

/** Where values and moments lie on the canvas. */
interface Plot {
  readonly context: CanvasRenderingContext2D;
  /** One a frame: its middle. */
  readonly across: readonly number[];
  /** Where a frame begins and ends: one that has no neighbour is drawn over its own time. */
  readonly ends: (at: number) => readonly [number, number];
  /** A value is drawn at `foot - value * perUnit`. */
  readonly foot: number;
  readonly perUnit: number;
}

function middles(frames: ChartModel["frames"], across: (moment: number) => number): readonly number[] {
  const found = new Array<number>(frames.length).fill(0);
  for (let at = 0; at < found.length; at++) {
    const frame = frames[at];
    if (frame !== undefined) found[at] = across((frame.start + frame.end) / 2);
  }
  return found;
}

function plotOf({ ctx: context, scales }: Chart, { frames }: ChartModel): Plot | null {
  const { x, y } = scales;
  if (x === undefined || y === undefined) return null;
  const perMillisecond = x.width / (x.max - x.min);
  const perUnit = y.height / (y.max - y.min);
  const across = (moment: number) => x.left + (moment - x.min) * perMillisecond;
  return {
    context,
    across: middles(frames, across),
    ends: (at) => {
      const { start = 0, end = 0 } = frames[at] ?? {};
      return [across(start), Math.max(across(end), across(start) + 1)];
    },
    foot: y.bottom + y.min * perUnit,
    perUnit,
  };
}

function trace(
  { context, across, ends, foot, perUnit }: Plot,
  line: readonly number[],
  from: number,
  to: number,
): void {
  if (to - from === 1) {
    const [begin, end] = ends(from);
    const height = foot - (line[from] ?? 0) * perUnit;
    context.moveTo(begin, height);
    context.lineTo(end, height);
    return;
  }
  context.moveTo(across[from] ?? 0, foot - (line[from] ?? 0) * perUnit);
  for (let at = from + 1; at < to; at++) context.lineTo(across[at] ?? 0, foot - (line[at] ?? 0) * perUnit);
}

/** Fills between a line and its floor, in pixels of a picture whose left upper corner is the plot's. */
function fillArea(
  { across, ends, foot, perUnit }: Plot,
  { pixels, picture }: Scratch,
  { left, top, ratio }: { readonly left: number; readonly top: number; readonly ratio: number },
  { line, floor, from, to }: { line: readonly number[]; floor: readonly number[]; from: number; to: number },
  pixel: number,
): void {
  const { width, height } = picture;
  const base = (foot - top) * ratio;
  const scale = perUnit * ratio;
  const alone = to - from === 1;
  for (let at = from; alone ? at < to : at + 1 < to; at++) {
    const next = alone ? at : at + 1;
    const [first, last] = alone ? ends(at) : [across[at] ?? 0, across[next] ?? 0];
    const begin = (first - left) * ratio;
    const end = (last - left) * ratio;
    for (let x = Math.max(0, Math.ceil(begin)); x < Math.min(width, end); x++) {
      const share = (x - begin) / (end - begin);
      const high = (line[at] ?? 0) * (1 - share) + (line[next] ?? 0) * share;
      const low = (floor[at] ?? 0) * (1 - share) + (floor[next] ?? 0) * share;
      const lowest = Math.min(height, Math.round(base - low * scale));
      for (let y = Math.max(0, Math.round(base - high * scale)); y < lowest; y++) pixels[y * width + x] = pixel;
    }
  }
}

/** All areas at once, each pixel painted once. */
function drawAreas(
  { ctx, chartArea, currentDevicePixelRatio: ratio }: Chart,
  plot: Plot,
  shown: ChartModel,
  look: Look,
): void {
  const { left, top, width, height } = chartArea;
  const areas = shown.series.filter(({ floor }) => floor !== null);
  if (areas.length === 0 || width < 1 || height < 1) return;
  const drawn = scratch(Math.round(width * ratio), Math.round(height * ratio));
  if (drawn === undefined) return;
  const place = { left, top, ratio };
  for (const { line, floor, colour } of areas) {
    if (floor === null) continue;
    const pixel = pixelOf(paintOf(look.colour(colour), 0.62));
    for (const [from, to] of unbroken(shown.frames, line))
      fillArea(plot, drawn, place, { line, floor, from, to }, pixel);
  }
  drawn.context.putImageData(drawn.picture, 0, 0);
  ctx.drawImage(drawn.canvas, left, top, width, height);
}

function drawSeries(plot: Plot, { frames }: ChartModel, { line, floor, colour, dash }: Series, look: Look): void {
  const { context } = plot;
  context.beginPath();
  for (const [from, to] of unbroken(frames, line)) trace(plot, line, from, to);
  context.setLineDash([...(dash ?? [])]);
  context.lineWidth = floor === null ? 2 : 1;
  context.strokeStyle = look.colour(colour);
  context.stroke();
}

/**
 * A plugin for one chart; lines are broken where a value is missing. Model and colours are asked for at each drawing.
 */
export function seriesPlugin(model: () => ChartModel, look: () => Look): Plugin<"line"> {
  return {
    id: "series",
    beforeDatasetsDraw: (chart) => {
      const shown = model();
      const plot = plotOf(chart, shown);
      if (plot === null) return;
      const { context } = plot;
      const { left, top, width, height } = chart.chartArea;
      context.save();
      context.beginPath();
      // A line at the very bottom or top keeps its whole width.
      context.rect(left, top - 1, width, height + 2);
      context.clip();
      // A round joint at each of hundreds of points costs more than the line.
      context.lineJoin = "bevel";
      drawAreas(chart, plot, shown, look());
      for (const series of shown.series) drawSeries(plot, shown, series, look());
      context.restore();
    },
  };
}
