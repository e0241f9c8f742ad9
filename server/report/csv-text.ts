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

/** Texts whose cells are remembered: of a long export's millions of cells few are different. */
const MOST_REMEMBERED = 10_000;
const remembered = new Map<string, string>();

function textCell(text: string): string {
  const known = remembered.get(text);
  if (known !== undefined) return known;
  // With a number behind it: of a line that is one empty cell nobody could tell that it is there.
  const line = stringify([[safeForTerminal(text, LONGEST), 0]], { escape_formulas: true, record_delimiter: "windows" });
  const cell = line.slice(0, -",0\r\n".length);
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  remembered.set(text, cell);
  return cell;
}

function cellText(cell: CsvCell): string {
  if (cell === null) return "";
  return typeof cell === "number" ? String(cell) : textCell(cell);
}

/** Lines of CSV, each with its line end. The same for a header and for rows, so that rows can be written as they come. */
export function csvLines(rows: readonly (readonly CsvCell[])[]): string {
  let lines = "";
  for (const row of rows) {
    for (const [index, cell] of row.entries()) lines += index === 0 ? cellText(cell) : `,${cellText(cell)}`;
    lines += "\r\n";
  }
  return lines;
}
