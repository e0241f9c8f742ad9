/**
 * Thread clocks → time split. The probes keep, for each live thread, how long it has been in each state since
 * it was first seen (probes/scheduler-timed.bt). In each frame they hand over the clocks of the threads that
 * something happened to; a frame wants what each thread's clock advanced by.
 */
import type { TimeSplit } from "../frame.ts";
import type { MapEntry } from "./record.ts";

type Clock = readonly [user: number, kernel: number, runnable: number, blocked: number];

const ZERO: Clock = [0, 0, 0, 0];

/** A thread blocked in the kernel: what is assumed of one that was there before the probes, until it is heard of. */
const BLOCKED = 5;

/** Frames that a thread is kept whose process nobody knows (yet, or any more). */
const PATIENCE = 4;

/** What one thread's clock advanced by. */
export interface ClockAdvance {
  readonly pid: number;
  readonly tid: number;
  readonly time: TimeSplit;
}

interface Thread {
  readonly pid: number;
  readonly tid: number;
  /** CLOCK_MONOTONIC, in ns, at which it got into its state. */
  since: number;
  state: number;
  clock: Clock;
  /** What has been told of it so far. */
  told: Clock;
  strangeFor: number;
}

export class ThreadClocks {
  readonly #threads = new Map<string, Thread>();
  readonly #hidden = new Set<number>();

  /** Threads whose time is not known, because they were not seen to leave a CPU. */
  get hidden(): number {
    return this.#hidden.size;
  }

  /** Takes in threads that were there before, at this time (CLOCK_MONOTONIC, ns); they are taken to be blocked. */
  list(threads: Iterable<readonly [tid: number, pid: number]>, at: number): void {
    for (const [tid, pid] of threads) this.#update(pid, tid, at, 8 * pid + BLOCKED, ZERO);
  }

  /**
   * Reads the maps of one frame, @clock and @ended: the clocks of threads that something happened to, and the final
   * clocks of threads that died, or left the scope. Gives what the latter advanced by.
   */
  *update(clocks: readonly MapEntry[], ended: readonly MapEntry[]): Generator<ClockAdvance> {
    const ends = new Map<string, number>();
    // A number can end twice in a frame (probes/parts/clock-of-thread.bt): the first end is the one told of before.
    for (const { key, values } of [...ended].sort((one, other) => endOf(one) - endOf(other))) {
      const [pid = 0, tid = 0, at = 0] = key;
      const [user = 0, kernel = 0, runnable = 0, blocked = 0] = values;
      const id = `${pid},${tid}`;
      const told = this.#threads.get(id)?.told ?? ZERO;
      this.#threads.delete(id);
      ends.set(id, at);
      yield { pid, tid, time: difference(told, [user, kernel, runnable, blocked]).time };
    }
    for (const { key, values } of clocks) {
      const [pid = 0, tid = 0] = key;
      const [since = 0, state = 0, user = 0, kernel = 0, runnable = 0, blocked = 0] = values;
      // One that ended may be in both maps; what is heard of its number after that is another thread's.
      if (since <= (ends.get(`${pid},${tid}`) ?? -1)) continue;
      this.#update(pid, tid, since, state, [user, kernel, runnable, blocked]);
    }
  }

  /**
   * What every thread's clock advanced by in the frame that ended at `end`. `known` says whether a process has
   * been announced; what a thread of an unknown one did is told when it has.
   */
  *advance(end: number, known: (pid: number) => boolean): Generator<ClockAdvance> {
    for (const [id, thread] of this.#threads) {
      if (!known(thread.pid)) {
        if (++thread.strangeFor > PATIENCE) this.#threads.delete(id);
        continue;
      }
      thread.strangeFor = 0;
      if ((thread.state & 6) === 6) {
        this.#hidden.add(thread.tid);
        continue;
      }
      const { told, time } = difference(thread.told, withPending(thread, end));
      thread.told = told;
      yield { pid: thread.pid, tid: thread.tid, time };
    }
  }

  #update(pid: number, tid: number, since: number, state: number, clock: Clock): void {
    const id = `${pid},${tid}`;
    const thread = this.#threads.get(id);
    if (thread === undefined) {
      this.#threads.set(id, { pid, tid, since, state, clock, told: ZERO, strangeFor: 0 });
    } else {
      Object.assign(thread, { since, state, clock });
    }
  }
}

/** The third part of an @ended key: when it ended, in ns of CLOCK_MONOTONIC. */
const endOf = ({ key }: MapEntry): number => key[2] ?? 0;

/**
 * A clock with the time that the thread has been off its CPU, up to the end of the frame: so a thread that sleeps
 * through many frames shows as blocked in each. One on a CPU is heard of 49 times a second (probes/running.bt), so what
 * it did since then is left to the next frame.
 */
function withPending({ state, since, clock }: Thread, end: number): Clock {
  if ((state & 6) === 0) return clock;
  const part = (state & 4) !== 0 ? 3 : 2;
  const pending = Math.max(0, end - since);
  return clock.map((value, index) => (index === part ? value + pending : value)) as unknown as Clock;
}

/**
 * What the clock shows beyond what has been told. The parts only grow, but for one thing: when a thread leaves its
 * CPU, the kernel's account (probes/parts/settle.bt) can say that time was, say, runnable that had looked like user or blocked.
 * What was told too much of a part is then made good by telling less of it later.
 */
function difference(told: Clock, now: Clock): { readonly told: Clock; readonly time: TimeSplit } {
  const next = now.map((value, part) => Math.max(value, told[part] ?? 0)) as unknown as Clock;
  return {
    told: next,
    time: {
      user: next[0] - told[0],
      kernel: next[1] - told[1],
      runnable: next[2] - told[2],
      blocked: next[3] - told[3],
    },
  };
}
