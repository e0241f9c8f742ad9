/** One table being written, in some format. */
import type { Frame } from "../model/frame.ts";
import type { Exporter } from "./exporter.ts";
import type { Cell, Table } from "./table.ts";

export interface TableWriter {
  rows(rows: Iterable<readonly Cell[]>): Promise<void>;
  /** After the last row. */
  finish(): Promise<void>;
}

/** Writes tables, each with its own writer, from one pass over the frames. Marks are in no table. */
export class TableExporter implements Exporter {
  readonly #writers: readonly (readonly [Table, TableWriter])[];

  constructor(writers: readonly (readonly [Table, TableWriter])[]) {
    this.#writers = writers;
  }

  async frame(frame: Frame): Promise<void> {
    for (const [table, writer] of this.#writers) await writer.rows(table.rows(frame));
  }

  async mark(): Promise<void> {}

  async finish(): Promise<void> {
    for (const [, writer] of this.#writers) await writer.finish();
  }
}
