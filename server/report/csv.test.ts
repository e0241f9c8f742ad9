import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { reportFromFrames } from "../model/report-from-frames.ts";
import { arbitraryFrame, hostileName } from "../test/builders/arbitrary-frames.ts";
import { frame, processFrame, relayProcess, runEnd, runInfo, sendfile, syscall } from "../test/builders/frames.ts";
import { CSV_TABLES, reportCsv } from "./csv.ts";

const report = reportFromFrames(
  runInfo(),
  [
    frame(0, [
      relayProcess(800),
      processFrame({
        id: 2,
        pid: 77,
        command: "fast",
        flows: [sendfile(5e8, 3000)],
        syscalls: [syscall("sendfile", 3000)],
      }),
    ]),
  ],
  runEnd(),
);

const read = (csv: string): Record<string, string>[] => parse(csv, { columns: true, record_delimiter: "\r\n" });
const sum = (rows: readonly Record<string, string>[], column: string) =>
  rows.reduce((total, row) => total + Number(row[column]), 0);

describe("the CSV", () => {
  it("holds the report's figures to the digit, null as an empty cell", () => {
    const rows = read(reportCsv(report));
    const of = (table: string) => rows.filter((row) => row["table"] === table);
    expect(of("total")).toHaveLength(1);
    expect(Number(of("total")[0]?.["copies_per_output_byte"])).toBe(report.totals.copiesPerOutputByte);
    expect(of("processes").map(({ pid }) => Number(pid))).toEqual(report.processes.map(({ pid }) => pid));
    expect(sum(of("processes"), "cpu_copied_bytes")).toBe(report.totals.bytes.cpuCopied);
    expect(sum(of("flows"), "bytes")).toBe(report.flows.reduce((total, { bytes }) => total + bytes, 0));
    expect(sum(of("syscalls"), "calls")).toBe(report.totals.syscalls);
    expect(of("flows").every(({ transitions }) => transitions === "")).toBe(true);
  });

  it("is one table with its own columns alone when that is asked for, with a header also where it is empty", () => {
    for (const table of CSV_TABLES) {
      const [header, ...rows] = parse(reportCsv(report, table)) as string[][];
      expect(header?.[0]).toBe("table");
      expect(header?.length).toBeGreaterThan(4);
      expect(new Set(rows.map(([first]) => first))).toEqual(new Set(rows.length === 0 ? [] : [table]));
    }
    expect(reportCsv(report, "io_uring")).toMatch(/^table,process_id,pid,parent,command,[a-z_,]+\r\n$/);
  });

  it("starts no formula, and breaks no line, whatever the names", () => {
    const formula = fc.constantFrom("=cmd|'/c calc'!A0", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", '"=1', "=1,2\r\n=3");
    fc.assert(
      fc.property(fc.array(arbitraryFrame, { maxLength: 3 }), fc.oneof(formula, hostileName), (frames, command) => {
        const hostile = reportFromFrames(runInfo(), [...frames, frame(2000, [relayProcess(9, { command })])], runEnd());
        const csv = reportCsv(hostile);
        const rows = parse(csv) as string[][];
        expect(csv.split("\r\n")).toHaveLength(rows.length + 1);
        expect(csv.replaceAll("\r\n", "")).toMatch(/^[^\p{C}\p{Zl}\p{Zp}]*$/u);
        expect(new Set(rows.map(({ length }) => length)).size).toBe(1);
        for (const cell of rows.flat()) expect(cell).not.toMatch(/^[=+@\uFF1D\uFF0B\uFF0D\uFF20-]/);
      }),
    );
  });
});
