/**
 * Findings while it happens: the report's own rules over the last half minute or so. Two sums run, one begun
 * half a window after the other; the older one speaks, and is then forgotten. Only the busiest processes of
 * each second are summed, which are those that a finding can be about.
 */
import { Tally } from "../model/accumulate-tally.ts";
import type { Calibration } from "../model/calibration.ts";
import { findingsAbout } from "../model/findings/find.ts";
import type { Finding } from "../model/findings/finding.ts";
import type { Frame, ProcessFrame } from "../model/frame.ts";
import type { ReportProcess } from "../model/report.ts";
import { workOf } from "../model/report-rows.ts";

const HALF_WINDOW_MS = 15_000;
const PROCESSES = 32;
/** With those that come meanwhile: a storm of short ones must not cost without end. */
const MOST_FOLLOWED = 128;
/** Which ones these are is looked at so often. */
const CHOOSE_MS = 1_000;
/** Findings told: a list beside the charts, not a report. */
const TOLD = 8;

interface Held {
  process: ProcessFrame;
  readonly tally: Tally;
}

interface Sum {
  readonly since: number;
  readonly processes: Map<number, Held>;
}

/** How much a process did, roughly: its system calls, and a call's worth for each 4 KiB that moved. */
function weight({ syscalls, flows, pageFaults }: ProcessFrame): number {
  let sum = pageFaults?.user ?? 0;
  for (const { calls } of syscalls) sum += calls;
  for (const { bytes } of flows) sum += bytes / 4096;
  return sum;
}

export class LiveFindings {
  #older: Sum | null = null;
  #newer: Sum | null = null;
  #busiest = new Set<number>();
  #others = new Set<number>();
  /** The weight of the least busy one that is followed. */
  #least = 0;
  #chosenAt = Number.NEGATIVE_INFINITY;

  add(frame: Frame): void {
    this.#older ??= { since: frame.start, processes: new Map() };
    this.#newer ??= { since: frame.start, processes: new Map() };
    if (frame.start - this.#newer.since >= HALF_WINDOW_MS) {
      this.#older = this.#newer;
      this.#newer = { since: frame.start, processes: new Map() };
    }
    if (frame.start - this.#chosenAt >= CHOOSE_MS) this.#choose(frame);
    for (const process of frame.processes) {
      if (!this.#follows(process)) continue;
      addTo(this.#older, process);
      addTo(this.#newer, process);
    }
  }

  /** Who was followed so far stays in the sums with what it did. */
  #choose({ start, processes }: Frame): void {
    this.#chosenAt = start;
    const byWeight = processes.map((process) => ({ id: process.id, weight: weight(process) }));
    byWeight.sort((a, b) => b.weight - a.weight);
    this.#busiest = new Set(byWeight.slice(0, PROCESSES).map(({ id }) => id));
    this.#others = new Set(byWeight.slice(PROCESSES).map(({ id }) => id));
    this.#least = byWeight[PROCESSES - 1]?.weight ?? 0;
  }

  /** A process that has come since the choice may be over before the next: it is weighed when it comes. */
  #follows(process: ProcessFrame): boolean {
    if (this.#busiest.has(process.id)) return true;
    if (this.#others.has(process.id)) return false;
    const heavy = weight(process) > this.#least && this.#busiest.size < MOST_FOLLOWED;
    (heavy ? this.#busiest : this.#others).add(process.id);
    return heavy;
  }

  /** Forgets everything: another scope is watched. */
  clear(): void {
    this.#older = null;
    this.#newer = null;
  }

  /** What is true now, heaviest first; `calibration` is this machine's, where it has one. */
  now(calibration: Calibration | null): readonly Finding[] {
    const processes = [...(this.#older?.processes.values() ?? [])].map(({ process, tally }): ReportProcess => {
      const { id, pid, parent, command } = process;
      return { id, pid, parent, command, ...workOf(tally) };
    });
    const sorted = processes.sort((a, b) => b.totals.transitionsAtLeast - a.totals.transitionsAtLeast);
    return findingsAbout(sorted, calibration).slice(0, TOLD);
  }
}

function addTo({ processes }: Sum, process: ProcessFrame): void {
  const held = processes.get(process.id);
  if (held !== undefined) {
    held.process = process;
    held.tally.add(process);
    return;
  }
  const tally = new Tally();
  tally.add(process);
  processes.set(process.id, { process, tally });
}

/** Findings that say the same, whatever their numbers have become. */
export function sameFindings(a: readonly Finding[], b: readonly Finding[]): boolean {
  const identity = ({ rule, title, severity, process }: Finding) => [rule, title, severity, process?.id];
  return JSON.stringify(a.map(identity)) === JSON.stringify(b.map(identity));
}
