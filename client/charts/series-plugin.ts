/**
 * Draws a chart's lines and areas. Chart.js has elements of its own for that, one a point, each with options of its own:
 * with nine charts of 240 steps and six series, making them anew four times a second was half of what the page cost.
 */
import type { Chart, Plugin } from "chart.js";
import { type ChartModel, type Series, unbroken } from "./chart-model.ts";
import { faded, type Look } from "./look.ts";

/** Where values and moments lie on the canvas. */
interface Plot {
  readonly context: CanvasRenderingContext2D;
  /** One a frame: its middle. */
  readonly across: Float64Array;
  readonly down: (value: number) => number;
}

function middles(frames: ChartModel["frames"], across: (moment: number) => number): Float64Array {
  const found = new Float64Array(frames.length);
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
  return {
    context,
    across: middles(frames, (middle) => x.left + (middle - x.min) * perMillisecond),
    down: (value) => y.bottom - (value - y.min) * perUnit,
  };
}

function trace({ context, across, down }: Plot, line: Float64Array, from: number, to: number): void {
  context.moveTo(across[from] ?? 0, down(line[from] ?? 0));
  for (let at = from + 1; at < to; at++) context.lineTo(across[at] ?? 0, down(line[at] ?? 0));
}

function fillDown({ context, across, down }: Plot, floor: Float64Array, from: number, to: number): void {
  for (let at = to - 1; at >= from; at--) context.lineTo(across[at] ?? 0, down(floor[at] ?? 0));
  context.closePath();
}

function drawSeries(plot: Plot, { frames }: ChartModel, { line, floor, colour, dash }: Series, look: Look): void {
  const { context } = plot;
  const stretches = unbroken(frames, line);
  const drawn = look.colour(colour);
  if (floor !== null) {
    context.beginPath();
    for (const [from, to] of stretches) {
      trace(plot, line, from, to);
      fillDown(plot, floor, from, to);
    }
    context.fillStyle = faded(drawn, 0.62);
    context.fill();
  }
  context.beginPath();
  for (const [from, to] of stretches) trace(plot, line, from, to);
  context.setLineDash([...(dash ?? [])]);
  context.lineWidth = floor === null ? 2 : 1;
  context.strokeStyle = drawn;
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
      context.lineJoin = "round";
      for (const series of shown.series) drawSeries(plot, shown, series, look());
      context.restore();
    },
  };
}
