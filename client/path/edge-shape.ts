/** A route and a width → the line and the arrow head of an edge. Mechanisms that share a route run side by side. */
import type { PathMechanism } from "../../server/model/live/data-path.ts";
import { type Layout, NARROW } from "./places.ts";
import type { Route } from "./routes.ts";

export interface EdgeShape {
  readonly line: string;
  readonly head: string;
}

/** Width of an edge that moves as much as the busiest one, and of one that moves a byte. */
const WIDEST = 16;
const THINNEST = 2.5;

/** From the middle of one lane to that of the next. */
const LANE = 18;

/** Widths differ by at least so much: less is not seen as more or less, only as trembling. */
const STEP = 0.5;

/** The width of an edge. Areas are compared by eye, and rates span powers of ten: the square root shows both. */
export function widthOf(rate: number, scale: number): number {
  if (rate <= 0 || scale <= 0) return THINNEST;
  const width = THINNEST + (WIDEST - THINNEST) * Math.sqrt(Math.min(1, rate / scale));
  return Math.round(width / STEP) * STEP;
}

/** Paths of an edge's line and of its head, in the picture's units. `lane`: which of the edges between the same two nodes it is, from 0. */
export function edgeShape(route: Route, width: number, lane: number): EdgeShape {
  const { x1, y1, x2, y2, bulge } = route;
  const length = Math.max(1, Math.hypot(x2 - x1, y2 - y1));
  const [dx, dy] = bulge > 0 ? [0, -1] : [(x2 - x1) / length, (y2 - y1) / length];
  // Away from the label, which stands right of a way up or down and above one across.
  const [shiftX, shiftY] = Math.abs(dy) > Math.abs(dx) ? [-lane * LANE, 0] : [0, lane * LANE];
  const [startX, startY] = [x1 + shiftX, y1 + shiftY];
  const [endX, endY] = [x2 + shiftX, y2 + shiftY];
  const headLength = Math.min(length * 0.6 + bulge, 6 + width * 0.75);
  const headWidth = 5 + width * 0.62;
  // The line ends inside the head, so that no seam shows between them.
  const [backX, backY] = [endX - dx * headLength, endY - dy * headLength];
  const [stopX, stopY] = [backX + dx, backY + dy];
  const line =
    bulge > 0
      ? `M${startX} ${startY}C${startX} ${startY + bulge} ${stopX} ${stopY + bulge} ${stopX} ${stopY}`
      : `M${startX} ${startY}L${stopX} ${stopY}`;
  const corner = (side: 1 | -1) => `${backX - dy * headWidth * side} ${backY + dx * headWidth * side}`;
  return { line, head: `M${endX} ${endY}L${corner(1)}L${corner(-1)}Z` };
}

/** How a line is broken, by mechanism, as multiples of its width: told apart without colour. */
const DASHES: { readonly [M in PathMechanism]: readonly number[] } = {
  copy: [],
  "kernel-copy": [],
  reference: [1.6, 0.9],
  direct: [0.01, 1.5],
  dma: [0.01, 1.5],
  deferred: [2, 0.8, 0.4, 0.8],
  clone: [0.7, 0.7],
  discard: [0.4, 1],
  fill: [0.4, 1],
  unknown: [0.25, 0.6],
};

/** The `stroke-dasharray` of a line of this width; undefined: the line is whole. */
export function dashOf(mechanism: PathMechanism, width: number): string | undefined {
  const dash = DASHES[mechanism];
  // Thin lines need longer parts to be seen as broken.
  const unit = Math.max(width, 5);
  return dash.length === 0 ? undefined : dash.map((part) => (part < 0.1 ? part : part * unit)).join(" ");
}

/** Dots are round ends of dashes without length. */
export function capOf(mechanism: PathMechanism): "round" | "butt" {
  return mechanism === "dma" || mechanism === "direct" ? "round" : "butt";
}

export interface LabelBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where the label of a lane lies. Several between the same two nodes stand under each other; across, the second is under its line. */
export function labelBox(of: { readonly route: Route; readonly lane: number; readonly layout: Layout }): LabelBox {
  const { labelX, labelY, y1, y2 } = of.route;
  const [width, height] = of.layout === NARROW ? [82, 20] : [92, 34];
  const below = of.lane * (y1 === y2 ? 2 * height - 6 : height + 2);
  return { x: labelX - width / 2, y: labelY - height / 2 + below, width, height };
}
