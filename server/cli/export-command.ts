/** `copyscope export`: a recording for other programs. */
import { type Command, Option } from "commander";
import { EXPORT_FORMATS, type ExportFormat, exportFrames, tableExporter, traceExporter } from "../export/export.ts";
import type { ByteSink, Exporter } from "../export/exporter.ts";
import type { Table } from "../export/table.ts";
import { TABLES } from "../export/tables.ts";
import type { RunInfo } from "../model/frame.ts";
import { openRecording } from "../recording/read-recording.ts";
import { OutputFailure, OutputFiles, standardOutput } from "./byte-output.ts";
import { inputFile, outputFile } from "./file-argument.ts";
import { EXPORT_HELP } from "./help-text.ts";
import { Interrupted, Interruption } from "./interruption.ts";
import { type CliIo, SIGNAL_NUMBERS } from "./io.ts";
import { overwritesInput } from "./output-file.ts";
import { complain, note } from "./say.ts";

interface ExportFlags {
  readonly format: ExportFormat;
  readonly table?: string;
  readonly output?: string;
  readonly force?: boolean;
}

/** What is to be made, and where: one file (null is standard output), or a folder of one file a table. */
type Plan =
  | { readonly kind: "one"; readonly table: Table | null; readonly path: string | null }
  | { readonly kind: "folder"; readonly folder: string };

type Planned = { readonly ok: true; readonly plan: Plan } | { readonly ok: false; readonly message: string };

function planOf({ format, table: name, output }: ExportFlags, io: CliIo): Planned {
  const path = outputFile(output, io);
  if (format === "perfetto" && name !== undefined) {
    return { ok: false, message: "--table chooses a table of csv or parquet; perfetto is one trace." };
  }
  if (format !== "perfetto" && name === undefined) {
    if (path !== null) return { ok: true, plan: { kind: "folder", folder: path } };
    const message = `${format} is one file for each table, so it needs -o DIRECTORY; or choose one with --table ${TABLES[0]?.name}.`;
    return { ok: false, message };
  }
  if (path === null && io.stdout.isTTY === true) {
    return {
      ok: false,
      message: `${format} is not for a terminal: give it a file with -o, or send it on with | or >.`,
    };
  }
  const table = TABLES.find((each) => each.name === name) ?? null;
  return { ok: true, plan: { kind: "one", table, path } };
}

/** The exporter, with its outputs opened. Throws an {@link OutputFailure}. */
async function exporterOf(
  plan: Plan,
  format: ExportFormat,
  info: RunInfo,
  files: OutputFiles,
  io: CliIo,
): Promise<Exporter> {
  if (plan.kind === "one") {
    const sink = plan.path === null ? standardOutput(io) : await files.open(plan.path);
    if (format === "perfetto" || plan.table === null) return traceExporter(info, sink);
    return tableExporter(info, format, [[plan.table, sink]]);
  }
  const outputs: [Table, ByteSink][] = [];
  for (const table of TABLES) outputs.push([table, await files.openIn(plan.folder, `${table.name}.${format}`)]);
  return tableExporter(info, format === "perfetto" ? "csv" : format, outputs);
}

function makesFiles(plan: Plan): boolean {
  return plan.kind === "folder" || plan.path !== null;
}

async function exportRecording(file: string, flags: ExportFlags, io: CliIo): Promise<number> {
  const planned = planOf(flags, io);
  if (!planned.ok) return await complain(io, planned.message, "Try 'copyscope export --help'.");
  const { plan } = planned;
  const itself = await overwritesInput(plan.kind === "one" ? plan.path : null, [inputFile(file, io)]);
  if (itself !== null) return await complain(io, itself);
  const opened = await openRecording(inputFile(file, io));
  if (!opened.ok) return await complain(io, opened.message);
  const { info, frames, said } = opened.recording;
  const files = new OutputFiles(flags.force ?? false);
  const interruption = makesFiles(plan) ? new Interruption(io) : null;
  try {
    const exporter = await exporterOf(plan, flags.format, info, files, io);
    const end = await exportFrames(interruption?.during(frames) ?? frames, () => said.marks, exporter);
    interruption?.check();
    if (end.kind === "damaged") {
      await files.discard();
      return await complain(io, end.message);
    }
    await files.keep();
    if (end.kind === "ended-early") await note(io, end.note);
    return 0;
  } catch (error) {
    await files.discard();
    if (error instanceof Interrupted) return 128 + SIGNAL_NUMBERS[error.signal];
    if (!(error instanceof OutputFailure)) throw error;
    return error.readerIsGone ? 0 : await complain(io, error.message);
  } finally {
    interruption?.stopListening();
    await frames.return({ kind: "ended-early", note: "" });
  }
}

/** Adds `export`; `ended` takes the exit status. */
export function addExportCommand(program: Command, io: CliIo, ended: (status: number) => void): void {
  program
    .command("export")
    .summary("a recording for other programs: Perfetto, Parquet, CSV")
    .description(
      "Writes a recording for other programs: a trace for Perfetto, or tables for DuckDB, pandas and the like.",
    )
    .argument("<FILE>", "a recording; - is standard input")
    .addOption(new Option("--format <FORMAT>", "what to write").choices(EXPORT_FORMATS).makeOptionMandatory())
    .addOption(new Option("--table <TABLE>", "only this table (csv, parquet)").choices(TABLES.map(({ name }) => name)))
    .option("-o, --output <OUT>", "the file (- is standard output); for csv and parquet without --table a directory")
    .option("--force", "overwrite what exists")
    .addHelpText("after", EXPORT_HELP)
    .action(async (file: string, flags: ExportFlags) => ended(await exportRecording(file, flags, io)));
}
