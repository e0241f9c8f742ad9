/**
 * Tables as CSV, written as the report's is (report/csv-text.ts): RFC 4180 with a header line, UTF-8, and harmless to
 * spreadsheets and terminals. An empty cell is null or an empty text.
 */
import { type CsvCell, csvLines } from "../report/csv-text.ts";
import type { ByteSink } from "./exporter.ts";
import type { Cell, Table } from "./table.ts";
import type { TableWriter } from "./table-writer.ts";

/** Rows that are handed on at once. */
const CHUNK_ROWS = 256;

/** 2026-01-01T12:00:00.000250Z, which pandas and DuckDB read as a time. */
function isoTime(microseconds: number): string {
  const milliseconds = Math.floor(microseconds / 1000);
  const rest = String(microseconds - milliseconds * 1000).padStart(3, "0");
  return new Date(milliseconds).toISOString().replace("Z", `${rest}Z`);
}

/** Times as texts; all rows of a frame have the same. */
class Times {
  #last = Number.NaN;
  #text = "";

  text(microseconds: number): string {
    if (microseconds !== this.#last) {
      this.#last = microseconds;
      this.#text = isoTime(microseconds);
    }
    return this.#text;
  }
}

export class CsvWriter implements TableWriter {
  /** By column; null where it holds no time. */
  readonly #times: readonly (Times | null)[];
  readonly #sink: ByteSink;
  #rows: (readonly CsvCell[])[];

  constructor(table: Table, sink: ByteSink) {
    this.#times = table.columns.map(({ type }) => (type === "timestamp" ? new Times() : null));
    this.#sink = sink;
    this.#rows = [table.columns.map(({ name }) => name)];
  }

  async rows(rows: Iterable<readonly Cell[]>): Promise<void> {
    for (const row of rows) {
      this.#rows.push(row.map((cell, index) => this.#cell(cell, index)));
      if (this.#rows.length >= CHUNK_ROWS) await this.#write();
    }
  }

  async finish(): Promise<void> {
    await this.#write();
  }

  #cell(cell: Cell, index: number): CsvCell {
    return typeof cell === "number" ? (this.#times[index]?.text(cell) ?? cell) : cell;
  }

  async #write(): Promise<void> {
    const bytes = Buffer.from(csvLines(this.#rows));
    this.#rows = [];
    await this.#sink.write(bytes);
  }
}
