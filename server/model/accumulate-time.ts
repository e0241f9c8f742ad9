/**
 * The time split, summed exactly. Nanoseconds of a thousand threads pass 2^53 within three hours, so a
 * sum is kept as whole seconds and the nanoseconds left over: both stay small, and adding stays exact.
 */
import type { TimeSplit } from "./frame.ts";

const NANOSECONDS = 1e9;
const STATES = ["user", "kernel", "runnable", "blocked"] as const;

type State = (typeof STATES)[number];

interface ExactTime {
  seconds: number;
  nanoseconds: number;
}

/** Where wall time went, in seconds. */
export interface TimeSeconds {
  readonly user: number;
  readonly kernel: number;
  readonly runnable: number;
  readonly blocked: number;
}

function carry(time: ExactTime, seconds: number, nanoseconds: number): void {
  const sum = time.nanoseconds + nanoseconds;
  const whole = Math.floor(sum / NANOSECONDS);
  time.seconds += seconds + whole;
  time.nanoseconds = sum - whole * NANOSECONDS;
}

/** Sums time splits; unknown as soon as one addend is. */
export class MeasuredTime {
  readonly #sums: Record<State, ExactTime> = {
    user: { seconds: 0, nanoseconds: 0 },
    kernel: { seconds: 0, nanoseconds: 0 },
    runnable: { seconds: 0, nanoseconds: 0 },
    blocked: { seconds: 0, nanoseconds: 0 },
  };
  #known = 0;
  #unknown = 0;

  /** Adds nanoseconds, rounded to whole ones. */
  add(time: TimeSplit | null): void {
    if (time === null) {
      this.#unknown++;
      return;
    }
    this.#known++;
    for (const state of STATES) {
      const nanoseconds = Math.round(time[state]);
      const seconds = Math.floor(nanoseconds / NANOSECONDS);
      carry(this.#sums[state], seconds, nanoseconds - seconds * NANOSECONDS);
    }
  }

  merge(other: MeasuredTime): void {
    for (const state of STATES) carry(this.#sums[state], other.#sums[state].seconds, other.#sums[state].nanoseconds);
    this.#known += other.#known;
    this.#unknown += other.#unknown;
  }

  get partly(): boolean {
    return this.#known > 0 && this.#unknown > 0;
  }

  /** Whole nanoseconds where every addend was known, else null; exact up to 2^53 (104 days of one thread). */
  nanoseconds(): TimeSplit | null {
    if (this.#unknown > 0) return null;
    const whole = (state: State) => this.#sums[state].seconds * NANOSECONDS + this.#sums[state].nanoseconds;
    return { user: whole("user"), kernel: whole("kernel"), runnable: whole("runnable"), blocked: whole("blocked") };
  }

  /** Seconds where every addend was known, else null. Of no addends at all: zeros. */
  value(): TimeSeconds | null {
    if (this.#unknown > 0) return null;
    const seconds = (state: State) => this.#sums[state].seconds + this.#sums[state].nanoseconds / NANOSECONDS;
    return {
      user: seconds("user"),
      kernel: seconds("kernel"),
      runnable: seconds("runnable"),
      blocked: seconds("blocked"),
    };
  }
}
