/**
 * A tally: what one process, a group of them or the whole scope did, over any number of frames.
 * Adding frames and merging tallies come to the same in whatever order and grouping they are done.
 */
import { addExact, Measured, MeasuredCount } from "./accumulate.ts";
import { MeasuredTime } from "./accumulate-time.ts";
import { isSameFlow } from "./flow-identity.ts";
import type { Activity, FlowCount, ParticularCount, ProcessFrame, RequestCount, SyscallCount } from "./frame.ts";

const FAULTS = ["user", "kernel"] as const;
const SWITCHES = ["voluntary", "involuntary"] as const;

/** What the scheduler, the fault handler and the clock say about a thread, a process or a group. */
export class ActivityTally {
  readonly pageFaults = new Measured(FAULTS);
  readonly switches = new Measured(SWITCHES);
  readonly wakeups = new MeasuredCount();
  readonly migrations = new MeasuredCount();
  readonly time = new MeasuredTime();

  add(activity: Activity): void {
    this.pageFaults.add(activity.pageFaults);
    this.switches.add(activity.switches);
    this.wakeups.add(activity.wakeups);
    this.migrations.add(activity.migrations);
    this.time.add(activity.time);
  }

  merge(other: ActivityTally): void {
    this.pageFaults.merge(other.pageFaults);
    this.switches.merge(other.switches);
    this.wakeups.merge(other.wakeups);
    this.migrations.merge(other.migrations);
    this.time.merge(other.time);
  }
}

/** A sum that is added to in place: a thousand processes a frame make ten thousand of them. */
type Growing<T> = { -readonly [K in keyof T]: T[K] };

export class Tally {
  readonly activity = new ActivityTally();
  readonly socketBufferCopied = new MeasuredCount();
  readonly pageCacheFilled = new MeasuredCount();
  readonly #syscalls = new Map<string, Growing<SyscallCount>>();
  readonly #flows: Growing<FlowCount>[] = [];
  /** Of one operation there are few kinds of flows: comparing them is cheaper than making keys. */
  readonly #flowsOf = new Map<string, Growing<FlowCount>[]>();
  readonly #requests = new Map<string, RequestCount>();
  readonly #particulars = new Map<string, ParticularCount>();
  /** False as soon as some process's io_uring requests are unknown. */
  #requestsKnown = true;

  get syscalls(): readonly SyscallCount[] {
    return [...this.#syscalls.values()].map((sum) => ({ ...sum }));
  }

  /** All system calls together. */
  get calls(): number {
    let calls = 0;
    for (const syscall of this.#syscalls.values()) calls = addExact(calls, syscall.calls);
    return calls;
  }

  get flows(): readonly FlowCount[] {
    return this.#flows.map((sum) => ({ ...sum }));
  }

  /** io_uring requests by opcode; null where they are unknown. */
  get requests(): readonly RequestCount[] | null {
    return this.#requestsKnown ? [...this.#requests.values()] : null;
  }

  get particulars(): readonly ParticularCount[] {
    return [...this.#particulars.values()];
  }

  add(process: ProcessFrame): void {
    this.activity.add(process);
    this.socketBufferCopied.add(process.socketBufferCopied);
    this.pageCacheFilled.add(process.pageCacheFilled);
    for (const syscall of process.syscalls) this.#addSyscall(syscall);
    for (const flow of process.flows) this.#addFlow(flow);
    if (process.ioUring === null) this.#requestsKnown = false;
    for (const request of process.ioUring ?? []) this.#addRequest(request);
    for (const particular of process.particulars) this.#addParticular(particular);
  }

  merge(other: Tally): void {
    this.activity.merge(other.activity);
    this.socketBufferCopied.merge(other.socketBufferCopied);
    this.pageCacheFilled.merge(other.pageCacheFilled);
    for (const syscall of other.#syscalls.values()) this.#addSyscall(syscall);
    for (const flow of other.#flows) this.#addFlow(flow);
    if (!other.#requestsKnown) this.#requestsKnown = false;
    for (const request of other.#requests.values()) this.#addRequest(request);
    for (const particular of other.#particulars.values()) this.#addParticular(particular);
  }

  #addSyscall(syscall: SyscallCount): void {
    const sum = this.#syscalls.get(syscall.name);
    if (sum === undefined) {
      this.#syscalls.set(syscall.name, { ...syscall });
      return;
    }
    sum.calls = addExact(sum.calls, syscall.calls);
    sum.errors = addExact(sum.errors, syscall.errors);
    sum.again = addExact(sum.again, syscall.again);
  }

  #addFlow(flow: FlowCount): void {
    const alike = this.#flowsOf.get(flow.operation) ?? [];
    const sum = alike.find((known) => isSameFlow(known, flow));
    if (sum === undefined) {
      const first = { ...flow };
      this.#flows.push(first);
      this.#flowsOf.set(flow.operation, [...alike, first]);
      return;
    }
    sum.calls = addExact(sum.calls, flow.calls);
    sum.errors = addExact(sum.errors, flow.errors);
    sum.again = addExact(sum.again, flow.again);
    sum.bytes = addExact(sum.bytes, flow.bytes);
  }

  #addParticular({ name, times, things }: ParticularCount): void {
    const sum = this.#particulars.get(name);
    this.#particulars.set(name, {
      name,
      times: addExact(sum?.times ?? 0, times),
      things: addExact(sum?.things ?? 0, things),
    });
  }

  #addRequest(request: RequestCount): void {
    const sum = this.#requests.get(request.operation);
    this.#requests.set(request.operation, {
      operation: request.operation,
      submitted: addExact(sum?.submitted ?? 0, request.submitted),
      completed: addExact(sum?.completed ?? 0, request.completed),
      errors: addExact(sum?.errors ?? 0, request.errors),
    });
  }
}
