/**
 * The frames a page holds, oldest first. It is bounded: what is older than the full-resolution part is summed into
 * coarser frames, as the server does with its own.
 */
import type { LiveFrame } from "../../server/model/live/protocol.ts";
import { inSteps } from "./steps.ts";

/** Milliseconds kept as they came: 15 minutes, and one for pages that look back while time goes on. */
const FULL = 16 * 60_000;
/** Older frames are summed until they are this long, */
const COARSE = 5_000;
/** and dropped after six hours. */
const KEPT = 6 * 3_600_000;

export class FrameHistory {
  #frames: LiveFrame[] = [];
  /** How many of the first ones are in their coarse form. */
  #coarse = 0;
  /** Of a recording nothing is summed or forgotten: it does not grow. */
  keepsAll = false;
  /** Rises when what is already held changes (older frames arrive, or the history starts anew). */
  revision = 0;

  get frames(): readonly LiveFrame[] {
    return this.#frames;
  }

  get last(): LiveFrame | null {
    return this.#frames.at(-1) ?? null;
  }

  get first(): LiveFrame | null {
    return this.#frames[0] ?? null;
  }

  clear(): void {
    this.#frames = [];
    this.#coarse = 0;
    this.revision++;
  }

  /** Holds a run that is over, as it is. */
  load(frames: readonly LiveFrame[]): void {
    this.#frames = [...frames];
    this.#coarse = frames.length;
    this.revision++;
  }

  /** Adds newer frames; one that is here already is left out. */
  append(frames: readonly LiveFrame[]): void {
    const last = this.last?.sequence ?? -1;
    const news = frames.filter(({ sequence }) => sequence > last);
    this.#frames.push(...news);
    this.#coarsen();
  }

  /** Adds a part of the past: frames older than what is here go before it, newer ones after. */
  merge(frames: readonly LiveFrame[]): void {
    const first = this.first?.sequence ?? Number.POSITIVE_INFINITY;
    const older = frames.filter(({ sequence }) => sequence < first);
    if (older.length > 0) {
      this.#frames = [...older, ...this.#frames];
      this.#coarse = 0;
      this.revision++;
    }
    this.append(frames);
  }

  /** Frames that touch [from, to). */
  between(from: number, to: number): readonly LiveFrame[] {
    return this.#frames.slice(this.indexAt(from), this.#indexFrom(to));
  }

  /** Index of the first frame that ends after a moment. */
  indexAt(moment: number): number {
    return this.#search((frame) => frame.end > moment);
  }

  #indexFrom(moment: number): number {
    return this.#search((frame) => frame.start >= moment);
  }

  #search(passes: (frame: LiveFrame) => boolean): number {
    let low = 0;
    let high = this.#frames.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (passes(this.#frames[middle] as LiveFrame)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Sums what has grown old, a minute's worth at a time so that it costs nothing worth measuring. */
  #coarsen(): void {
    if (this.keepsAll) return;
    const end = this.last?.end ?? 0;
    const oldest = this.#frames[this.#coarse];
    if (oldest === undefined || oldest.end > end - FULL - 60_000) return;
    const until = this.indexAt(end - FULL);
    const sums = inSteps(this.#frames.slice(this.#coarse, until), COARSE);
    const kept = this.#frames.slice(0, this.#coarse).filter((frame) => frame.end > end - KEPT);
    this.#frames = [...kept, ...sums, ...this.#frames.slice(until)];
    this.#coarse = kept.length + sums.length;
    this.revision++;
  }
}
