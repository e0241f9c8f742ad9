/** A row of the process table, whether it comes from the live table's second or from the report of a brushed window. */
import type { ProcessRow, ProcessTable } from "../../server/model/live/protocol.ts";
import type { Mechanism } from "../../server/model/mechanism.ts";
import type { Report, ReportProcess } from "../../server/model/report.ts";
import { copiesPerOutputByte, transitionsOf } from "../figures/work-figures.ts";

/** Rates a second; null: not measured, or nothing to divide by. */
export interface TableRow {
  readonly id: number;
  readonly pid: number;
  readonly command: string;
  readonly copiesPerByte: number | null;
  readonly copied: number;
  readonly output: number;
  readonly byMechanism: { readonly [M in Mechanism]?: number };
  readonly transitions: number | null;
  readonly voluntary: number | null;
  readonly involuntary: number | null;
  /** In CPUs: user, kernel, runnable. */
  readonly time: { readonly user: number; readonly kernel: number; readonly runnable: number } | null;
}

function rowOfProcess(row: ProcessRow, seconds: number): TableRow {
  const { id, pid, command, bytes, time, switches } = row;
  const rate = (count: number | null) => (count === null ? null : count / seconds);
  const cpus = (nanoseconds: number) => nanoseconds / 1e9 / seconds;
  return {
    id,
    pid,
    command,
    copiesPerByte: copiesPerOutputByte(row),
    copied: bytes.cpuCopied / seconds,
    output: bytes.output / seconds,
    byMechanism: bytes.byMechanism,
    transitions: rate(transitionsOf(row)),
    voluntary: rate(switches?.voluntary ?? null),
    involuntary: rate(switches?.involuntary ?? null),
    time: time && { user: cpus(time.user), kernel: cpus(time.kernel), runnable: cpus(time.runnable) },
  };
}

function rowOfReport({ id, pid, command, totals }: ReportProcess, seconds: number): TableRow {
  const { bytes, timeSeconds: time, switches, transitions, copiesPerOutputByte: copiesPerByte } = totals;
  return {
    id,
    pid,
    command,
    copiesPerByte,
    copied: bytes.cpuCopied / seconds,
    output: bytes.output / seconds,
    byMechanism: bytes.byMechanism,
    transitions: transitions === null ? null : transitions / seconds,
    voluntary: switches && switches.voluntary / seconds,
    involuntary: switches && switches.involuntary / seconds,
    time: time && { user: time.user / seconds, kernel: time.kernel / seconds, runnable: time.runnable / seconds },
  };
}

/** In the table's own order, which is the server's. */
export function rowsOfTable({ rows, from, to }: ProcessTable): readonly TableRow[] {
  const seconds = Math.max(0.001, (to - from) / 1000);
  return rows.map((row) => rowOfProcess(row, seconds));
}

/** In the report's own order; rates are over the time that the report is of. */
export function rowsOfReport({ processes, recording }: Report): readonly TableRow[] {
  return processes.map((process) => rowOfReport(process, Math.max(0.001, recording.durationSeconds)));
}

/** CPU time in CPUs. */
export function cpuOf({ time }: TableRow): number | null {
  return time && time.user + time.kernel;
}

/** A second; null where either kind is not known. */
export function allSwitches(row: TableRow): number | null {
  return row.voluntary === null || row.involuntary === null ? null : row.voluntary + row.involuntary;
}
