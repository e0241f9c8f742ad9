/**
 * The frames a page holds, oldest first. It is bounded: what is older than the full-resolution part is summed into
 * coarser frames, as the server does with its own.
 */
import type { LiveFrame } from "../../server/model/live/protocol.ts";
import { PackedFrame, wholeFrame } from "./packed-frame.ts";
import { inSteps } from "./steps.ts";

/** Milliseconds kept as they came: 15 minutes, and one for pages that look back while time goes on. */
const FULL = 16 * 60_000;
/** Older frames are summed until they are this long, the steps that an hour is drawn in, */
const COARSE = 15_000;
/** and dropped after six hours. */
const KEPT = 6 * 3_600_000;
/** Charts look at every tick at what is younger than this: older frames are packed. */
const OPEN = 90_000;

const RESTARTED = "copyscope was restarted";

type Gap = LiveFrame["gaps"][number];

/** Rising in time, and in sequence; frames of servers that are gone have sequences below 0. */
export class FrameHistory {
  #frames: LiveFrame[] = [];
  /** How many of the first ones are in their coarse form. */
  #coarse = 0;
  /** How many of the first ones are packed, or need not be. */
  #packed = 0;
  /** Where the frames of a server end that is gone; null: there was none. */
  #pastEnd: number | null = null;
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
    this.#changed();
  }

  #changed(): void {
    this.#packed = 0;
    this.revision++;
  }

  /**
   * What is held is from a server that is gone, and stays as the past of the next one's. That one counts its frames
   * from 0, so those that are here get numbers below.
   */
  becomePast(): void {
    const shift = (this.last?.sequence ?? -1) + 1;
    this.#frames = this.#frames.map((frame) => ({ ...wholeFrame(frame), sequence: frame.sequence - shift }));
    this.#pastEnd = this.last?.end ?? null;
    this.#changed();
  }

  /** Holds a run that is over, as it is. */
  load(frames: readonly LiveFrame[]): void {
    this.#frames = [...frames];
    this.#coarse = frames.length;
    this.#changed();
  }

  /** Adds newer frames; one that is here already is left out. */
  append(frames: readonly LiveFrame[]): void {
    const last = this.last?.sequence ?? -1;
    const news = frames.filter(({ sequence }) => sequence > last);
    const first = news.length > 0 && last < 0 ? this.#frames.length : null;
    this.#frames.push(...news);
    if (first !== null) this.#nameRestart(first);
    this.#coarsen();
    this.#pack();
  }

  /**
   * Adds a part of the past (oldest first), each frame where its time is: parts come the newest first, and what is
   * new may have come before them. What is held stays where it is whole; a sum that holds more takes its place.
   */
  merge(frames: readonly LiveFrame[]): void {
    const [first, last] = [frames[0], this.last];
    if (first === undefined) return;
    if (last === null || (first.start >= last.end && first.sequence > last.sequence)) {
      this.append(frames);
      return;
    }
    for (const frame of frames) this.#place(frame);
    const begun = this.#frames.findIndex(({ sequence }) => sequence >= 0);
    if (begun >= 0) this.#nameRestart(begun);
    this.#changed();
    // What was placed may be older than what is in its coarse form.
    this.#coarse = 0;
    this.#coarsen();
    this.#pack();
  }

  #place(frame: LiveFrame): void {
    const [from, to] = [this.indexAt(frame.start), this.#indexFrom(frame.end)];
    const there = this.#frames.slice(from, to);
    const counted = there.reduce((sum, { merged }) => sum + merged, 0);
    const within = there.every(({ start, end }) => start >= frame.start && end <= frame.end);
    if (within && counted < frame.merged) this.#frames.splice(from, there.length, frame);
  }

  /** The first frame of a new server says what lies between it and the last of the one before. */
  #nameRestart(index: number): void {
    const [frame, from] = [this.#frames[index], this.#pastEnd];
    if (frame === undefined || from === null || index === 0) return;
    const isHole = (gap: Gap) => gap.from === from && gap.reason === RESTARTED;
    // Said before an older part of the same server came between.
    const said = this.#frames.findIndex(({ gaps }) => gaps.some(isHole));
    const before = this.#frames[said];
    if (before !== undefined) {
      if (said === index) return;
      this.#frames[said] = { ...wholeFrame(before), gaps: before.gaps.filter((gap) => !isHole(gap)) };
    }
    if (frame.start > from) {
      this.#frames[index] = {
        ...wholeFrame(frame),
        gaps: [{ from, to: frame.start, reason: RESTARTED }, ...frame.gaps],
      };
    }
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
    this.#changed();
  }

  /** Packs what charts have moved on from. */
  #pack(): void {
    if (this.keepsAll) return;
    const until = this.indexAt((this.last?.end ?? 0) - OPEN);
    for (; this.#packed < until; this.#packed++) {
      const frame = this.#frames[this.#packed];
      if (frame !== undefined && !(frame instanceof PackedFrame)) this.#frames[this.#packed] = new PackedFrame(frame);
    }
  }
}
