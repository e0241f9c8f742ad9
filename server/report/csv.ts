/**
 * The report as CSV, for spreadsheets and for whoever has no JSON at hand (docs/report-csv.md). One header for all
 * tables: the first column says which table a row belongs to, and a column that a table does not have is empty there.
 */
import type { Report, ReportProcess, ReportProcessGroup } from "../model/report.ts";
import { type Columns, FLOW, PROCESS, REQUEST, SYSCALL, TOTALS } from "./csv-columns.ts";
import { type CsvCell, csvLines } from "./csv-text.ts";

export const CSV_TABLES = ["processes", "flows", "syscalls", "io_uring", "total"] as const;
export type CsvTable = (typeof CSV_TABLES)[number];

type CsvRow = ReadonlyMap<string, CsvCell>;

interface Table {
  readonly columns: readonly string[];
  readonly rows: (report: Report) => readonly CsvRow[];
}

function cells<T>(columns: Columns<T>, row: T): readonly (readonly [string, CsvCell])[] {
  return Object.entries(columns).map(([column, read]) => [column, read(row)] as const);
}

type Work = ReportProcess | ReportProcessGroup;

/** A table of what each process has many of: flows, system calls, requests. */
function byProcess<T>(columns: Columns<T>, many: (work: Work) => readonly T[]): Table {
  return {
    columns: [...Object.keys(PROCESS), ...Object.keys(columns)],
    rows: ({ processes, processGroups }) =>
      [...processes, ...processGroups].flatMap((work) => {
        const whose = cells(PROCESS, work);
        return many(work).map((row) => new Map([...whose, ...cells(columns, row)]));
      }),
  };
}

const TABLES: { readonly [T in CsvTable]: Table } = {
  processes: byProcess(TOTALS, ({ totals }) => [totals]),
  flows: byProcess(FLOW, ({ flows }) => flows),
  syscalls: byProcess(SYSCALL, ({ syscalls }) => syscalls),
  io_uring: byProcess(REQUEST, ({ ioUring }) => ioUring ?? []),
  total: { columns: Object.keys(TOTALS), rows: ({ totals }) => [new Map(cells(TOTALS, totals))] },
};

/** The report as CSV: all its tables, or one. Flows, system calls and requests stand process by process. */
export function reportCsv(report: Report, table: CsvTable | null = null): string {
  const names = table === null ? CSV_TABLES : [table];
  const columns = new Set(names.flatMap((name) => TABLES[name].columns));
  const rows = names.flatMap((name) =>
    TABLES[name].rows(report).map((row) => [name, ...[...columns].map((column) => row.get(column) ?? null)]),
  );
  return csvLines([["table", ...columns], ...rows]);
}
