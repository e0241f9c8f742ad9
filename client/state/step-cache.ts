/** The steps of one history, kept while the time shown moves on: each frame is summed once. */
import type { LiveFrame } from "../../server/model/live/protocol.ts";
import type { FrameHistory } from "./frame-history.ts";
import { inSteps, stepLength } from "./steps.ts";

/** Keeps the steps of one history, and adds to them what is new. */
export class StepCache {
  readonly #history: FrameHistory;
  #steps: LiveFrame[] = [];
  #length = -1;
  #revision = -1;
  #upTo = -1;

  constructor(history: FrameHistory) {
    this.#history = history;
  }

  /** The steps that touch [from, to), and one beyond each end so that lines reach the edges. */
  between(from: number, to: number, intervalMs: number): readonly LiveFrame[] {
    const length = stepLength(to - from, intervalMs);
    this.#bringUpToDate(length);
    const steps = this.#steps;
    let first = steps.findIndex(({ end }) => end > from);
    if (first < 0) return [];
    first = Math.max(0, first - 1);
    let last = steps.length;
    while (last > first && (steps[last - 1] as LiveFrame).start >= to) last--;
    return steps.slice(first, last + 1);
  }

  #bringUpToDate(length: number): void {
    const history = this.#history;
    if (length !== this.#length || history.revision !== this.#revision) {
      this.#steps = [];
      this.#length = length;
      this.#revision = history.revision;
      this.#upTo = -1;
    }
    const { frames } = history;
    let from = frames.length;
    while (from > 0 && (frames[from - 1] as LiveFrame).sequence > this.#upTo) from--;
    const grown = this.#steps.splice(-1, length === 0 ? 0 : 1);
    this.#steps.push(...inSteps([...grown, ...frames.slice(from)], length));
    this.#upTo = history.last?.sequence ?? this.#upTo;
  }
}
