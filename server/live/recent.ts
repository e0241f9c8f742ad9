/** The newest whole frames as they came: what process tables, and the frames of a selected process, are made of. */
import type { Frame } from "../model/frame.ts";
import { liveFrameOf } from "../model/live/live-frame.ts";
import { mergedWork } from "../model/live/merged-frame.ts";
import { ProcessSums } from "../model/live/process-table.ts";
import type { LiveFrame, LiveWork } from "../model/live/protocol.ts";

/** A table is of about a second, whatever the interval. */
const TABLE_MS = 1_000;
/** Kept for pages that are a little behind. A thousand busy processes take megabytes a frame. */
const KEEP_MS = 1_500;

export class RecentFrames {
  readonly #frames: { readonly sequence: number; readonly frame: Frame }[] = [];
  #forTable: { readonly frame: Frame; readonly total: LiveWork }[] = [];
  #sums: ProcessSums | null = null;

  /** The processes over the last whole second; null before it. */
  get sums(): ProcessSums | null {
    return this.#sums;
  }

  /** `total`: what all processes did in this frame. */
  add(sequence: number, frame: Frame, total: LiveWork): void {
    this.#frames.push({ sequence, frame });
    while ((this.#frames[0]?.frame.end ?? frame.end) < frame.end - KEEP_MS) this.#frames.shift();
    this.#forTable.push({ frame, total });
    // Half a frame of tolerance: four frames of 249.9 ms are a second.
    const begun = this.#forTable[0]?.frame.start ?? frame.start;
    if (frame.end - begun < TABLE_MS - (frame.end - frame.start) / 2) return;
    const frames = this.#forTable.map((each) => each.frame);
    this.#sums = new ProcessSums(frames, mergedWork(this.#forTable.map((each) => each.total)));
    this.#forTable = [];
  }

  /** Live frames of one process after this sequence, oldest first. */
  ofProcess(process: number, after: number): readonly LiveFrame[] {
    return this.#frames
      .filter(({ sequence }) => sequence > after)
      .map(({ sequence, frame }) => liveFrameOf(frame, { sequence, marks: [], process }));
  }
}
