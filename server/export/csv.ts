/**
 * Tables as CSV, written as the report's is (report/csv-text.ts): RFC 4180 with a header line, UTF-8, and harmless to
 * spreadsheets and terminals. An empty cell is null or an empty text.
 */
import { type CsvCell, csvLines } from "../report/csv-text.ts";
import type { ByteSink } from "./exporter.ts";
import type { Cell, ColumnType, Table } from "./table.ts";
import type { TableWriter } from "./table-writer.ts";

/** Rows that are handed on at once. */
const CHUNK_ROWS = 256;

/** 2026-01-01T12:00:00.000250Z, which pandas and DuckDB read as a time. */
function isoTime(microseconds: number): string {
  const milliseconds = Math.floor(microseconds / 1000);
  const rest = String(microseconds - milliseconds * 1000).padStart(3, "0");
  return new Date(milliseconds).toISOString().replace("Z", `${rest}Z`);
}

function csvCell(cell: Cell, type: ColumnType | undefined): CsvCell {
  return type === "timestamp" && typeof cell === "number" ? isoTime(cell) : cell;
}

export class CsvWriter implements TableWriter {
  readonly #types: readonly ColumnType[];
  readonly #sink: ByteSink;
  #rows: (readonly CsvCell[])[];

  constructor(table: Table, sink: ByteSink) {
    this.#types = table.columns.map(({ type }) => type);
    this.#sink = sink;
    this.#rows = [table.columns.map(({ name }) => name)];
  }

  async rows(rows: Iterable<readonly Cell[]>): Promise<void> {
    for (const row of rows) {
      this.#rows.push(row.map((cell, index) => csvCell(cell, this.#types[index])));
      if (this.#rows.length >= CHUNK_ROWS) await this.#write();
    }
  }

  async finish(): Promise<void> {
    await this.#write();
  }

  async #write(): Promise<void> {
    const bytes = Buffer.from(csvLines(this.#rows));
    this.#rows = [];
    await this.#sink.write(bytes);
  }
}
