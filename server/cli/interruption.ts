/** Ctrl-C during work that has made files: they are to be taken away before the end. */
import type { CliIo, EndSignal } from "./io.ts";

/** Somebody has asked for the end. */
export class Interrupted extends Error {
  readonly signal: EndSignal;

  constructor(signal: EndSignal) {
    super(signal);
    this.signal = signal;
  }
}

/** Lets work that leaves something behind be ended by a signal in order; a second signal ends the process at once. */
export class Interruption {
  readonly stopListening: () => void;
  #signal: EndSignal | null = null;

  constructor(io: CliIo) {
    this.stopListening = io.onEndSignal((signal) => {
      this.#signal = signal;
      this.stopListening();
    });
  }

  /** Throws {@link Interrupted} once a signal has come. */
  check(): void {
    if (this.#signal !== null) throw new Interrupted(this.#signal);
  }

  /** What comes of these values, until a signal comes. */
  async *during<T, End>(values: AsyncGenerator<T, End>): AsyncGenerator<T, End> {
    for (;;) {
      const next = await values.next();
      this.check();
      if (next.done) return next.value;
      yield next.value;
    }
  }
}
