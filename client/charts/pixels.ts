/**
 * Pictures made pixel by pixel, for what has hundreds of corners: a browser without a graphics card fills an outline of
 * two hundred points in ten times the time.
 */

/** Red, green, blue and opacity, 0 to 255. */
export type Paint = readonly [number, number, number, number];

/** A colour of the style sheet, `rgb(1, 2, 3)`, with an opacity of 0 to 1. */
export function paintOf(colour: string, opacity: number): Paint {
  const [red = 0, green = 0, blue = 0] = (colour.match(/\d+/g) ?? []).map(Number);
  return [red, green, blue, opacity * 255];
}

/** `share` of one paint and the rest of the other; what is clear has no colour to give. */
export function mixed(one: Paint, other: Paint, share: number): Paint {
  const opacity = one[3] * share + other[3] * (1 - share);
  const part = opacity === 0 ? 0 : (one[3] * share) / opacity;
  const of = (channel: 0 | 1 | 2) => one[channel] * part + other[channel] * (1 - part);
  return [of(0), of(1), of(2), opacity];
}

/** A paint as one element of {@link Scratch.pixels}. */
export const pixelOf = (paint: Paint): number => new Uint32Array(new Uint8ClampedArray(paint).buffer)[0] as number;

/** What is painted before it is drawn on a chart. */
export interface Scratch {
  readonly canvas: HTMLCanvasElement;
  readonly context: CanvasRenderingContext2D;
  readonly picture: ImageData;
  /** The picture's, line by line from the top. */
  readonly pixels: Uint32Array;
}

const MOST_KEPT = 8;
const kept: Scratch[] = [];

/** A clear picture of a size, to be used at once: the next caller gets the same. Undefined where there are no canvases. */
export function scratch(width: number, height: number): Scratch | undefined {
  const known = kept.find(({ picture }) => picture.width === width && picture.height === height);
  if (known !== undefined) {
    known.pixels.fill(0);
    return known;
  }
  const canvas =
    kept.length < MOST_KEPT ? document.createElement("canvas") : (kept.shift()?.canvas as HTMLCanvasElement);
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) return undefined;
  const picture = context.createImageData(width, height);
  const made = { canvas, context, picture, pixels: new Uint32Array(picture.data.buffer) };
  kept.push(made);
  return made;
}
