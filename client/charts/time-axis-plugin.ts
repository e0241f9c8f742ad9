/**
 * Draws the time axis: a line at each round moment, and its label. The axis moves at every drawing; Chart.js would
 * measure and lay out the whole chart for that.
 */
import type { Chart, Plugin } from "chart.js";
import type { Look } from "./look.ts";
import { tickLabel, tickStep, timeTicks } from "./time-ticks.ts";

/** Pixels a time label needs, and those below the plot that labels stand in. */
const LABEL_ROOM = 76;
/** Pixels below the plot that its labels stand in. */
export const LABEL_HEIGHT = 22;

function drawAxis(chart: Chart, look: Look): void {
  const { ctx, chartArea, scales } = chart;
  const x = scales["x"];
  if (x === undefined) return;
  const most = Math.max(2, Math.floor(chartArea.width / LABEL_ROOM));
  const step = tickStep(x.max - x.min, most);
  ctx.save();
  ctx.lineWidth = 1;
  ctx.strokeStyle = look.colour("line");
  ctx.fillStyle = look.colour("muted");
  ctx.font = `11px ${look.font}`;
  ctx.textBaseline = "top";
  ctx.beginPath();
  for (const at of timeTicks(x.min, x.max, most)) {
    const across = Math.round(x.getPixelForValue(at)) + 0.5;
    ctx.moveTo(across, chartArea.top);
    ctx.lineTo(across, chartArea.bottom);
    const label = tickLabel(at, step);
    // A label that would be cut off at an end stands as near to its tick as it can.
    const half = ctx.measureText(label).width / 2;
    ctx.fillText(label, Math.min(chart.width - 2 * half - 1, Math.max(0, across - half)), chartArea.bottom + 7);
  }
  ctx.stroke();
  ctx.strokeStyle = look.colour("line-strong");
  ctx.beginPath();
  ctx.moveTo(chartArea.left, chartArea.bottom + 0.5);
  ctx.lineTo(chartArea.right, chartArea.bottom + 0.5);
  ctx.stroke();
  ctx.restore();
}

/** A plugin for one chart; as many labels as fit, in the reader's own time zone. */
export function timeAxisPlugin(look: () => Look): Plugin<"line"> {
  return { id: "time-axis", beforeDraw: (chart) => drawAxis(chart, look()) };
}
