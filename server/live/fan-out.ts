/**
 * Frames to pages: one batch a tick for each page that can take one. Pages that look at the same thing and are
 * equally far share a batch, which is put into words once. Nothing is ever queued for a page.
 */
import type { Frame } from "../model/frame.ts";
import type { Batch, LiveFrame, LiveWork, ProcessDetail, ProcessRow, View } from "../model/live/protocol.ts";
import type { LiveHistory } from "./history.ts";
import { atMost } from "./history.ts";
import type { Page } from "./page.ts";
import { RecentFrames } from "./recent.ts";

/** Frames in one batch: a page that is further behind gets sums. */
const MOST_FRAMES = 8;

/** Sends one batch to several pages. */
export type SendBatch = (pages: readonly Page[], batch: Batch) => void;

export class FanOut {
  readonly #history: LiveHistory;
  readonly #send: SendBatch;
  readonly #now: () => number;
  readonly #pages = new Set<Page>();
  readonly #recent = new RecentFrames();
  /** The selected processes as they last were, for the seconds in which they do nothing. */
  #lastRows = new Map<number, ProcessRow>();
  #number = 0;

  constructor(history: LiveHistory, send: SendBatch, now: () => number = Date.now) {
    this.#history = history;
    this.#send = send;
    this.#now = now;
  }

  get pages(): ReadonlySet<Page> {
    return this.#pages;
  }

  add(page: Page): void {
    this.#pages.add(page);
  }

  remove(page: Page): void {
    this.#pages.delete(page);
  }

  /** A frame is in the history: whoever can takes it. */
  frame(sequence: number, frame: Frame, total: LiveWork): void {
    const before = this.#recent.sums;
    this.#recent.add(sequence, frame, total);
    const ready = this.#give([...this.#pages]);
    if (this.#recent.sums !== before) this.#details(ready);
  }

  /** A page has answered or looks elsewhere: it may be able to take what it missed, without waiting for a tick. */
  look(page: Page): void {
    this.#details(this.#give([page]));
  }

  #give(pages: readonly Page[]): readonly Page[] {
    const now = this.#now();
    const ready = pages.filter((page) => page.canTake(now) && this.#hasNews(page));
    for (const group of groups(ready)) {
      const [first] = group;
      if (first === undefined) continue;
      const batch = this.#batch(first);
      for (const page of group) page.gave(batch, now);
      this.#send(group, batch);
    }
    return ready;
  }

  #hasNews(page: Page): boolean {
    const last = this.#history.last;
    const table = this.#recent.sums;
    return (last !== null && last.sequence > page.sent) || (table !== null && table.to > page.tableTo);
  }

  #batch({ sent, tableTo, view }: Page): Batch {
    const sums = this.#recent.sums;
    this.#number++;
    return {
      number: this.#number,
      frames: atMost(this.#since(sent), MOST_FRAMES),
      focus:
        view.selected === null
          ? null
          : { process: view.selected, frames: atMost(this.#recent.ofProcess(view.selected, sent), MOST_FRAMES) },
      table: sums === null || sums.to <= tableTo ? null : sums.table(view),
    };
  }

  /** What came after this sequence: whole, or, after a quarter of an hour's silence, from the sums of the past. */
  #since(sent: number): readonly LiveFrame[] {
    const frames = this.#history.since(sent);
    if (frames.length === 0 || frames[0]?.sequence === sent + 1) return frames;
    return this.#history.all().filter(({ sequence, merged }) => sequence - merged >= sent);
  }

  #details(pages: readonly Page[]): void {
    const sums = this.#recent.sums;
    if (sums === null) return;
    const details = new Map<number, ProcessDetail | null>();
    const rows = new Map<number, ProcessRow>();
    for (const { view, line } of pages) {
      const id = view.selected;
      if (id === null) continue;
      if (!details.has(id)) details.set(id, sums.detail(id, this.#lastRows.get(id) ?? null));
      const detail = details.get(id) ?? null;
      if (detail === null) continue;
      rows.set(id, detail.process);
      line.process(detail);
    }
    // Only what somebody looks at is remembered.
    const selected = new Set([...this.#pages].map((page) => page.view.selected));
    for (const [id, row] of this.#lastRows) if (selected.has(id) && !rows.has(id)) rows.set(id, row);
    this.#lastRows = rows;
  }
}

/** Pages that get the same batch. */
function groups(pages: readonly Page[]): readonly (readonly Page[])[] {
  const byWant = new Map<string, Page[]>();
  for (const page of pages) {
    const key = JSON.stringify([page.sent, page.tableTo, wantOf(page.view)]);
    const group = byWant.get(key);
    if (group === undefined) byWant.set(key, [page]);
    else group.push(page);
  }
  return [...byWant.values()];
}

function wantOf({ order, descending, filter, selected, edge, rows }: View): readonly unknown[] {
  return [order, descending, filter, selected, edge && [edge.from, edge.to, edge.mechanism], rows];
}
