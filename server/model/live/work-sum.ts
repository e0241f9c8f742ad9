/**
 * What processes did, summed for the page: the figures of totals.ts, kept as plain numbers because a thousand
 * processes are added four times a second. Tests hold the two against each other.
 */
import { addExact } from "../accumulate.ts";
import type { Activity, FlowCount, ProcessFrame } from "../frame.ts";
import { MECHANISMS, type Mechanism } from "../mechanism.ts";
import { type Edge, edgeOf, OUTPUT_NODES } from "./data-path.ts";
import type { LiveWork } from "./protocol.ts";
import { syscallFamily, TRANSITION_CAUSES, type TransitionCause } from "./syscall-family.ts";

/** A sum of parts that is unknown as soon as one addend is. */
class Parts<K extends string> {
  readonly #sums: Record<K, number>;
  #unknown = false;

  constructor(keys: readonly K[]) {
    this.#sums = Object.fromEntries(keys.map((key) => [key, 0])) as Record<K, number>;
  }

  add(parts: Readonly<Record<K, number>> | null): void {
    if (parts === null) this.#unknown = true;
    else for (const key in this.#sums) this.#sums[key] = addExact(this.#sums[key], Math.round(parts[key]));
  }

  value(): Record<K, number> | null {
    return this.#unknown ? null : { ...this.#sums };
  }
}

function nonZero<K extends string>(sums: ReadonlyMap<K, number>, keys: readonly K[]): { [key in K]?: number } {
  const value: { [key in K]?: number } = {};
  for (const key of keys) {
    const sum = sums.get(key) ?? 0;
    if (sum > 0) value[key] = sum;
  }
  return value;
}

export class WorkSum {
  readonly #byMechanism = new Map<Mechanism, number>();
  readonly #transitions = new Map<TransitionCause, number>();
  readonly #pageFaults = new Parts(["user", "kernel"]);
  readonly #switches = new Parts(["voluntary", "involuntary"]);
  readonly #time = new Parts(["user", "kernel", "runnable", "blocked"]);
  #input = 0;
  #output = 0;
  #cpuCopied = 0;
  #unknownCopies = 0;
  #unknownOutput = 0;
  #syscalls = 0;

  /** Adds what a process did; of its flows only those along `edge`, where one is given. */
  add(process: ProcessFrame, edge: Edge | null = null): void {
    for (const flow of process.flows) this.#flow(flow, edge);
    for (const { name, calls } of process.syscalls) {
      this.#syscalls = addExact(this.#syscalls, calls);
      this.#transition(syscallFamily(name), 2 * calls);
    }
    this.#activity(process);
  }

  /** Adds a sum that was made before. */
  addWork(work: LiveWork): void {
    for (const mechanism of MECHANISMS) this.#mechanism(mechanism, work.bytes.byMechanism[mechanism] ?? 0);
    for (const cause of TRANSITION_CAUSES) this.#transition(cause, work.transitions[cause] ?? 0);
    this.#input = addExact(this.#input, work.bytes.input);
    this.#output = addExact(this.#output, work.bytes.output);
    this.#cpuCopied = addExact(this.#cpuCopied, work.bytes.cpuCopied);
    this.#unknownCopies = addExact(this.#unknownCopies, work.bytes.unknownCopies);
    this.#unknownOutput = addExact(this.#unknownOutput, work.bytes.unknownOutput);
    this.#syscalls = addExact(this.#syscalls, work.syscalls);
    this.#pageFaults.add(work.pageFaults);
    this.#switches.add(work.switches);
    this.#time.add(work.time && { ...work.time });
  }

  /** Says that nothing measured the time split, where there is no process to say so. */
  withoutTime(): void {
    this.#time.add(null);
  }

  value(): LiveWork {
    return {
      bytes: {
        byMechanism: nonZero(this.#byMechanism, MECHANISMS),
        input: this.#input,
        output: this.#output,
        cpuCopied: this.#cpuCopied,
        unknownCopies: this.#unknownCopies,
        unknownOutput: this.#unknownOutput,
      },
      syscalls: this.#syscalls,
      transitions: nonZero(this.#transitions, TRANSITION_CAUSES),
      pageFaults: this.#pageFaults.value(),
      switches: this.#switches.value(),
      time: this.#time.value(),
    };
  }

  #activity({ pageFaults, switches, time }: Activity): void {
    this.#pageFaults.add(pageFaults);
    if (pageFaults !== null) this.#transition("page-faults", 2 * pageFaults.user);
    this.#switches.add(switches && { ...switches });
    this.#time.add(time && { ...time });
  }

  #flow(flow: FlowCount, edge: Edge | null): void {
    const { bytes } = flow;
    if (bytes === 0) return;
    const { from, to, mechanism } = edgeOf(flow);
    if (edge !== null && (edge.from !== from || edge.to !== to || edge.mechanism !== mechanism)) return;
    this.#mechanism(mechanism, bytes);
    if (from !== "application") this.#input = addExact(this.#input, bytes);
    if (OUTPUT_NODES.has(to)) this.#output = addExact(this.#output, bytes);
    if (to === "unknown") this.#unknownOutput = addExact(this.#unknownOutput, bytes);
    if (flow.copiesPerByte === null) this.#unknownCopies = addExact(this.#unknownCopies, bytes);
    else this.#cpuCopied = addExact(this.#cpuCopied, bytes * flow.copiesPerByte);
  }

  #mechanism(mechanism: Mechanism, bytes: number): void {
    this.#byMechanism.set(mechanism, addExact(this.#byMechanism.get(mechanism) ?? 0, bytes));
  }

  #transition(cause: TransitionCause, count: number): void {
    this.#transitions.set(cause, addExact(this.#transitions.get(cause) ?? 0, count));
  }
}
