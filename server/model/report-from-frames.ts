/**
 * Frames to report: the last arrow of the river. Frames are added as they come, live or replayed, and
 * what is held grows with processes and flows (both bounded), never with the number of frames.
 */
import { LARGEST_EXACT, MeasuredCount } from "./accumulate.ts";
import { Tally } from "./accumulate-tally.ts";
import { type EventCounts, sumOfEventCounts } from "./event-counts.ts";
import { findingsAbout } from "./findings/find.ts";
import type { Dma, Frame, RunEnd, RunInfo } from "./frame.ts";
import type { RecordedMark } from "./recording-lines.ts";
import { type MissingPart, REPORT_SCHEMA, type Report, type ReportProcess, type ReportRecording } from "./report.ts";
import { DistributionTally } from "./report-distributions.ts";
import { ProcessTallies } from "./report-processes.ts";
import { threadRows, workOf } from "./report-rows.ts";
import { CostTally, TrustTally } from "./report-trust.ts";
import type { DmaTotals, Totals } from "./totals.ts";
import { unmeasuredCalls } from "./unmeasured-calls.ts";

const DMA_PARTS = ["diskRead", "diskWrite", "nicTransmit", "nicTransmitPaged", "nicReceive"] as const;

class DmaTally {
  readonly #counts = new Map(DMA_PARTS.map((part) => [part, new MeasuredCount()]));
  #frames = 0;

  add(dma: Dma): void {
    this.#frames++;
    for (const [part, count] of this.#counts) count.add(dma[part]);
  }

  get partly(): boolean {
    return [...this.#counts.values()].some((count) => count.partly);
  }

  /** Null for each part that some frame did not measure, and for all of them without any frame. */
  totals(): DmaTotals {
    const value = (part: (typeof DMA_PARTS)[number]) =>
      this.#frames === 0 ? null : (this.#counts.get(part)?.value() ?? null);
    return {
      diskRead: value("diskRead"),
      diskWrite: value("diskWrite"),
      nicTransmit: value("nicTransmit"),
      nicTransmitPaged: value("nicTransmitPaged"),
      nicReceive: value("nicReceive"),
      wholeSystem: true,
    };
  }
}

/** True when a sum stands at the largest exact integer, and may be larger. */
function isSaturated({ syscalls, bytes }: Totals): boolean {
  return [syscalls, bytes.input, bytes.output, bytes.cpuCopied].some((sum) => sum >= LARGEST_EXACT);
}

function secondsOnCpu({ timeSeconds }: Totals): number {
  return timeSeconds === null ? 0 : timeSeconds.user + timeSeconds.kernel;
}

/** The parts of a tally that some intervals measured and others did not; their sums are null. */
function partlyMeasured(tally: Tally): readonly string[] {
  const { pageFaults, switches, wakeups, migrations, time } = tally.activity;
  const { socketBufferCopied, pageCacheFilled } = tally;
  const parts = {
    "page faults": pageFaults,
    "context switches": switches,
    "wake-ups": wakeups,
    migrations,
    "time split": time,
    "socket-buffer copies": socketBufferCopied,
    "page-cache fill": pageCacheFilled,
  };
  return Object.entries(parts)
    .filter(([, measured]) => measured.partly)
    .map(([part]) => part);
}

export class ReportAccumulator {
  readonly #info: RunInfo;
  readonly #processes: ProcessTallies;
  readonly #dma = new DmaTally();
  readonly #distributions = new DistributionTally();
  readonly #trust = new TrustTally();
  readonly #cost = new CostTally();
  #marks: readonly RecordedMark[] = [];
  #events: EventCounts | null = null;
  #frames = 0;
  #start: number | null = null;
  #end: number | null = null;

  /** `processLimit`: how many processes are kept one by one; more are summed by command name. */
  constructor(info: RunInfo, processLimit?: number) {
    this.#info = info;
    this.#processes = new ProcessTallies(processLimit);
  }

  /** `frames`: how many intervals this one sums (frame-sum.ts). */
  add(frame: Frame, frames = 1): void {
    this.#frames += frames;
    this.#start = Math.min(this.#start ?? frame.start, frame.start);
    this.#end = Math.max(this.#end ?? frame.end, frame.end);
    this.#processes.add(frame.processes);
    this.#dma.add(frame.dma);
    this.#distributions.add(frame);
    this.#trust.add(frame.trust, frame.gaps);
    this.#cost.add(frame.cost);
    this.#events = sumOfEventCounts(this.#events, frame.eventCounts);
  }

  mark(marks: readonly RecordedMark[]): void {
    this.#marks = [...this.#marks, ...marks].sort((a, b) => a.at - b.at);
  }

  /** The report of the frames so far. `end` null: nobody knows how the run ended; `endedEarly` may say why. */
  report(end: RunEnd | null, endedEarly: string | null = null): Report {
    const whole = new Tally();
    for (const { tally } of this.#processes.processes) whole.merge(tally);
    for (const { tally } of this.#processes.groups) whole.merge(tally);
    const recording = this.#recording(end);
    const work = workOf(whole, this.#dma.totals());
    // Without a single process nothing was added, which looks like 0; but counts never measures time.
    const totals = this.#info.detail === "counts" ? { ...work.totals, timeSeconds: null } : work.totals;
    const processes = this.#processRows();
    return {
      schema: REPORT_SCHEMA,
      recording,
      ...work,
      totals,
      processes,
      processGroups: [...this.#processes.groups]
        .map((group) => ({ command: group.command, processes: group.processes, ...workOf(group.tally) }))
        .sort((a, b) => b.processes - a.processes),
      distributions: this.#distributions.report(),
      findings: findingsAbout(processes, this.#info.calibration),
      missing: this.#missing(whole),
      marks: this.#marks,
      events: this.#events,
      trust: this.#trust.report(end, endedEarly, isSaturated(totals), unmeasuredCalls(whole.syscalls, whole.requests)),
      cost: this.#cost.report(recording.durationSeconds, recording.cpus),
    };
  }

  #recording(end: RunEnd | null): ReportRecording {
    const { missing: _, startedAt, ...info } = this.#info;
    return {
      ...info,
      exitCode: end?.exitCode ?? null,
      startedAt: new Date(startedAt).toISOString(),
      durationSeconds: Math.max(0, (this.#end ?? 0) - (this.#start ?? 0)) / 1000,
      frames: this.#frames,
      endReason: end?.reason ?? null,
      endMessage: end?.message ?? null,
    };
  }

  #processRows(): readonly ReportProcess[] {
    return [...this.#processes.processes]
      .map(({ id, pid, parent, command, tally, threads }) => ({
        id,
        pid,
        parent,
        command,
        ...workOf(tally),
        ...(threads === null ? {} : { threads: threadRows(threads) }),
      }))
      .sort(
        (a, b) =>
          b.totals.transitionsAtLeast - a.totals.transitionsAtLeast ||
          secondsOnCpu(b.totals) - secondsOnCpu(a.totals) ||
          a.id - b.id,
      );
  }

  #missing(whole: Tally): readonly MissingPart[] {
    const partly = [...partlyMeasured(whole), ...this.#distributions.partly];
    if (this.#dma.partly) partly.push("DMA");
    if (this.#cost.partly) partly.push("cost of tracing");
    const reason = "measured in some intervals only";
    return [...this.#info.missing, ...partly.map((part) => ({ part, reason }))];
  }
}

/** The report of a whole run. */
export function reportFromFrames(info: RunInfo, frames: Iterable<Frame>, end: RunEnd | null): Report {
  const accumulator = new ReportAccumulator(info);
  for (const frame of frames) accumulator.add(frame);
  return accumulator.report(end);
}
