/** Marks: moments with a note, from the page or from a script. They go into the frame that is running. */
import type { Mark } from "../model/live/protocol.ts";

/** The oldest go when there are more: a script that marks in a loop must not fill the memory. */
const MOST_MARKS = 1_000;

export class Marks {
  #all: Mark[] = [];
  #waiting: Mark[] = [];
  #lastId = 0;

  get all(): readonly Mark[] {
    return this.#all;
  }

  /** Marks the moment `at` (epoch milliseconds). */
  add(note: string, at: number): Mark {
    this.#lastId++;
    const mark = { id: this.#lastId, at, note };
    this.#all = [...this.#all, mark].slice(-MOST_MARKS);
    this.#waiting = [...this.#waiting, mark].slice(-MOST_MARKS);
    return mark;
  }

  /** The marks up to `end` that no frame has had yet. */
  take(end: number): readonly Mark[] {
    const taken = this.#waiting.filter(({ at }) => at <= end);
    this.#waiting = this.#waiting.filter(({ at }) => at > end);
    return taken;
  }
}
