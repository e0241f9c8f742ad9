/**
 * End signals, listened to from before the capture exists. One press of Ctrl-C can arrive twice: from the
 * terminal, and handed on by the process that started this one. So what comes within half a second of
 * another is the same wish; what comes later is a stronger one, and is passed on again.
 */
import type { CliIo, EndSignal } from "./io.ts";

const SAME_WISH_MS = 500;

export class SignalWatch {
  /** The first that came. */
  first: EndSignal | null = null;
  readonly stopWatching: () => void;
  #listener: ((signal: EndSignal) => void) | null = null;
  #lastAt = Number.NEGATIVE_INFINITY;

  constructor(io: CliIo) {
    this.stopWatching = io.onEndSignal((signal) => {
      const now = io.now().getTime();
      // Where the clock was set back meanwhile, nobody knows how long ago the last one was: it is another wish.
      const same = now >= this.#lastAt && now - this.#lastAt < SAME_WISH_MS;
      this.#lastAt = now;
      if (same) return;
      this.first ??= signal;
      this.#listener?.(signal);
    });
  }

  /** Calls back for each wish to end, at once if one has come already. */
  onSignal(listener: (signal: EndSignal) => void): void {
    this.#listener = listener;
    if (this.first !== null) listener(this.first);
  }
}
