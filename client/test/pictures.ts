/** Pictures of the page: taken when it stands still, kept as small PNGs, and compared by the browser that took them. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import type { Browser, Page } from "playwright-core";
import { palettePng } from "./palette-png.ts";

/** What makes a picture besides the page: pictures of unlike makers are not to be compared. */
export interface Maker {
  readonly chromium: string;
  /** A hash of the fonts that are installed; null: fontconfig could not be asked. */
  readonly fonts: string | null;
}

function installedFonts(): string | null {
  try {
    const list = execFileSync("fc-list", [":", "family", "style", "fontversion"], { encoding: "utf8" });
    return createHash("sha256").update(list.split("\n").toSorted().join("\n")).digest("hex").slice(0, 16);
  } catch {
    return null;
  }
}

export function makerOf(browser: Browser): Maker {
  return { chromium: browser.version(), fonts: installedFonts() };
}

/** When frames cease, figures and charts show the last one after 600 ms, and are drawn in turn. */
export async function framesSettled(page: Page): Promise<void> {
  await page.waitForTimeout(1_000);
}

/** The page as it is once two pictures in turn are the same. */
export async function takePicture(page: Page): Promise<Buffer> {
  let before = await page.screenshot();
  for (let count = 0; count < 40; count++) {
    await page.waitForTimeout(350);
    const now = await page.screenshot();
    if (now.equals(before)) return now;
    before = now;
  }
  throw new Error("the page does not come to rest");
}

/** Its pixels with a palette, for keeping, so that it differs by less than half of what may differ. `page`: any that may read data: addresses. */
export async function smallPicture(page: Page, picture: Buffer): Promise<Buffer> {
  const { width, height, data } = await page.evaluate(async (address) => {
    const image = new Image();
    image.src = address;
    await image.decode();
    const { width, height } = image;
    const context = new OffscreenCanvas(width, height).getContext("2d");
    context?.drawImage(image, 0, 0);
    const data = context?.getImageData(0, 0, width, height).data ?? new Uint8ClampedArray();
    const address64 = await new Promise<string>((resolve) => {
      const reader = new FileReader();
      reader.onload = () => resolve(String(reader.result));
      reader.readAsDataURL(new Blob([data]));
    });
    return { width, height, data: address64.replace(/^[^,]*,/, "") };
  }, addressOf(picture));
  const pixels = Buffer.from(data, "base64");
  // As few colours as keep it faithful: each costs.
  for (const colours of [80, 144]) {
    const small = palettePng(width, height, pixels, colours);
    if ((await difference(page, picture, small)) <= KEPT) return small;
  }
  return palettePng(width, height, pixels, 256);
}

const addressOf = (picture: Buffer) => `data:image/png;base64,${picture.toString("base64")}`;

/** How far a channel of a pixel may be off: what a palette takes from the edges of letters, and no word. */
const TOLERANCE = 40;

/** Squares of so many pixels are compared: a changed word is a large part of one, and nothing of a page. */
const SQUARE = 48;

/** What a kept picture may differ from the one it was made of, and later ones from it, as {@link difference} says. */
const KEPT = 0.02;
export const ALIKE = 0.05;

/** The share of pixels that differ in the square that differs most; 1 where sizes do. `page`: as above. */
export async function difference(page: Page, one: Buffer, other: Buffer): Promise<number> {
  return page.evaluate(
    async ({ addresses, tolerance, square }) => {
      const pixels = async (address: string) => {
        const image = new Image();
        image.src = address;
        await image.decode();
        const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
        context?.drawImage(image, 0, 0);
        return context?.getImageData(0, 0, image.width, image.height);
      };
      const [a, b] = await Promise.all(addresses.map(pixels));
      if (a === undefined || b === undefined || a.width !== b.width || a.height !== b.height) return 1;
      const across = Math.ceil(a.width / square);
      const differing = new Uint32Array(across * Math.ceil(a.height / square));
      for (let pixel = 0; pixel < a.width * a.height; pixel++) {
        const off = (channel: number) =>
          Math.abs((a.data[pixel * 4 + channel] ?? 0) - (b.data[pixel * 4 + channel] ?? 0));
        if (Math.max(off(0), off(1), off(2)) <= tolerance) continue;
        const [x, y] = [pixel % a.width, Math.floor(pixel / a.width)];
        const at = Math.floor(y / square) * across + Math.floor(x / square);
        differing[at] = (differing[at] ?? 0) + 1;
      }
      return Math.max(...differing) / square ** 2;
    },
    { addresses: [addressOf(one), addressOf(other)], tolerance: TOLERANCE, square: SQUARE },
  );
}
