/**
 * The lab's result: one value, of which the table, Markdown and JSON are renderings. docs/lab.md describes
 * it for readers of the JSON.
 */
import type { ReportCost, ReportTrust } from "../model/report.ts";
import type { RunFigures } from "./run-figures.ts";
import type { Textbook } from "./transfers.ts";
import type { WayFlow } from "./way.ts";

export const LAB_SCHEMA = "copyscope-lab/1";

export interface LabMachine {
  readonly host: string;
  readonly kernel: string;
  readonly arch: string;
  readonly cpus: number;
  readonly processor: string;
  readonly bpftrace: string;
  readonly copyscope: string;
  /** Of the file that was moved, and of the file it was moved to. */
  readonly filesystem: string;
}

/** A transfer's figures, medians over the rounds. All are without start-up; null is what was not measured. */
export interface Measured {
  readonly kind: "measured";
  /** 10^6 bytes per second of wall time, while traced. */
  readonly mbPerSecond: number | null;
  readonly copiesPerOutputByte: number | null;
  /** 2 x the calls of the transfer's loop ÷ chunks. */
  readonly transitionsPerChunk: number | null;
  /** Of all system calls and user page faults, per 2^20 bytes. */
  readonly transitionsPerMiB: number | null;
  readonly switchesPerMiB: number | null;
  /** Per 2^30 bytes. */
  readonly cpuSecondsPerGiB: { readonly user: number | null; readonly kernel: number | null };
  /** "copy + copy": one mechanism for each leg of the way. */
  readonly mechanism: string;
  readonly flows: readonly WayFlow[];
  /** Bytes delivered in a round. */
  readonly bytes: number | null;
  /** What each round did beyond start-up, and start-up itself (the median of moving an empty file). */
  readonly rounds: readonly RunFigures[];
  readonly startUp: RunFigures;
  /** Whether every round made the same number of calls in its loop. */
  readonly sameEveryRound: boolean;
  /** Null where the textbook has no figures, or they could not be measured. */
  readonly textbookMet: boolean | null;
  readonly trust: { readonly complete: boolean; readonly reasons: readonly string[] };
}

/** A transfer that this machine does not do: the kernel refused, or its program did not compile. */
export interface Refused {
  readonly kind: "refused";
  readonly reason: string;
}

export interface LabTransfer {
  readonly name: string;
  readonly what: string;
  readonly to: "tcp" | "file";
  readonly chunkBytes: number;
  readonly chunks: number;
  readonly textbook: Textbook | null;
  readonly outcome: Measured | Refused;
}

export interface LabResult {
  readonly schema: typeof LAB_SCHEMA;
  readonly machine: LabMachine;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly fileBytes: number;
  readonly rounds: number;
  readonly transfers: readonly LabTransfer[];
  /** What was seen, in sentences. */
  readonly conclusion: readonly string[];
  /** Of the recording as a whole; each transfer has its own beside its figures. */
  readonly trust: ReportTrust;
  readonly cost: ReportCost;
}
