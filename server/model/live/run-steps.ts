/**
 * A whole run as a bounded number of steps for charts: frames are summed in twos, then in fours, whenever there are
 * too many, and never across a gap. However long the run, its steps fit in a report.
 */
import type { Frame } from "../frame.ts";
import type { ScopeStep } from "../frame-steps.ts";
import { gapBetween } from "./gap-between.ts";
import { liveFrameOf } from "./live-frame.ts";
import { mergedFrame } from "./merged-frame.ts";
import type { LiveFrame } from "./protocol.ts";

/** Steps kept at the most; there are at least half as many where there were frames enough. */
const MOST_STEPS = 2_000;

export class RunSteps {
  readonly #most: number;
  #steps: LiveFrame[] = [];
  /** Frames that become the next step. */
  #open: LiveFrame[] = [];
  #framesAStep = 1;
  #sequence = 0;

  constructor(most = MOST_STEPS) {
    this.#most = most;
  }

  /**
   * `count`: how many frames it is the sum of; 0: it belongs to the one before, which measured another part.
   * `processes`: how many did anything, where the frame does not tell them apart.
   */
  add(frame: Frame, count = 1, processes: number | null = null): void {
    const live = liveFrameOf(frame, { sequence: ++this.#sequence, marks: [], process: null });
    const one = processes === null ? live : { ...live, processes };
    if (count === 0) {
      this.#addToLast(one);
      return;
    }
    const next = { ...one, merged: count };
    const last = this.#open.at(-1);
    if (last !== undefined && gapBetween(last, next)) this.#close();
    this.#open.push(next);
    if (this.#open.length >= this.#framesAStep) this.#close();
  }

  /** Adds frames that were summed for charts already. */
  addStep({ work, frames, processes }: ScopeStep): void {
    for (const [index, frame] of work.entries()) this.add(frame, index === 0 ? frames : 0, processes);
  }

  /** Forgets all. */
  clear(): void {
    this.#steps = [];
    this.#open = [];
    this.#framesAStep = 1;
    this.#sequence = 0;
  }

  /** Oldest first. Counts of all steps add up to those of the frames. */
  steps(): readonly LiveFrame[] {
    return this.#open.length === 0 ? this.#steps : [...this.#steps, mergedFrame(this.#open)];
  }

  /** What the two measured in parts only is unknown of both. */
  #addToLast(part: LiveFrame): void {
    const into = this.#open.length > 0 ? this.#open : this.#steps;
    const last = into.pop();
    if (last === undefined) return;
    const { start, end } = last;
    into.push({ ...mergedFrame([last, part]), merged: last.merged, start, end: Math.max(end, part.end) });
  }

  #close(): void {
    this.#steps.push(mergedFrame(this.#open));
    this.#open = [];
    if (this.#steps.length < this.#most) return;
    this.#steps = inPairs(this.#steps);
    this.#framesAStep *= 2;
  }
}

function inPairs(steps: readonly LiveFrame[]): LiveFrame[] {
  const pairs: LiveFrame[] = [];
  for (let at = 0; at < steps.length; at++) {
    const [step, next] = [steps[at], steps[at + 1]];
    if (step === undefined) break;
    if (next === undefined || gapBetween(step, next)) pairs.push(step);
    else {
      pairs.push(mergedFrame([step, next]));
      at++;
    }
  }
  return pairs;
}
