/**
 * A capture numbers its processes from the beginning. One after the other shown in one history, they must not
 * take each other's numbers: each capture's begin where the last one's ended. A process that both captures see
 * (the same pid, under the same name) keeps the number it had, so that who looks at it goes on looking at it.
 */
import type { Frame, ProcessFrame } from "../model/frame.ts";

/** Processes remembered for the next capture; of a fork storm, the last ones. */
const MOST_REMEMBERED = 10_000;

interface Known {
  readonly id: number;
  readonly command: string;
}

export class FrameIds {
  #base = 0;
  #largest = -1;
  /** By pid: of this capture, and of the one before. */
  #now = new Map<number, Known>();
  #before = new Map<number, Known>();
  /** Numbers of this capture's that are not counted from the base. */
  #kept = new Map<number, number>();

  /** Another capture begins. */
  next(): void {
    this.#base = this.#largest + 1;
    this.#before = this.#now;
    this.#now = new Map();
    this.#kept = new Map();
  }

  /** The frame with ids of its own. */
  unique(frame: Frame): Frame {
    const processes = frame.processes.map((process) => {
      const id = this.#idOf(process);
      return id === process.id ? process : { ...process, id };
    });
    return { ...frame, processes };
  }

  #idOf(process: ProcessFrame): number {
    const before = this.#before.get(process.pid);
    if (before !== undefined) {
      this.#before.delete(process.pid);
      if (before.command === process.command) this.#kept.set(process.id, before.id);
    }
    const id = this.#kept.get(process.id) ?? process.id + this.#base;
    this.#largest = Math.max(this.#largest, id);
    this.#now.delete(process.pid);
    this.#now.set(process.pid, { id, command: process.command });
    if (this.#now.size > MOST_REMEMBERED) {
      for (const oldest of this.#now.keys()) {
        this.#now.delete(oldest);
        break;
      }
    }
    return id;
  }
}
