/**
 * What one process did in the frame being assembled: mutable while records come in, a ProcessFrame at its end.
 */
import { flowCount, NO_CALLS } from "../flow-count.ts";
import type { FlowIdentity } from "../flow-identity.ts";
import type {
  FlowCount,
  ParticularCount,
  ProcessFrame,
  RequestCount,
  SyscallCount,
  ThreadFrame,
  TimeSplit,
} from "../frame.ts";
import type { KnownProcess } from "./process-table.ts";

/** Success, error, EAGAIN: the outcome bits that the probes put below a call's number. */
export type Outcome = 0 | 1 | 2;

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** The value under a key, made when it is first asked for. */
export function madeOnce<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

class ActivityTally {
  voluntary = 0;
  involuntary = 0;
  wakeups = 0;
  migrations = 0;
  readonly time: Writable<TimeSplit> = { user: 0, kernel: 0, runnable: 0, blocked: 0 };
  readonly faults = { user: 0, kernel: 0 };

  addTime(time: TimeSplit): void {
    this.time.user += time.user;
    this.time.kernel += time.kernel;
    this.time.runnable += time.runnable;
    this.time.blocked += time.blocked;
  }
}

/** Which figures this run measures at all; the others are null. */
export interface Measured {
  readonly pageFaults: boolean;
  readonly time: boolean;
  readonly pageCache: boolean;
  readonly socketCopies: boolean;
  readonly ioUring: boolean;
  readonly threads: boolean;
}

export class ProcessTally extends ActivityTally {
  cachedBytes = 0;
  socketBufferCopied = 0;
  readonly #syscalls = new Map<string, Writable<SyscallCount>>();
  readonly #flows = new Map<FlowIdentity, Writable<FlowCount>>();
  readonly #requests = new Map<string, Writable<RequestCount>>();
  readonly #particulars = new Map<string, Writable<ParticularCount>>();
  readonly #threads = new Map<number, ActivityTally>();

  syscall(name: string, outcome: Outcome, calls: number): void {
    const count = madeOnce(this.#syscalls, name, () => ({ name, calls: 0, errors: 0, again: 0 }));
    count.calls += calls;
    if (outcome === 1) count.errors += calls;
    if (outcome === 2) count.again += calls;
  }

  /** `identity` is compared by reference: callers hand in the same object for the same flow. */
  flow(identity: FlowIdentity, outcome: Outcome, calls: number, bytes: number): void {
    const count = madeOnce(this.#flows, identity, () => flowCount(identity, NO_CALLS));
    count.calls += calls;
    count.bytes += bytes;
    if (outcome === 1) count.errors += calls;
    if (outcome === 2) count.again += calls;
  }

  request(operation: string, what: "submitted" | "completed" | "errors", count: number): void {
    const requests = madeOnce(this.#requests, operation, () => ({ operation, submitted: 0, completed: 0, errors: 0 }));
    requests[what] += count;
  }

  particular(name: string, times: number, things = times): void {
    const count = madeOnce(this.#particulars, name, () => ({ name, times: 0, things: 0 }));
    count.times += times;
    count.things += things;
  }

  thread(tid: number): ActivityTally {
    return madeOnce(this.#threads, tid, () => new ActivityTally());
  }

  frame(process: KnownProcess, measured: Measured): ProcessFrame {
    return {
      id: process.id,
      pid: process.pid,
      parent: process.parent,
      command: process.command,
      syscalls: [...this.#syscalls.values()],
      flows: [...this.#flows.values()],
      pageFaults: measured.pageFaults ? { ...this.faults } : null,
      ...activityOf(this, measured),
      socketBufferCopied: measured.socketCopies ? this.socketBufferCopied : null,
      pageCacheFilled: measured.pageCache ? this.cachedBytes : null,
      ioUring: measured.ioUring ? [...this.#requests.values()] : null,
      particulars: [...this.#particulars.values()],
      ...(measured.threads
        ? { threads: [...this.#threads].map(([tid, thread]): ThreadFrame => threadFrame(tid, thread, measured)) }
        : {}),
    };
  }
}

function threadFrame(tid: number, thread: ActivityTally, measured: Measured): ThreadFrame {
  // Page faults are counted by process only.
  return { tid, pageFaults: null, ...activityOf(thread, measured) };
}

function activityOf(tally: ActivityTally, measured: Measured) {
  return {
    switches: { voluntary: tally.voluntary, involuntary: tally.involuntary },
    wakeups: tally.wakeups,
    migrations: tally.migrations,
    time: measured.time ? { ...tally.time } : null,
  };
}
