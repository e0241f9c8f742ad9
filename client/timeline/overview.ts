/** Paints the overview under the time axis: bytes a second over all that is held, copied ones in front. */

import type { LiveFrame } from "../../server/model/live/protocol.ts";
import { secondsOf } from "../charts/chart-model.ts";
import { faded, type Look } from "../charts/look.ts";
import { movedWithoutCopy } from "../figures/work-figures.ts";
import { once } from "../state/once.ts";
import type { TimeRange } from "../state/view.ts";

interface Columns {
  readonly copied: Float64Array;
  readonly moved: Float64Array;
}

interface Rates {
  readonly copies: number;
  readonly all: number;
}

const ratesOf = once((frame: LiveFrame): Rates => {
  const { bytes } = frame.totals;
  const copies = bytes.cpuCopied / secondsOf(frame);
  return { copies, all: copies + movedWithoutCopy(bytes) / secondsOf(frame) };
});

/** Frames as one value a pixel: the highest rate that falls on it, so that short bursts stay visible. */
function overviewColumns(frames: readonly LiveFrame[], { from, to }: TimeRange, width: number): Columns {
  const copied = new Float64Array(width);
  const moved = new Float64Array(width);
  const pixel = (at: number) => Math.floor(((at - from) / (to - from)) * width);
  frames.forEach((frame) => {
    const first = pixel(frame.start);
    const last = Math.min(width - 1, Math.max(first, pixel(frame.end - 1)));
    const { copies, all } = ratesOf(frame);
    for (let x = Math.max(0, first); x <= last; x++) {
      if (copies > (copied[x] ?? 0)) copied[x] = copies;
      if (all > (moved[x] ?? 0)) moved[x] = all;
    }
  });
  return { copied, moved };
}

function area(context: CanvasRenderingContext2D, values: Float64Array, top: number, height: number): void {
  context.beginPath();
  context.moveTo(0, height);
  values.forEach((value, x) => {
    context.lineTo(x + 0.5, height - (value / top) * (height - 4));
  });
  context.lineTo(values.length, height);
  context.fill();
}

/** Paints the frames of a range (epoch milliseconds) over the whole canvas, the highest rate at its top; does nothing while the canvas has no size. */
export function paintOverview(
  canvas: HTMLCanvasElement,
  frames: readonly LiveFrame[],
  range: TimeRange,
  look: Look,
): void {
  const context = canvas.getContext("2d");
  const { clientWidth: width, clientHeight: height } = canvas;
  if (context === null || width === 0) return;
  const ratio = devicePixelRatio;
  if (canvas.width !== Math.round(width * ratio)) canvas.width = Math.round(width * ratio);
  if (canvas.height !== Math.round(height * ratio)) canvas.height = Math.round(height * ratio);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  const columns = overviewColumns(frames, range, width);
  const top = columns.moved.reduce((most, value) => Math.max(most, value), 1);
  context.fillStyle = faded(look.colour("reference"), 0.55);
  area(context, columns.moved, top, height);
  context.fillStyle = faded(look.colour("copy"), 0.85);
  area(context, columns.copied, top, height);
}
