/**
 * What processes did, summed for the page: the figures of totals.ts, kept as plain numbers because a thousand
 * processes are added four times a second. Tests hold the two against each other.
 */
import { addExact } from "../accumulate.ts";
import type { Activity, ProcessFrame } from "../frame.ts";
import { MECHANISMS, type Mechanism } from "../mechanism.ts";
import { countOfUnmeasured } from "../unmeasured-calls.ts";
import { DATA_NODES, type Edge, edgeOf, type PathNode } from "./data-path.ts";
import type { LiveWork } from "./protocol.ts";
import { causeIndexOfCall, PAGE_FAULT_INDEX, TRANSITION_CAUSES, type TransitionCause } from "./syscall-family.ts";

const MECHANISM_INDEX = indexes(MECHANISMS);

function indexes<K extends string>(words: readonly K[]): Readonly<Record<K, number>> {
  return Object.fromEntries(words.map((word, index) => [word, index])) as Record<K, number>;
}

/** Adds to one place of a list of sums. */
function addAt(sums: number[], index: number, count: number): void {
  sums[index] = addExact(sums[index] ?? 0, count);
}

function nonZero<K extends string>(words: readonly K[], sums: readonly number[]): { [key in K]?: number } {
  const value: { [key in K]?: number } = {};
  for (const [index, word] of words.entries()) {
    const sum = sums[index] ?? 0;
    if (sum > 0) value[word] = sum;
  }
  return value;
}

export class WorkSum {
  readonly #byMechanism: number[] = MECHANISMS.map(() => 0);
  readonly #transitions: number[] = TRANSITION_CAUSES.map(() => 0);
  #input = 0;
  #output = 0;
  #cpuCopied = 0;
  #unknownCopies = 0;
  #unknownOutput = 0;
  #discarded = 0;
  #unmeasuredCalls = 0;
  #syscalls = 0;
  /** Null as soon as one addend is: of parts, the sum is unknown then. */
  #pageFaults: { user: number; kernel: number } | null = { user: 0, kernel: 0 };
  #switches: { voluntary: number; involuntary: number } | null = { voluntary: 0, involuntary: 0 };
  #time: { user: number; kernel: number; runnable: number; blocked: number } | null = {
    user: 0,
    kernel: 0,
    runnable: 0,
    blocked: 0,
  };

  /** Adds what a process did; of its flows only those along `edge`, where one is given. */
  add(process: ProcessFrame, edge: Edge | null = null): void {
    this.addCalls(process);
    for (const flow of process.flows) {
      if (flow.bytes === 0) continue;
      const { from, to, mechanism } = edgeOf(flow);
      if (edge !== null && (edge.from !== from || edge.to !== to || edge.mechanism !== mechanism)) continue;
      const known = flow.copiesPerByte !== null;
      this.addBytes(from, to, mechanism, flow.bytes, flow.bytes * (flow.copiesPerByte ?? 0), known ? 0 : flow.bytes);
    }
  }

  /** Adds what a process did, its flows left out. */
  addCalls(process: ProcessFrame): void {
    for (const { name, calls } of process.syscalls) {
      this.#syscalls = addExact(this.#syscalls, calls);
      addAt(this.#transitions, causeIndexOfCall(name), 2 * calls);
    }
    this.#unmeasuredCalls = addExact(this.#unmeasuredCalls, countOfUnmeasured(process.syscalls, process.ioUring));
    if (process.pageFaults !== null) addAt(this.#transitions, PAGE_FAULT_INDEX, 2 * process.pageFaults.user);
    this.#activity(process);
  }

  /** Adds bytes that moved along an edge. */
  addBytes(
    from: PathNode,
    to: PathNode,
    mechanism: Mechanism,
    bytes: number,
    cpuCopied: number,
    unknownCopies: number,
  ): void {
    addAt(this.#byMechanism, MECHANISM_INDEX[mechanism], bytes);
    if (DATA_NODES.has(from)) this.#input = addExact(this.#input, bytes);
    if (DATA_NODES.has(to)) this.#output = addExact(this.#output, bytes);
    if (mechanism === "discard" && to !== "application") this.#discarded = addExact(this.#discarded, bytes);
    if (to === "unknown") this.#unknownOutput = addExact(this.#unknownOutput, bytes);
    this.#unknownCopies = addExact(this.#unknownCopies, unknownCopies);
    this.#cpuCopied = addExact(this.#cpuCopied, cpuCopied);
  }

  /** Adds a sum that was made before. */
  addWork(work: LiveWork): void {
    for (const [index, mechanism] of MECHANISMS.entries()) {
      addAt(this.#byMechanism, index, work.bytes.byMechanism[mechanism] ?? 0);
    }
    for (const [index, cause] of TRANSITION_CAUSES.entries()) {
      addAt(this.#transitions, index, work.transitions[cause] ?? 0);
    }
    this.#input = addExact(this.#input, work.bytes.input);
    this.#output = addExact(this.#output, work.bytes.output);
    this.#cpuCopied = addExact(this.#cpuCopied, work.bytes.cpuCopied);
    this.#unknownCopies = addExact(this.#unknownCopies, work.bytes.unknownCopies);
    this.#unknownOutput = addExact(this.#unknownOutput, work.bytes.unknownOutput);
    this.#discarded = addExact(this.#discarded, work.bytes.discarded);
    this.#unmeasuredCalls = addExact(this.#unmeasuredCalls, work.unmeasuredCalls);
    this.#syscalls = addExact(this.#syscalls, work.syscalls);
    this.#activity(work);
  }

  /** Takes away a part of what was added. What is unknown in either stays unknown. */
  subtract(part: LiveWork): void {
    for (const [index, mechanism] of MECHANISMS.entries()) {
      addAt(this.#byMechanism, index, -(part.bytes.byMechanism[mechanism] ?? 0));
    }
    for (const [index, cause] of TRANSITION_CAUSES.entries()) {
      addAt(this.#transitions, index, -(part.transitions[cause] ?? 0));
    }
    this.#input -= part.bytes.input;
    this.#output -= part.bytes.output;
    this.#cpuCopied -= part.bytes.cpuCopied;
    this.#unknownCopies -= part.bytes.unknownCopies;
    this.#unknownOutput -= part.bytes.unknownOutput;
    this.#discarded -= part.bytes.discarded;
    this.#unmeasuredCalls -= part.unmeasuredCalls;
    this.#syscalls -= part.syscalls;
    const { pageFaults, switches, time } = part;
    this.#activity({
      pageFaults: pageFaults && { user: -pageFaults.user, kernel: -pageFaults.kernel },
      switches: switches && { voluntary: -switches.voluntary, involuntary: -switches.involuntary },
      time: time && {
        user: -time.user,
        kernel: -time.kernel,
        runnable: -time.runnable,
        blocked: -time.blocked,
      },
    });
  }

  /** Says that nothing measured the time split, where there is no process to say so. */
  withoutTime(): void {
    this.#time = null;
  }

  value(): LiveWork {
    return {
      bytes: {
        byMechanism: nonZero(MECHANISMS, this.#byMechanism),
        input: this.#input,
        output: this.#output,
        cpuCopied: this.#cpuCopied,
        unknownCopies: this.#unknownCopies,
        unknownOutput: this.#unknownOutput,
        discarded: this.#discarded,
      },
      unmeasuredCalls: this.#unmeasuredCalls,
      syscalls: this.#syscalls,
      transitions: nonZero<TransitionCause>(TRANSITION_CAUSES, this.#transitions),
      pageFaults: this.#pageFaults && { ...this.#pageFaults },
      switches: this.#switches && { ...this.#switches },
      time: this.#time && { ...this.#time },
    };
  }

  #activity({ pageFaults, switches, time }: Pick<Activity, "pageFaults" | "switches" | "time">): void {
    if (pageFaults === null) this.#pageFaults = null;
    else if (this.#pageFaults !== null) {
      this.#pageFaults.user = addExact(this.#pageFaults.user, pageFaults.user);
      this.#pageFaults.kernel = addExact(this.#pageFaults.kernel, pageFaults.kernel);
    }
    if (switches === null) this.#switches = null;
    else if (this.#switches !== null) {
      this.#switches.voluntary = addExact(this.#switches.voluntary, switches.voluntary);
      this.#switches.involuntary = addExact(this.#switches.involuntary, switches.involuntary);
    }
    if (time === null) this.#time = null;
    else if (this.#time !== null) {
      this.#time.user = addExact(this.#time.user, Math.round(time.user));
      this.#time.kernel = addExact(this.#time.kernel, Math.round(time.kernel));
      this.#time.runnable = addExact(this.#time.runnable, Math.round(time.runnable));
      this.#time.blocked = addExact(this.#time.blocked, Math.round(time.blocked));
    }
  }
}
