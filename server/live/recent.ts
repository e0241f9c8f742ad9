/** The newest whole frames as they came: what process tables, and the frames of a selected process, are made of. */
import type { Frame } from "../model/frame.ts";
import { liveFrameOf } from "../model/live/live-frame.ts";
import { ProcessSums } from "../model/live/process-table.ts";
import type { LiveFrame } from "../model/live/protocol.ts";

/** A table is of about a second, whatever the interval. */
const TABLE_MS = 1_000;
/** Kept for pages that are a little behind. A thousand busy processes take megabytes a frame. */
const KEEP_MS = 1_500;

export class RecentFrames {
  readonly #frames: { readonly sequence: number; readonly frame: Frame }[] = [];
  #forTable: Frame[] = [];
  #sums: ProcessSums | null = null;

  /** The processes over the last whole second; null before it. */
  get sums(): ProcessSums | null {
    return this.#sums;
  }

  add(sequence: number, frame: Frame): void {
    this.#frames.push({ sequence, frame });
    while ((this.#frames[0]?.frame.end ?? frame.end) < frame.end - KEEP_MS) this.#frames.shift();
    this.#forTable.push(frame);
    // Half a frame of tolerance: four frames of 249.9 ms are a second.
    const begun = this.#forTable[0]?.start ?? frame.start;
    if (frame.end - begun < TABLE_MS - (frame.end - frame.start) / 2) return;
    this.#sums = new ProcessSums(this.#forTable);
    this.#forTable = [];
  }

  /** Live frames of one process after this sequence, oldest first. */
  ofProcess(process: number, after: number): readonly LiveFrame[] {
    return this.#frames
      .filter(({ sequence }) => sequence > after)
      .map(({ sequence, frame }) => liveFrameOf(frame, { sequence, marks: [], process }));
  }
}
