/**
 * A queue between the tracer's events and the one consumer of frames. It is told to whoever fills it when it is full: a
 * disk that hangs must not fill memory. Nothing is lost by that, for what nobody takes stays in the kernel's maps, and the
 * frames grow longer.
 */

/** A second of frames and more waits at most, and what comes before the one who fills it has stopped. */
const MOST_WAITING = 16;

/** Whoever fills a queue. */
export interface FrameQueueSource {
  /** So many wait that no more should come. */
  full(): void;
  /** More may come again. */
  drained(): void;
}

/** Frames in the order in which they came, for one consumer. */
export class FrameQueue<T> implements AsyncIterable<T> {
  readonly #items: T[] = [];
  readonly #source: FrameQueueSource | null;
  #closed = false;
  #full = false;
  #wake: (() => void) | null = null;

  /** `source` null: nobody can be told to stop. */
  constructor(source: FrameQueueSource | null = null) {
    this.#source = source;
  }

  push(item: T): void {
    this.#items.push(item);
    this.#wake?.();
    if (this.#full || this.#closed || this.#items.length < MOST_WAITING) return;
    this.#full = true;
    this.#source?.full();
  }

  /** No more will come; what is queued is still delivered. */
  close(): void {
    this.#closed = true;
    this.#drained();
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      const item = this.#items.shift();
      if (item !== undefined) {
        if (this.#items.length <= MOST_WAITING / 2) this.#drained();
        yield item;
        continue;
      }
      if (this.#closed) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = null;
    }
  }

  #drained(): void {
    if (!this.#full) return;
    this.#full = false;
    this.#source?.drained();
  }
}
