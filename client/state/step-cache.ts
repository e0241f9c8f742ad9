/** The steps of one history, kept while the time shown moves on: each frame is summed once. */
import type { LiveFrame } from "../../server/model/live/protocol.ts";
import type { FrameHistory } from "./frame-history.ts";
import { inSteps, stepLength } from "./steps.ts";

/** Index of the first that touches a time, and the one after the last. */
function touching(frames: readonly LiveFrame[], from: number, to: number): readonly [number, number] {
  let first = frames.length;
  while (first > 0 && (frames[first - 1] as LiveFrame).end > from) first--;
  let last = first;
  while (last < frames.length && (frames[last] as LiveFrame).start < to) last++;
  return [first, last];
}

/** Keeps the steps of one history, and adds to them what is new. */
export class StepCache {
  readonly #history: FrameHistory;
  #steps: LiveFrame[] = [];
  #length = -1;
  #revision = -1;
  /** Sequences of a server that is gone are below 0. */
  #upTo = Number.NEGATIVE_INFINITY;

  constructor(history: FrameHistory) {
    this.#history = history;
  }

  /** The steps that touch [from, to), and one beyond each end so that lines reach the edges. */
  between(from: number, to: number, intervalMs: number): readonly LiveFrame[] {
    const length = stepLength(to - from, intervalMs);
    const steps = length === 0 ? this.#history.frames : this.#upToDate(length);
    const [first, last] = touching(steps, from, to);
    return first === steps.length ? [] : steps.slice(Math.max(0, first - 1), last + 1);
  }

  #upToDate(length: number): readonly LiveFrame[] {
    const history = this.#history;
    if (length !== this.#length || history.revision !== this.#revision) {
      this.#steps = [];
      this.#length = length;
      this.#revision = history.revision;
      this.#upTo = Number.NEGATIVE_INFINITY;
    }
    const { frames } = history;
    let from = frames.length;
    while (from > 0 && (frames[from - 1] as LiveFrame).sequence > this.#upTo) from--;
    const grown = this.#steps.splice(-1, 1);
    this.#steps.push(...inSteps([...grown, ...frames.slice(from)], length));
    this.#upTo = history.last?.sequence ?? this.#upTo;
    return this.#steps;
  }
}
