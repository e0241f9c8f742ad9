/** Paints the overview under the time axis: bytes a second over all that is held, copied ones in front. */
import type { Look } from "../charts/look.ts";
import { mixed, type Paint, paintOf, pixelOf, type Scratch, scratch } from "../charts/pixels.ts";
import type { TimeRange } from "../state/view.ts";
import type { Rates } from "./rates.ts";

/** Pixels above the highest rate, so that it is seen to be the highest. */
const HEADROOM = 4;

const CLEAR: Paint = [0, 0, 0, 0];

/** Steps of a line's softened edge. */
const SOFT = 16;

/** From the one behind a line to its own, in steps. */
const softened = (paint: Paint, behind: Paint) =>
  Uint32Array.from({ length: SOFT }, (_, step) => pixelOf(mixed(paint, behind, step / SOFT)));

/**
 * Fills a picture from its foot up, `perRate` lines for each byte a second; a line's edge is softened. Plain arithmetic:
 * a number that a callback returns is an object to be collected.
 */
function fill(
  { picture, pixels }: Scratch,
  rates: readonly number[],
  perRate: number,
  paint: Paint,
  behind: Paint,
): void {
  const { width, height } = picture;
  const whole = pixelOf(paint);
  const edge = softened(paint, behind);
  for (let x = 0; x < width; x++) {
    const filled = (rates[x] as number) * perRate;
    const lines = Math.floor(filled);
    for (let line = 1; line <= lines; line++) pixels[(height - line) * width + x] = whole;
    const step = Math.floor((filled - lines) * SOFT);
    if (step > 0 && lines < height) pixels[(height - lines - 1) * width + x] = edge[step] as number;
  }
}

/** Paints the rates of a range (epoch milliseconds) over the whole canvas, the highest at its top; does nothing while the canvas has no size. */
export function paintOverview(canvas: HTMLCanvasElement, rates: Rates, range: TimeRange, look: Look): void {
  const context = canvas.getContext("2d");
  const width = Math.round(canvas.clientWidth * devicePixelRatio);
  const height = Math.round(canvas.clientHeight * devicePixelRatio);
  if (context === null || width === 0 || height === 0) return;
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const { copied, moved } = rates.columns(range, width);
  const top = moved.reduce((most, rate) => Math.max(most, rate), 1);
  const perRate = (height - HEADROOM) / top;
  const drawn = scratch(width, height);
  if (drawn === undefined) return;
  const without = paintOf(look.colour("reference"), 0.55);
  fill(drawn, moved, perRate, without, CLEAR);
  fill(drawn, copied, perRate, mixed(paintOf(look.colour("copy"), 1), without, 0.85), without);
  context.putImageData(drawn.picture, 0, 0);
}
