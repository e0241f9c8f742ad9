/** The formats a recording can be exported to, and one pass over its frames into any of them. */
import type { Frame, RunInfo } from "../model/frame.ts";
import { CsvWriter } from "./csv.ts";
import type { ByteSink, ExportedMark, Exporter } from "./exporter.ts";
import { ParquetTableWriter } from "./parquet.ts";
import { PerfettoExporter } from "./perfetto.ts";
import type { Table } from "./table.ts";
import { TableExporter } from "./table-writer.ts";

export const EXPORT_FORMATS = ["perfetto", "parquet", "csv"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];
export type TableFormat = Exclude<ExportFormat, "perfetto">;

/** A recording as a trace. */
export function traceExporter(info: RunInfo, sink: ByteSink): Exporter {
  return new PerfettoExporter(info, sink);
}

/** A recording as tables, each into a sink of its own. */
export function tableExporter(
  info: RunInfo,
  format: TableFormat,
  outputs: readonly (readonly [Table, ByteSink])[],
): Exporter {
  const createdBy = `copyscope ${info.copyscope}`;
  return new TableExporter(
    outputs.map(([table, sink]) => [
      table,
      format === "csv" ? new CsvWriter(table, sink) : new ParquetTableWriter(table, sink, createdBy),
    ]),
  );
}

/**
 * Reads `frames` to their end into the exporter, one after the other; what they return at their end. `marks` is asked
 * when all frames have been read.
 */
export async function exportFrames<End>(
  frames: AsyncGenerator<Frame, End>,
  marks: () => readonly ExportedMark[],
  exporter: Exporter,
): Promise<End> {
  for (;;) {
    const next = await frames.next();
    if (!next.done) {
      await exporter.frame(next.value);
      continue;
    }
    for (const mark of marks()) await exporter.mark(mark);
    await exporter.finish();
    return next.value;
  }
}
