/**
 * A tally: what one process, a group of them or the whole scope did, over any number of frames.
 * Adding frames and merging tallies come to the same in whatever order and grouping they are done.
 */
import { addExact, Measured, MeasuredCount } from "./accumulate.ts";
import { MeasuredTime } from "./accumulate-time.ts";
import type { Endpoint } from "./endpoint.ts";
import type { Activity, FlowCount, ParticularCount, ProcessFrame, RequestCount, SyscallCount } from "./frame.ts";

/** What the scheduler, the fault handler and the clock say about a thread, a process or a group. */
export class ActivityTally {
  readonly pageFaults = new Measured(["user", "kernel"]);
  readonly switches = new Measured(["voluntary", "involuntary"]);
  readonly wakeups = new MeasuredCount();
  readonly migrations = new MeasuredCount();
  readonly time = new MeasuredTime();

  add(activity: Activity): void {
    this.pageFaults.add(activity.pageFaults);
    this.switches.add(activity.switches && { ...activity.switches });
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

function endpointKey(endpoint: Endpoint): readonly unknown[] {
  return [endpoint.kind, endpoint.filesystem, [...endpoint.traits].sort()];
}

/** Flows with the same key are the same flow. */
function flowKey(flow: FlowCount): string {
  const { operation, from, to, flags, mechanism, copiesPerByte } = flow;
  return JSON.stringify([operation, endpointKey(from), endpointKey(to), [...flags].sort(), mechanism, copiesPerByte]);
}

export class Tally {
  readonly activity = new ActivityTally();
  readonly socketBufferCopied = new MeasuredCount();
  readonly pageCacheFilled = new MeasuredCount();
  readonly #syscalls = new Map<string, SyscallCount>();
  readonly #flows = new Map<string, FlowCount>();
  readonly #requests = new Map<string, RequestCount>();
  readonly #particulars = new Map<string, ParticularCount>();
  /** False as soon as some process's io_uring requests are unknown. */
  #requestsKnown = true;

  get syscalls(): readonly SyscallCount[] {
    return [...this.#syscalls.values()];
  }

  get flows(): readonly FlowCount[] {
    return [...this.#flows.values()];
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
    for (const flow of process.flows) this.#addFlow(flowKey(flow), flow);
    if (process.ioUring === null) this.#requestsKnown = false;
    for (const request of process.ioUring ?? []) this.#addRequest(request);
    for (const particular of process.particulars) this.#addParticular(particular);
  }

  merge(other: Tally): void {
    this.activity.merge(other.activity);
    this.socketBufferCopied.merge(other.socketBufferCopied);
    this.pageCacheFilled.merge(other.pageCacheFilled);
    for (const syscall of other.#syscalls.values()) this.#addSyscall(syscall);
    for (const [key, flow] of other.#flows) this.#addFlow(key, flow);
    if (!other.#requestsKnown) this.#requestsKnown = false;
    for (const request of other.#requests.values()) this.#addRequest(request);
    for (const particular of other.#particulars.values()) this.#addParticular(particular);
  }

  #addSyscall(syscall: SyscallCount): void {
    const sum = this.#syscalls.get(syscall.name);
    this.#syscalls.set(syscall.name, {
      name: syscall.name,
      calls: addExact(sum?.calls ?? 0, syscall.calls),
      errors: addExact(sum?.errors ?? 0, syscall.errors),
      again: addExact(sum?.again ?? 0, syscall.again),
    });
  }

  #addFlow(key: string, flow: FlowCount): void {
    const sum = this.#flows.get(key);
    this.#flows.set(key, {
      ...(sum ?? flow),
      calls: addExact(sum?.calls ?? 0, flow.calls),
      errors: addExact(sum?.errors ?? 0, flow.errors),
      again: addExact(sum?.again ?? 0, flow.again),
      bytes: addExact(sum?.bytes ?? 0, flow.bytes),
    });
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
