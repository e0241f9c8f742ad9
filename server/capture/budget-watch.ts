/**
 * Keeps an eye on what tracing takes of the machine (`--budget`).
 */
import type { Cost } from "../model/frame.ts";

/** One dear interval is no reason to give up a detail; so many seconds of them are. */
const PATIENCE_SECONDS = 2;

export class BudgetWatch {
  readonly #percent: number | null;
  readonly #cpus: number;
  #secondsOver = 0;

  /** `percent` of a machine with so many CPUs; null: whatever it takes. */
  constructor(percent: number | null, cpus: number) {
    this.#percent = percent;
    this.#cpus = cpus;
  }

  /** Whether tracing has been over the budget for long enough, with this frame of so many seconds. */
  isExceeded({ probeNanoseconds, bpftraceCpuNanoseconds, serverCpuNanoseconds }: Cost, seconds: number): boolean {
    if (this.#percent === null) return false;
    const spent = (probeNanoseconds ?? 0) + (bpftraceCpuNanoseconds ?? 0) + (serverCpuNanoseconds ?? 0);
    const percent = spent / 1e7 / (seconds * this.#cpus);
    this.#secondsOver = percent > this.#percent ? this.#secondsOver + seconds : 0;
    return this.#secondsOver >= PATIENCE_SECONDS;
  }
}
