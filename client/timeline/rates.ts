/** Frames → bytes a second by pixel of the overview. */
import { secondsOf } from "../charts/chart-model.ts";
import { movedWithoutCopy } from "../figures/work-figures.ts";
import type { FrameHistory } from "../state/frame-history.ts";
import type { TimeRange } from "../state/view.ts";

function blank(values: number[], length: number): number[] {
  values.length = length;
  return values.fill(0);
}

interface Columns {
  readonly copied: readonly number[];
  readonly moved: readonly number[];
}

/**
 * What the overview shows of each frame that is held, worked out once: it is painted of thousands, over and over. A
 * history that only grows is followed; one that has changed is read anew.
 */
export class Rates {
  readonly #history: FrameHistory;
  #revision = -1;
  #starts: number[] = [];
  #ends: number[] = [];
  #copied: number[] = [];
  #moved: number[] = [];
  /** Used again at each painting. */
  readonly #columns = { copied: [] as number[], moved: [] as number[] };

  constructor(history: FrameHistory) {
    this.#history = history;
  }

  #follow(): void {
    const { frames, revision } = this.#history;
    if (revision !== this.#revision) [this.#starts, this.#ends, this.#copied, this.#moved] = [[], [], [], []];
    this.#revision = revision;
    for (const frame of frames.slice(this.#starts.length)) {
      const { bytes } = frame.totals;
      const copied = bytes.cpuCopied / secondsOf(frame);
      this.#starts.push(frame.start);
      this.#ends.push(frame.end);
      this.#copied.push(copied);
      this.#moved.push(copied + movedWithoutCopy(bytes) / secondsOf(frame));
    }
  }

  /**
   * One value a pixel: the highest rate (bytes a second) that falls on it, so that short bursts stay visible. The same
   * arrays each time.
   */
  columns({ from, to }: TimeRange, width: number): Columns {
    this.#follow();
    const copied = blank(this.#columns.copied, width);
    const moved = blank(this.#columns.moved, width);
    const pixels = width / (to - from);
    for (let index = 0; index < this.#starts.length; index++) {
      const first = Math.floor(((this.#starts[index] as number) - from) * pixels);
      const last = Math.floor(((this.#ends[index] as number) - 1 - from) * pixels);
      const [copies, all] = [this.#copied[index] as number, this.#moved[index] as number];
      for (let x = Math.max(0, first); x <= Math.min(width - 1, Math.max(first, last)); x++) {
        if (copies > (copied[x] as number)) copied[x] = copies;
        if (all > (moved[x] as number)) moved[x] = all;
      }
    }
    return { copied, moved };
  }
}
