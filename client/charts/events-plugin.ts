/** Draws what interrupts the time axis: gaps as hatched bands, marks as lines with a flag. */
import type { Chart, Plugin } from "chart.js";
import { gapBetween } from "../../server/model/live/gap-between.ts";
import type { Mark } from "../../server/model/live/protocol.ts";
import type { ChartModel } from "./chart-model.ts";
import type { Look } from "./look.ts";

/** Bands of time without frames between frames. */
export function gapsIn({ frames }: Pick<ChartModel, "frames">): readonly { from: number; to: number }[] {
  return frames.flatMap((frame, index) => {
    const before = frames[index - 1];
    return before !== undefined && gapBetween(before, frame) ? [{ from: before.end, to: frame.start }] : [];
  });
}

function hatch(chart: Chart, left: number, right: number, colour: string): void {
  const { ctx, chartArea } = chart;
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, chartArea.top, right - left, chartArea.height);
  ctx.clip();
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1;
  ctx.beginPath();
  for (let x = left - chartArea.height; x < right; x += 6) {
    ctx.moveTo(x, chartArea.bottom);
    ctx.lineTo(x + chartArea.height, chartArea.top);
  }
  ctx.stroke();
  ctx.restore();
}

function flag(chart: Chart, x: number, colour: string): void {
  const { ctx, chartArea } = chart;
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.fillStyle = colour;
  ctx.setLineDash([3, 3]);
  ctx.beginPath();
  ctx.moveTo(x, chartArea.top);
  ctx.lineTo(x, chartArea.bottom);
  ctx.stroke();
  ctx.beginPath();
  ctx.moveTo(x, chartArea.top - 5);
  ctx.lineTo(x + 6, chartArea.top - 2);
  ctx.lineTo(x, chartArea.top + 1);
  ctx.fill();
  ctx.restore();
}

/** A plugin for one chart. Model, marks and colours are asked for at each drawing, so they may change under it. */
export function eventsPlugin(model: () => ChartModel, marks: () => readonly Mark[], look: () => Look): Plugin<"line"> {
  return {
    id: "events",
    beforeDatasetsDraw: (chart) => {
      const x = chart.scales["x"];
      if (x === undefined) return;
      const within = (at: number) =>
        Math.min(chart.chartArea.right, Math.max(chart.chartArea.left, x.getPixelForValue(at)));
      for (const { from, to } of gapsIn(model())) hatch(chart, within(from), within(to), look().colour("line-strong"));
    },
    afterDatasetsDraw: (chart) => {
      const x = chart.scales["x"];
      if (x === undefined) return;
      for (const { at } of marks()) {
        if (at >= x.min && at <= x.max) flag(chart, x.getPixelForValue(at), look().colour("accent"));
      }
    },
  };
}
