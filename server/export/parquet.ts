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

function value(cell: Cell, type: ColumnType): unknown {
  return typeof cell === "number" && type !== "double" ? BigInt(cell) : cell;
}

export class ParquetTableWriter implements TableWriter {
  readonly #columns: readonly Column[];
  readonly #parquet: ParquetWriter;
  #data: unknown[][];

  constructor(table: Table, sink: ByteSink, createdBy: string) {
    this.#columns = table.columns;
    this.#data = table.columns.map(() => []);
    this.#parquet = new ParquetWriter({ writer: new SinkWriter(sink), schema: schemaOf(table.columns), createdBy });
  }

  async rows(rows: Iterable<readonly Cell[]>): Promise<void> {
    for (const row of rows) {
      this.#columns.forEach(({ type }, index) => {
        this.#data[index]?.push(value(row[index] ?? null, type));
      });
      if ((this.#data[0]?.length ?? 0) >= GROUP_ROWS) await this.#writeGroup();
    }
  }

  async finish(): Promise<void> {
    await this.#writeGroup();
    await this.#parquet.finish();
  }

  async #writeGroup(): Promise<void> {
    const data = this.#data;
    if ((data[0]?.length ?? 0) === 0) return;
    this.#data = this.#columns.map(() => []);
    const columnData = this.#columns.map(({ name }, index) => ({ name, data: data[index] ?? [] }));
    await this.#parquet.write({ columnData, rowGroupSize: GROUP_ROWS });
  }
}
