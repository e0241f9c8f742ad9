/**
 * Pixels → a PNG with a palette: a third of what a browser's own takes. A page has a few dozen colours that fill it, and
 * thousands of mixtures at the edges of letters and lines. The first are kept to the bit, the others shared out.
 */
import { crc32, deflateSync } from "node:zlib";

interface Counted {
  readonly colour: number;
  readonly count: number;
}

const CHANNELS: readonly number[] = [16, 8, 0];
const channel = (colour: number, shift: number) => (colour >> shift) & 255;

function countColours(pixels: Uint8Array): Counted[] {
  const counts = new Map<number, number>();
  for (let at = 0; at < pixels.length; at += 4) {
    const colour = ((pixels[at] ?? 0) << 16) | ((pixels[at + 1] ?? 0) << 8) | (pixels[at + 2] ?? 0);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  // By colour where counts are equal: the same pixels make the same file.
  return [...counts]
    .map(([colour, count]) => ({ colour, count }))
    .sort((a, b) => b.count - a.count || a.colour - b.colour);
}

/** The channel in which colours differ most, and by how much. */
function widest(box: readonly Counted[]): readonly [shift: number, extent: number] {
  let found: readonly [number, number] = [0, -1];
  for (const shift of CHANNELS) {
    let [least, most] = [255, 0];
    for (const { colour } of box) {
      least = Math.min(least, channel(colour, shift));
      most = Math.max(most, channel(colour, shift));
    }
    if (most - least > found[1]) found = [shift, most - least];
  }
  return found;
}

function average(box: readonly Counted[]): number {
  const all = box.reduce((sum, { count }) => sum + count, 0);
  return CHANNELS.reduce((mixed, shift) => {
    const mean = box.reduce((sum, { colour, count }) => sum + channel(colour, shift) * count, 0) / all;
    return mixed | (Math.round(mean) << shift);
  }, 0);
}

/** Median cut: the box whose colours differ most is parted until there are enough. */
function sharedOut(colours: readonly Counted[], most: number): number[] {
  const boxes: Counted[][] = colours.length > 0 ? [[...colours]] : [];
  while (boxes.length < most) {
    const extents = boxes.map((box) => (box.length < 2 ? -1 : widest(box)[1]));
    const largest = extents.indexOf(Math.max(...extents));
    const box = boxes[largest];
    if (box === undefined || (extents[largest] ?? -1) < 1) break;
    const [shift] = widest(box);
    box.sort((a, b) => channel(a.colour, shift) - channel(b.colour, shift) || a.colour - b.colour);
    boxes.splice(largest, 1, box.slice(0, box.length >> 1), box.slice(box.length >> 1));
  }
  return boxes.map(average);
}

function nearest(colour: number, palette: readonly number[]): number {
  let [found, least] = [0, Number.POSITIVE_INFINITY];
  palette.forEach((one, index) => {
    const off = CHANNELS.reduce((sum, shift) => sum + (channel(one, shift) - channel(colour, shift)) ** 2, 0);
    if (off < least) [found, least] = [index, off];
  });
  return found;
}

function chunk(name: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(name, "latin1"), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

/** `pixels`: four bytes each, whose opacity is not kept. `colours`: at most 256; two fifths of them are kept to the bit. */
export function palettePng(width: number, height: number, pixels: Uint8Array, colours: number): Buffer {
  const counted = countColours(pixels);
  const exact = counted.slice(0, Math.floor(colours * 0.4)).map(({ colour }) => colour);
  const palette = [...exact, ...sharedOut(counted.slice(exact.length), colours - exact.length)];
  const indexes = new Map(counted.map(({ colour }) => [colour, nearest(colour, palette)]));
  // A line begins with its filter: none, for neighbours in a palette have nothing in common.
  const lines = Buffer.alloc(height * (width + 1));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 4;
      const colour = ((pixels[at] ?? 0) << 16) | ((pixels[at + 1] ?? 0) << 8) | (pixels[at + 2] ?? 0);
      lines[y * (width + 1) + 1 + x] = indexes.get(colour) ?? 0;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", header),
    chunk("PLTE", Buffer.from(palette.flatMap((colour) => CHANNELS.map((shift) => channel(colour, shift))))),
    chunk("IDAT", deflateSync(lines, { level: 9, memLevel: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}
