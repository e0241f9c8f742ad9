/**
 * The report: one value that says what a run did. Terminal, Markdown, JSON and page are renderings of it,
 * so they agree because they cannot disagree. docs/report-json.md describes it for readers of the JSON.
 */
import type { TimeSeconds } from "./accumulate-time.ts";
import type { Calibration } from "./calibration.ts";
import type { EndpointKind, EndpointTrait } from "./endpoint.ts";
import type { EventCounts } from "./event-counts.ts";
import type { Finding } from "./findings/finding.ts";
import type { Detail, Gap, MachineFacts, ParticularCount, RunEnd, Scope, Switches } from "./frame.ts";
import type { CopiesPerByte, Mechanism } from "./mechanism.ts";
import type { Distribution } from "./percentiles.ts";
import type { RecordedMark } from "./recording-lines.ts";
import type { Totals } from "./totals.ts";

export const REPORT_SCHEMA = "copyscope-report/1";

/** The run the report is about. */
export interface ReportRecording {
  readonly host: string;
  readonly kernel: string;
  readonly arch: string;
  readonly cpus: number;
  /** Null where nobody noted them. */
  readonly machine: MachineFacts | null;
  readonly bpftrace: string;
  readonly copyscope: string;
  readonly scope: Scope;
  readonly command: readonly string[] | null;
  /** The command's status as a shell would say it; null where there was no command or it was not seen to end. */
  readonly exitCode: number | null;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** From the start of the first frame to the end of the last. */
  readonly durationSeconds: number;
  readonly intervalMs: number;
  readonly detail: Detail;
  readonly frames: number;
  /** Why the run ended; null where the recording does not say, because it ended early. */
  readonly endReason: RunEnd["reason"] | null;
  readonly endMessage: string | null;
  /** What things cost on the machine that was recorded; null where that was never measured. */
  readonly calibration: Calibration | null;
}

/** One operation from one kind of endpoint to another by one mechanism, summed over the run. */
export interface ReportFlow {
  readonly operation: string;
  readonly from: EndpointKind;
  readonly to: EndpointKind;
  /** The file side's filesystem; the source's where both sides are files. */
  readonly filesystem: string | null;
  readonly fromFilesystem: string | null;
  readonly toFilesystem: string | null;
  readonly fromTraits: readonly EndpointTrait[];
  readonly toTraits: readonly EndpointTrait[];
  readonly flags: readonly string[];
  readonly mechanism: Mechanism;
  readonly copiesPerByte: CopiesPerByte;
  readonly calls: number;
  /** Failed calls, as strace counts them: EAGAIN too. */
  readonly errors: number;
  /** The part of `errors` that found nothing to do (EAGAIN). */
  readonly again: number;
  readonly bytes: number;
  /** Null where nobody knows whether the CPU copied. */
  readonly cpuCopiedBytes: number | null;
}

export interface ReportSyscall {
  readonly name: string;
  readonly calls: number;
  /** Failed calls, as strace counts them: EAGAIN too. */
  readonly errors: number;
  /** The part of `errors` that is EAGAIN. */
  readonly again: number;
}

/** io_uring requests of one opcode. `errors` holds those that completed with an error, EAGAIN too. */
export interface ReportRequests {
  readonly operation: string;
  readonly submitted: number;
  readonly completed: number;
  readonly errors: number;
}

export interface ReportThread {
  /** Null for all threads beyond the number that is kept one by one. */
  readonly tid: number | null;
  readonly pageFaults: { readonly user: number; readonly kernel: number } | null;
  readonly switches: Switches | null;
  readonly wakeups: number | null;
  readonly migrations: number | null;
  readonly timeSeconds: TimeSeconds | null;
}

/** What a process, or several, did: totals, flows (most bytes first), system calls (most calls first). */
export interface ReportWork {
  readonly totals: Totals;
  readonly flows: readonly ReportFlow[];
  readonly syscalls: readonly ReportSyscall[];
  /** Most submitted first, also those that move no data; null where this kernel cannot tell. */
  readonly ioUring: readonly ReportRequests[] | null;
  /** What only findings ask for, by name; what did not happen or was not measured is absent. */
  readonly particulars: readonly ParticularCount[];
}

export interface ReportProcess extends ReportWork {
  /** Unique in the recording, where a pid can come twice. */
  readonly id: number;
  readonly pid: number;
  readonly parent: number | null;
  readonly command: string;
  /** Where threads were recorded. */
  readonly threads?: readonly ReportThread[];
}

/** Processes that are not kept one by one, because there were thousands: summed by command name. */
export interface ReportProcessGroup extends ReportWork {
  /** Null: processes of every further name. */
  readonly command: string | null;
  readonly processes: number;
}

export interface ReportTrust {
  readonly complete: boolean;
  /** Why not, in sentences; empty when complete. */
  readonly reasons: readonly string[];
  readonly lostEvents: number;
  /** How many maps were full. */
  readonly mapFull: number;
  readonly mapsFull: readonly string[];
  readonly unmatched: number;
  /** Calls already running when the probes were attached: counted, with their endpoints unknown. No fault. */
  readonly inFlightAtStart: number;
  /** Threads whose switches and time are not known. */
  readonly hiddenThreads: number;
  /** Of probes whose events cannot come in an interrupt; any such run is missing from an exact figure. */
  readonly skippedRuns: number;
  /** Of the others, by probe: wake-ups, migrations, disk and network events that were not seen. No fault. */
  readonly skippedInInterrupts: { readonly [probe: string]: number };
  /** The first gaps (epoch milliseconds), touching ones of one reason joined; `gapCount` is how many there were. */
  readonly gaps: readonly Gap[];
  readonly gapCount: number;
}

export interface ReportCost {
  readonly probeRuns: number | null;
  readonly probeSeconds: number | null;
  readonly bpftraceCpuSeconds: number | null;
  readonly serverCpuSeconds: number | null;
  /** (probe + bpftrace + server CPU seconds) / (duration x CPUs). */
  readonly shareOfMachine: number | null;
  /** The most that was seen. */
  readonly bpftraceResidentBytes: number | null;
  readonly serverResidentBytes: number | null;
}

export interface OperationDistribution extends Distribution {
  readonly operation: string;
}

export interface ReportDistributions {
  /** Nanoseconds between wake-up (or preemption) and running. */
  readonly runQueueWait: Distribution | null;
  /** Nanoseconds a call took, by operation. */
  readonly latency: readonly OperationDistribution[] | null;
  /** Bytes a call moved, by operation. */
  readonly size: readonly OperationDistribution[] | null;
}

/** A part that was not measured, or not all the time, and why. */
export interface MissingPart {
  readonly part: string;
  readonly reason: string;
}

export interface Report extends ReportWork {
  readonly schema: typeof REPORT_SCHEMA;
  readonly recording: ReportRecording;
  /** Most active first. Their totals and those of `processGroups` add up to `totals`. */
  readonly processes: readonly ReportProcess[];
  readonly processGroups: readonly ReportProcessGroup[];
  readonly distributions: ReportDistributions;
  readonly findings: readonly Finding[];
  readonly missing: readonly MissingPart[];
  /** Moments that somebody marked, oldest first. */
  readonly marks: readonly RecordedMark[];
  /** Single events captured, in detail `events`; null where there was no window. */
  readonly events: EventCounts | null;
  readonly trust: ReportTrust;
  readonly cost: ReportCost;
}
