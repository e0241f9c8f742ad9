/**
 * Tables as CSV (RFC 4180: commas, lines that end in CR LF, quotes doubled). Names are chosen by foreign programs, and
 * a spreadsheet takes `=cmd|'/c calc'!A0` for a formula: csv-stringify puts an apostrophe before what begins like one,
 * and control and format characters are spelled out (`\x1b`), so that a cell is one line and harmless in a terminal.
 */
import { stringify } from "csv-stringify/sync";
import { safeForTerminal } from "../model/safe-text.ts";

/** Null: not known, an empty cell. */
export type CsvCell = string | number | null;

/** Longest name; longer ones end in an ellipsis. */
const LONGEST = 1000;

function harmless(cell: CsvCell): string | number | null {
  return typeof cell === "string" ? safeForTerminal(cell, LONGEST) : cell;
}

/** Lines of CSV, each with its line end. The same for a header and for rows, so that rows can be written as they come. */
export function csvLines(rows: readonly (readonly CsvCell[])[]): string {
  return stringify(
    rows.map((row) => row.map(harmless)),
    { escape_formulas: true, record_delimiter: "windows" },
  );
}
