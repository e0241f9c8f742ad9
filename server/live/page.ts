/**
 * One page that is connected: what it looks at, how far it has got, and whether it can take more. A page that
 * does not answer its batches, or whose line is not drained, is left alone until it does: what it misses stays
 * in the history, and comes summed.
 */
import { type Batch, FIRST_VIEW, type LiveState, type ProcessDetail, type View } from "../model/live/protocol.ts";

/** Batches a page may leave unanswered: one in the page's hands, one on the way. */
const MOST_UNANSWERED = 2;
/** A hidden page gets a batch so often. */
const HIDDEN_MS = 5_000;

/** The line to a page; of socket.io in a real run. */
export interface PageLine {
  readonly id: string;
  /** False while what was written before has not left yet. */
  readonly drained: boolean;
  state(state: LiveState): void;
  process(detail: ProcessDetail): void;
  close(): void;
}

export class Page {
  readonly line: PageLine;
  view: View = FIRST_VIEW;
  /** The sequence of the last frame it was given. */
  sent = 0;
  /** `to` of the last table it was given. */
  tableTo = 0;
  /** State has changed, and it has not been told. */
  stale = false;
  #sentAt = Number.NEGATIVE_INFINITY;
  #unanswered: number[] = [];

  constructor(line: PageLine) {
    this.line = line;
  }

  get unanswered(): number {
    return this.#unanswered.length;
  }

  canTake(now: number): boolean {
    if (this.#unanswered.length >= MOST_UNANSWERED || !this.line.drained) return false;
    return this.view.visible || now - this.#sentAt >= HIDDEN_MS;
  }

  /** It has been given this batch. */
  gave(batch: Batch, now: number): void {
    this.#sentAt = now;
    this.#unanswered.push(batch.number);
    this.sent = batch.frames.at(-1)?.sequence ?? this.sent;
    if (batch.table !== null) this.tableTo = batch.table.to;
  }

  /** It has taken in this batch, and all before it. */
  got(number: number): void {
    this.#unanswered = this.#unanswered.filter((each) => each > number);
  }

  /** It looks elsewhere now: the table comes anew with the next batch. */
  look(view: View): void {
    this.view = view;
    this.tableTo = 0;
    this.#sentAt = Number.NEGATIVE_INFINITY;
  }
}
