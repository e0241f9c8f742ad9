/**
 * A capture numbers its processes from the beginning. One after the other shown in one history, they must not
 * take each other's numbers: each capture's begin where the last one's ended.
 */
import type { Frame } from "../model/frame.ts";

export class FrameIds {
  #base = 0;
  #largest = -1;

  /** Another capture begins. */
  next(): void {
    this.#base = this.#largest + 1;
  }

  /** The frame with ids of its own. */
  unique(frame: Frame): Frame {
    const base = this.#base;
    for (const { id } of frame.processes) this.#largest = Math.max(this.#largest, id + base);
    if (base === 0) return frame;
    return { ...frame, processes: frame.processes.map((process) => ({ ...process, id: process.id + base })) };
  }
}
