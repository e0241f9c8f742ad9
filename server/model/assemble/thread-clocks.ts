/**
 * Thread clocks → time split. The probes keep, for each live thread, how long it has been in each state
 * since it was first seen (probes/scheduler-timed.bt); a frame wants what was added since the frame before.
 */
import type { TimeSplit } from "../frame.ts";
import type { MapEntry } from "./record.ts";

type Clock = readonly [user: number, kernel: number, runnable: number, blocked: number];

const ZERO: Clock = [0, 0, 0, 0];

/** What one thread's clock advanced by. */
export interface ClockAdvance {
  readonly pid: number;
  readonly tid: number;
  readonly time: TimeSplit;
}

export class ThreadClocks {
  readonly #last = new Map<number, Clock>();
  readonly #hidden = new Set<number>();

  /** Threads whose time is not known, because they were not seen to leave a CPU. */
  get hidden(): number {
    return this.#hidden.size;
  }

  /**
   * Reads the printed @thread map. The time a thread has so far spent in its present state counts up to
   * the end of the frame, so that a thread that sleeps through many frames shows as blocked in each.
   */
  *advance(entries: readonly MapEntry[], end: number): Generator<ClockAdvance> {
    for (const { key, values } of entries) {
      const tid = key[0] ?? 0;
      const [since = 0, state = 0, user = 0, kernel = 0, runnable = 0, blocked = 0] = values;
      if ((state & 6) === 6) {
        this.#hidden.add(tid);
        continue;
      }
      const pending = Math.max(0, end - since);
      const clock: [number, number, number, number] = [user, kernel, runnable, blocked];
      const part = (state & 4) !== 0 ? 3 : (state & 2) !== 0 ? 2 : (state & 1) !== 0 ? 1 : 0;
      clock[part] += pending;
      yield { pid: Math.floor(state / 8), tid, time: this.#difference(tid, clock) };
    }
  }

  /** Reads the @ended map: the final clocks of threads that died, keyed by process and thread. */
  *end(entries: readonly MapEntry[]): Generator<ClockAdvance> {
    for (const { key, values } of entries) {
      const [pid = 0, tid = 0] = key;
      const [user = 0, kernel = 0, runnable = 0, blocked = 0] = values;
      yield { pid, tid, time: this.#difference(tid, [user, kernel, runnable, blocked]) };
      this.#last.delete(tid);
    }
  }

  /**
   * What the clock shows beyond what has been told before. The parts only grow, but for one thing: when a thread
   * leaves its CPU, time that the hypervisor or an interrupt took from it turns out to have been no CPU time
   * of its own. What was told too much of a part is then made good by telling less of it later.
   */
  #difference(tid: number, now: Clock): TimeSplit {
    const last = this.#last.get(tid) ?? ZERO;
    const told = now.map((value, part) => Math.max(value, last[part] ?? 0)) as [number, number, number, number];
    this.#last.set(tid, told);
    return {
      user: told[0] - last[0],
      kernel: told[1] - last[1],
      runnable: told[2] - last[2],
      blocked: told[3] - last[3],
    };
  }
}
