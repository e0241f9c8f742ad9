/**
 * Tables as CSV: RFC 4180 with a header line, UTF-8. An empty cell is null; an empty text is "".
 *
 * A spreadsheet takes a cell that begins with =, +, -, @ or a tab for a formula and runs it (OWASP, "CSV Injection"), and
 * a program can name itself `=HYPERLINK("http://…")`. So a text that begins with one of these, with their full-width
 * forms or with an apostrophe gets an apostrophe before it: spreadsheets show such a cell as text. Whoever wants the
 * name back takes one leading apostrophe off. Numbers and times are made here and stay as they are.
 */
import type { ByteSink } from "./exporter.ts";
import type { Cell, Column, Table } from "./table.ts";
import type { TableWriter } from "./table-writer.ts";

const EXECUTED = /^[=+\-@\t\r\n'＝＋－＠]/u;
/** What a cell must be quoted for; a space at either end too, which some readers trim. */
const QUOTED = /[",\r\n]|^\s|\s$/;

/** A text as a cell that no spreadsheet runs and every CSV reader gives back. */
export function textCell(text: string): string {
  const harmless = EXECUTED.test(text) ? `'${text}` : text;
  return harmless === "" || QUOTED.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** 2026-01-01T12:00:00.000250Z, which pandas and DuckDB read as a time. */
function isoTime(microseconds: number): string {
  const milliseconds = Math.floor(microseconds / 1000);
  const rest = String(microseconds - milliseconds * 1000).padStart(3, "0");
  return new Date(milliseconds).toISOString().replace("Z", `${rest}Z`);
}

function cell(value: Cell, { type }: Column): string {
  if (value === null) return "";
  if (typeof value === "string") return textCell(value);
  return type === "timestamp" ? isoTime(value) : String(value);
}

function line(cells: readonly string[]): string {
  return `${cells.join(",")}\r\n`;
}

/** Bytes that are handed on at once. */
const CHUNK = 64 * 1024;

export class CsvWriter implements TableWriter {
  readonly #table: Table;
  readonly #sink: ByteSink;
  #text: string;

  constructor(table: Table, sink: ByteSink) {
    this.#table = table;
    this.#sink = sink;
    this.#text = line(table.columns.map(({ name }) => name));
  }

  async rows(rows: Iterable<readonly Cell[]>): Promise<void> {
    const { columns } = this.#table;
    for (const row of rows) {
      this.#text += line(columns.map((column, index) => cell(row[index] ?? null, column)));
      if (this.#text.length >= CHUNK) await this.#write();
    }
  }

  async finish(): Promise<void> {
    await this.#write();
  }

  async #write(): Promise<void> {
    const bytes = Buffer.from(this.#text);
    this.#text = "";
    await this.#sink.write(bytes);
  }
}
