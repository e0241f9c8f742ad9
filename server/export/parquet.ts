/**
 * Tables as Parquet (https://parquet.apache.org/docs/file-format/), written by hyparquet-writer: JavaScript alone,
 * no dependency but its reader, and it writes row group by row group, so that memory does not grow with the recording.
 * (parquet-wasm brings 5 MB of WebAssembly and wants whole Arrow tables; @dsnp/parquetjs brings thrift and a
 * compressor in WebAssembly.) The tests read it back with DuckDB.
 *
 * Counts are INT64, which holds every count exactly; times are microseconds in UTC; every column may be null.
 * Compression is Snappy. Text is UTF-8: what is no Unicode (a lone surrogate) becomes U+FFFD.
 */
import { ByteWriter, ParquetWriter, type SchemaElement } from "hyparquet-writer";
import type { ByteSink } from "./exporter.ts";
import type { Cell, Column, ColumnType, Table } from "./table.ts";
import type { TableWriter } from "./table-writer.ts";

/** Rows in a row group: a few megabytes of memory a table. */
const GROUP_ROWS = 16_384;

const ELEMENTS: Readonly<Record<ColumnType, Omit<SchemaElement, "name">>> = {
  timestamp: {
    type: "INT64",
    converted_type: "TIMESTAMP_MICROS",
    logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "MICROS" },
  },
  int64: { type: "INT64" },
  double: { type: "DOUBLE" },
  text: { type: "BYTE_ARRAY", converted_type: "UTF8", logical_type: { type: "STRING" } },
};

function schemaOf(columns: readonly Column[]): SchemaElement[] {
  const leaves = columns.map(
    ({ name, type }): SchemaElement => ({ name, repetition_type: "OPTIONAL", ...ELEMENTS[type] }),
  );
  return [{ name: "schema", num_children: columns.length }, ...leaves];
}

/** hyparquet-writer's buffer, handed on after each row group. */
class SinkWriter extends ByteWriter {
  readonly #sink: ByteSink;

  constructor(sink: ByteSink) {
    super();
    this.#sink = sink;
  }

  async flush(): Promise<void> {
    const bytes = this.getBytes().slice();
    this.index = 0;
    await this.#sink.write(bytes);
  }

  override finish(): Promise<void> {
    return this.flush();
  }
}

/** Most counts are small: theirs are made once, and not a million times an export. */
const SMALL = Array.from({ length: 65_536 }, (_, count) => BigInt(count));

function int64(cell: Cell): unknown {
  return typeof cell === "number" ? (SMALL[cell] ?? BigInt(cell)) : cell;
}

/**
 * One column of a row group. hyparquet-writer wants 64-bit integers as BigInt; they are made when it comes to the
 * column, so that those of one column are in memory and not those of all.
 */
class GroupColumn {
  readonly name: string;
  /** A reader that looks for a time skips whole row groups by them; nobody does so by other columns. */
  readonly statistics: boolean;
  readonly offsetIndex = false;
  readonly cells: Cell[] = [];
  readonly #isInteger: boolean;

  constructor({ name, type }: Column) {
    this.name = name;
    this.statistics = type === "timestamp";
    this.#isInteger = type === "int64" || type === "timestamp";
  }

  get data(): unknown[] {
    return this.#isInteger ? this.cells.map(int64) : this.cells;
  }
}

export class ParquetTableWriter implements TableWriter {
  readonly #table: Table;
  readonly #parquet: ParquetWriter;
  #group: readonly GroupColumn[] = [];
  #rows = 0;

  constructor(table: Table, sink: ByteSink, createdBy: string) {
    this.#table = table;
    this.#parquet = new ParquetWriter({ writer: new SinkWriter(sink), schema: schemaOf(table.columns), createdBy });
    this.#begin();
  }

  async rows(rows: Iterable<readonly Cell[]>): Promise<void> {
    for (const row of rows) {
      for (let index = 0; index < row.length; index++) this.#group[index]?.cells.push(row[index] ?? null);
      this.#rows++;
      if (this.#rows >= GROUP_ROWS) await this.#writeGroup();
    }
  }

  async finish(): Promise<void> {
    await this.#writeGroup();
    await this.#parquet.finish();
  }

  #begin(): void {
    this.#group = this.#table.columns.map((column) => new GroupColumn(column));
    this.#rows = 0;
  }

  async #writeGroup(): Promise<void> {
    if (this.#rows === 0) return;
    const columnData = [...this.#group];
    this.#begin();
    await this.#parquet.write({ columnData, rowGroupSize: GROUP_ROWS });
  }
}
