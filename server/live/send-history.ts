/**
 * The past to one page: in parts, the newest first, each sent when the page has taken in the one before, and
 * only to a few pages at a time. A storm of reconnecting pages waits in line without costing memory.
 */
import type { History, LiveFrame } from "../model/live/protocol.ts";

const PART_FRAMES = 300;
const AT_ONCE = 6;

/** Sends a part; resolves to whether the page has taken it in. */
export type SendPart = (part: History) => Promise<boolean>;

export class HistorySender {
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  /** Sends frames (oldest first) to a page. False when it stopped answering. `frames` is asked for when it is its turn. */
  async send(process: number | null, frames: () => Promise<readonly LiveFrame[]>, part: SendPart): Promise<boolean> {
    await this.#turn();
    try {
      const all = await frames();
      const parts = Math.max(1, Math.ceil(all.length / PART_FRAMES));
      for (let left = parts - 1; left >= 0; left--) {
        const end = all.length - (parts - 1 - left) * PART_FRAMES;
        const slice = all.slice(Math.max(0, end - PART_FRAMES), end);
        if (!(await part({ process, frames: slice, partsLeft: left }))) return false;
      }
      return true;
    } finally {
      this.#running--;
      this.#waiting.shift()?.();
    }
  }

  async #turn(): Promise<void> {
    while (this.#running >= AT_ONCE) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#running++;
  }
}
