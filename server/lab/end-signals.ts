/** Ctrl-C and its kin while the lab works: it stops what runs, removes its files, and only then ends. */
import { constants } from "node:os";

const END_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
export type EndSignal = (typeof END_SIGNALS)[number];

export class EndWatch {
  /** The first that came. */
  signal: EndSignal | null = null;
  #listener: (() => void) | null = null;
  readonly #take = (signal: EndSignal): void => {
    this.signal ??= signal;
    this.#listener?.();
  };

  constructor() {
    for (const signal of END_SIGNALS) process.on(signal, this.#take);
  }

  /** Calls back for each signal, at once if one has come already. */
  onSignal(listener: () => void): void {
    this.#listener = listener;
    if (this.signal !== null) listener();
  }

  stopWatching(): void {
    for (const signal of END_SIGNALS) process.off(signal, this.#take);
  }
}

/** Its number is only said to people. */
export function signalWords(signal: EndSignal): string {
  return signal === "SIGINT" ? "Ctrl-C" : `${signal} (${constants.signals[signal]})`;
}
