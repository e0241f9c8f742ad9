/** One transfer's row of the result, from what was seen of its runs. */
import type { ReportProcess } from "../model/report.ts";
import { formatCount, MIB, plural } from "../model/units.ts";
import type { LabTransfer, Measured, Refused } from "./result.ts";
import {
  beyond,
  type FlowsByKind,
  figuresOfProcess,
  flowsByKind,
  medianFigures,
  NOTHING_SEEN,
  type RunFigures,
} from "./run-figures.ts";
import type { Ending, Run } from "./series.ts";
import { textbookMet } from "./textbook.ts";
import type { Transfer } from "./transfers.ts";
import { wayInWords, wayOf } from "./way.ts";

/** What was seen of a run, from three sides: its parent's, copyscope's, and the receiver's. */
export interface SeenRun {
  readonly run: Run;
  /** Null: it was not reached, or did not come to its end. */
  readonly ending: Ending | null;
  /** What it printed: a program of the lab only does so to say why it fails. */
  readonly said: string;
  /** Null: copyscope saw nothing of it. */
  readonly process: ReportProcess | null;
  /** What could make its figures wrong. */
  readonly doubts: readonly string[];
  /** Bytes in the end, as the receiver counted them, or the file has them. */
  readonly arrivedBytes: number | null;
}

/** The row of a transfer that could not even be tried. */
export function refusedTransfer(transfer: Transfer, fileBytes: number, reason: string): LabTransfer {
  return { ...heading(transfer, fileBytes), outcome: { kind: "refused", reason } };
}

/** The row of a transfer, from all its runs. */
export function measuredTransfer(transfer: Transfer, fileBytes: number, runs: readonly SeenRun[]): LabTransfer {
  const outcome = refusal(transfer, runs) ?? measured(transfer, fileBytes, runs);
  return { ...heading(transfer, fileBytes), outcome };
}

function heading({ name, what, to, chunkBytes, textbook }: Transfer, fileBytes: number): Omit<LabTransfer, "outcome"> {
  return { name, what, to, chunkBytes, chunks: Math.ceil(fileBytes / chunkBytes), textbook };
}

/** What a refusal may come from, where that is not obvious. */
const HINTS: readonly (readonly [said: string, hint: string])[] = [
  [
    "io_uring_setup: Operation not permitted",
    "io_uring is switched off: see sysctl kernel.io_uring_disabled, or a container's rules",
  ],
  ["io_uring_setup: Function not implemented", "this kernel has no io_uring"],
  [": Invalid argument", "this filesystem or kernel does not take it"],
];

function refusal({ program }: Transfer, runs: readonly SeenRun[]): Refused | null {
  const failed = runs.filter(({ ending }) => ending?.status !== 0);
  const first = failed[0];
  if (first === undefined) return null;
  const said = first.said.trim().split("\n")[0] ?? "";
  const why = first.ending === null ? "it was not run to its end" : `it ended with status ${first.ending.status}`;
  const share = failed.length < runs.length ? ` (in ${failed.length} of ${plural(runs.length, "run")})` : "";
  const words = said === "" ? why : said.replace(`${program}: `, "");
  const hint = HINTS.find(([part]) => words.includes(part))?.[1];
  return { kind: "refused", reason: `${words}${hint === undefined ? "" : ` (${hint})`}${share}` };
}

function measured(transfer: Transfer, fileBytes: number, runs: readonly SeenRun[]): Measured {
  const startUps = runs.filter(({ run }) => run.purpose === "start-up");
  const moving = runs.filter(({ run }) => run.purpose === "measure");
  const startUp = medianFigures(startUps.map((seen) => figuresOf(seen, transfer)));
  const rounds = moving.map((seen) => beyond(figuresOf(seen, transfer), startUp));
  const figures = medianFigures(rounds);
  const flows = wayOf(moving.map(flowsOf), startUps.map(flowsOf), fileBytes);
  const per = (value: number | null, bytes: number) => (value === null ? null : (value * bytes) / fileBytes);
  const copies = (figures.unknownBytes ?? 1) > 0 ? null : perByte(figures);
  const transitionsPerChunk = per(figures.loopCalls && 2 * figures.loopCalls, transfer.chunkBytes);
  const reasons = doubts(transfer, fileBytes, runs, rounds);
  return {
    kind: "measured",
    mbPerSecond: speed(figures, fileBytes),
    copiesPerOutputByte: copies,
    transitionsPerChunk,
    transitionsPerMiB: per(atLeastNone(figures.transitions), MIB),
    switchesPerMiB: per(atLeastNone(figures.switches), MIB),
    cpuSecondsPerGiB: {
      user: per(atLeastNone(figures.userSeconds), 1024 * MIB),
      kernel: per(atLeastNone(figures.kernelSeconds), 1024 * MIB),
    },
    mechanism: wayInWords(flows),
    flows,
    bytes: figures.deliveredBytes,
    rounds,
    startUp,
    sameEveryRound: sameEveryRound(rounds),
    textbookMet: textbookMet(transfer.textbook, flows, { copies, transitionsPerChunk }),
    trust: { complete: reasons.length === 0, reasons },
  };
}

function figuresOf({ process }: SeenRun, transfer: Transfer): RunFigures {
  return process === null ? NOTHING_SEEN : figuresOfProcess(process, transfer);
}

function flowsOf({ process }: SeenRun): FlowsByKind {
  return process === null ? new Map() : flowsByKind(process);
}

/** Null also where the file is so small that start-up varies by more than the transfer takes. */
function speed({ wallSeconds }: RunFigures, fileBytes: number): number | null {
  return wallSeconds !== null && wallSeconds > 0 ? fileBytes / 1e6 / wallSeconds : null;
}

function perByte({ copiedBytes, deliveredBytes }: RunFigures): number | null {
  return copiedBytes === null || !deliveredBytes ? null : copiedBytes / deliveredBytes;
}

/** Start-up varies by a few switches and microseconds. Where a transfer takes less than that, it takes none. */
function atLeastNone(value: number | null): number | null {
  return value === null ? null : Math.max(0, value);
}

function sameEveryRound(rounds: readonly RunFigures[]): boolean {
  return new Set(rounds.map(({ loopCalls }) => loopCalls)).size === 1;
}

/** Why the figures may be wrong, in sentences; empty when nothing speaks against them. */
function doubts(
  transfer: Transfer,
  fileBytes: number,
  runs: readonly SeenRun[],
  rounds: readonly RunFigures[],
): readonly string[] {
  const sentences = new Set<string>();
  const unseen = runs.filter(({ process }) => process === null).length;
  if (unseen > 0) sentences.add(`copyscope saw nothing of ${unseen} of ${plural(runs.length, "run")}.`);
  for (const { run, arrivedBytes } of runs) {
    const expected = run.purpose === "start-up" ? 0 : fileBytes;
    if (arrivedBytes === expected) continue;
    const count = arrivedBytes === null ? "NOTHING" : plural(arrivedBytes, "byte").toUpperCase();
    sentences.add(`THE RECEIVER COUNTED ${count} of ${formatCount(expected)}.`);
  }
  for (const { deliveredBytes } of rounds) {
    if (deliveredBytes === null || deliveredBytes === fileBytes) continue;
    sentences.add(`copyscope counted ${plural(deliveredBytes, "byte")} of ${formatCount(fileBytes)}.`);
  }
  if (transfer.steady && !sameEveryRound(rounds)) {
    const calls = rounds.map(({ loopCalls }) => (loopCalls === null ? "?" : formatCount(loopCalls)));
    sentences.add(`its loop should make the same calls in every round, and made ${calls.join(", ")}.`);
  }
  const counted = runs.filter(({ run }) => run.purpose !== "warm-up");
  return [...sentences, ...new Set(counted.flatMap((seen) => seen.doubts))];
}
