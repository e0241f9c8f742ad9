/** Trust and cost of a run, from those of its frames. */
import { addExact, LARGEST_EXACT, MeasuredCount } from "./accumulate.ts";
import type { Cost, Gap, RunEnd, Trust } from "./frame.ts";
import type { ReportCost, ReportTrust } from "./report.ts";
import { plural } from "./units.ts";

/** Gaps kept one by one; more are only counted. */
const GAP_LIMIT = 200;

export class TrustTally {
  readonly #mapsFull = new Set<string>();
  readonly #gaps: Gap[] = [];
  #gapCount = 0;
  #lostEvents = 0;
  #unmatched = 0;
  #inFlightAtStart = 0;
  #hiddenThreads = 0;
  #skippedRuns = 0;
  readonly #skippedInInterrupts: { [probe: string]: number } = {};

  add(trust: Trust, gaps: readonly Gap[]): void {
    this.#lostEvents = addExact(this.#lostEvents, trust.lostEvents);
    this.#unmatched = addExact(this.#unmatched, trust.unmatched);
    this.#inFlightAtStart = addExact(this.#inFlightAtStart, trust.inFlightAtStart);
    this.#hiddenThreads = Math.max(this.#hiddenThreads, trust.hiddenThreads);
    this.#skippedRuns = addExact(this.#skippedRuns, trust.skippedRuns);
    for (const [probe, runs] of Object.entries(trust.skippedInInterrupts)) {
      this.#skippedInInterrupts[probe] = addExact(this.#skippedInInterrupts[probe] ?? 0, runs);
    }
    for (const map of trust.mapsFull) this.#mapsFull.add(map);
    for (const gap of gaps) this.#addGap(gap);
  }

  #addGap(gap: Gap): void {
    const last = this.#gaps.at(-1);
    if (last !== undefined && last.reason === gap.reason && gap.from <= last.to && gap.to >= last.from) {
      const joined = { from: Math.min(last.from, gap.from), to: Math.max(last.to, gap.to), reason: gap.reason };
      this.#gaps[this.#gaps.length - 1] = joined;
      return;
    }
    this.#gapCount++;
    if (this.#gaps.length < GAP_LIMIT) this.#gaps.push(gap);
  }

  /**
   * `end` null: the recording ends early, for the reason in `endedEarly`. `saturated`: a count passed 2^53. `unmeasured`:
   * calls whose bytes nobody measures, by name.
   */
  report(
    end: RunEnd | null,
    endedEarly: string | null,
    saturated: boolean,
    unmeasured: ReadonlyMap<string, number> = new Map(),
  ): ReportTrust {
    const reasons: string[] = [];
    if (this.#lostEvents > 0) reasons.push(`${plural(this.#lostEvents, "event")} lost on the way out of the kernel.`);
    if (this.#mapsFull.size > 0) {
      reasons.push(`Full maps, so that later keys were not counted: ${[...this.#mapsFull].sort().join(", ")}.`);
    }
    if (this.#unmatched > 0) {
      reasons.push(`${plural(this.#unmatched, "system call")} returned without having been seen to enter.`);
    }
    if (this.#hiddenThreads > 0) {
      reasons.push(`The kernel hides ${plural(this.#hiddenThreads, "thread")}: their switches and time are not known.`);
    }
    if (this.#skippedRuns > 0) {
      reasons.push(`The kernel skipped ${plural(this.#skippedRuns, "probe run")}, so as many events are missing.`);
    }
    if (unmeasured.size > 0) reasons.push(unmeasuredReason(unmeasured));
    if (this.#gapCount > 0) {
      const reason = [...new Set(this.#gaps.map((gap) => gap.reason))].slice(0, 3).join("; ");
      reasons.push(`${plural(this.#gapCount, "gap")} in which nothing was counted: ${reason}.`);
    }
    if (end?.reason === "failed") {
      reasons.push(end.message === undefined ? "The run failed before its end." : `The run failed: ${end.message}`);
    }
    if (end === null) reasons.push(endedEarly ?? "The recording ended early: nothing says how the run ended.");
    if (saturated) reasons.push(`A count passed 2^53 and stands at ${LARGEST_EXACT}; it is larger.`);
    return {
      complete: reasons.length === 0,
      reasons,
      lostEvents: this.#lostEvents,
      mapFull: this.#mapsFull.size,
      mapsFull: [...this.#mapsFull].sort(),
      unmatched: this.#unmatched,
      inFlightAtStart: this.#inFlightAtStart,
      hiddenThreads: this.#hiddenThreads,
      skippedRuns: this.#skippedRuns,
      skippedInInterrupts: { ...this.#skippedInInterrupts },
      gaps: [...this.#gaps],
      gapCount: this.#gapCount,
    };
  }
}

/** Names told in a sentence; the table of system calls has them all. */
const NAME_LIMIT = 4;

function unmeasuredReason(unmeasured: ReadonlyMap<string, number>): string {
  const all = [...unmeasured.values()].reduce(addExact, 0);
  const names = [...unmeasured].sort(([, a], [, b]) => b - a).map(([name]) => name);
  const told = [...names.slice(0, NAME_LIMIT), ...(names.length > NAME_LIMIT ? ["…"] : [])].join(", ");
  return `${plural(all, "call")} moved data, or may have, whose bytes are not measured (${told}): bytes are at least what is said, and nothing is told by what was delivered.`;
}

/** The larger of two figures of which either may be unknown. */
function most(a: number | null, b: number | null): number | null {
  if (a === null) return b;
  return b === null ? a : Math.max(a, b);
}

const seconds = (nanoseconds: number | null) => (nanoseconds === null ? null : nanoseconds / 1e9);

/** Sums what is known: a last interval without figures must not hide the cost of the hour before it. */
export class CostTally {
  readonly #probeRuns = new MeasuredCount();
  readonly #probe = new MeasuredCount();
  readonly #bpftrace = new MeasuredCount();
  readonly #server = new MeasuredCount();
  #bpftraceResident: number | null = null;
  #serverResident: number | null = null;

  add(cost: Cost): void {
    this.#probeRuns.add(cost.probeRuns);
    this.#probe.add(cost.probeNanoseconds);
    this.#bpftrace.add(cost.bpftraceCpuNanoseconds);
    this.#server.add(cost.serverCpuNanoseconds);
    this.#bpftraceResident = most(this.#bpftraceResident, cost.bpftraceResidentBytes);
    this.#serverResident = most(this.#serverResident, cost.serverResidentBytes);
  }

  /** True when some intervals have cost figures and others have none. */
  get partly(): boolean {
    return [this.#probeRuns, this.#probe, this.#bpftrace, this.#server].some((count) => count.partly);
  }

  report(durationSeconds: number, cpus: number): ReportCost {
    const probeSeconds = seconds(this.#probe.known());
    const bpftraceCpuSeconds = seconds(this.#bpftrace.known());
    const serverCpuSeconds = seconds(this.#server.known());
    const machine = durationSeconds * cpus;
    const all = probeSeconds !== null && bpftraceCpuSeconds !== null && serverCpuSeconds !== null && machine > 0;
    return {
      probeRuns: this.#probeRuns.known(),
      probeSeconds,
      bpftraceCpuSeconds,
      serverCpuSeconds,
      shareOfMachine: all ? (probeSeconds + bpftraceCpuSeconds + serverCpuSeconds) / machine : null,
      bpftraceResidentBytes: this.#bpftraceResident,
      serverResidentBytes: this.#serverResident,
    };
  }
}
