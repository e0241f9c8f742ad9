/** `copyscope report`: a recording as text, HTML, Markdown, JSON or CSV. */
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { type Command, Option } from "commander";
import { withCalibration } from "../calibrate/stored.ts";
import type { RunEnd } from "../model/frame.ts";
import type { RunSteps } from "../model/live/run-steps.ts";
import type { Report } from "../model/report.ts";
import { ReportAccumulator } from "../model/report-from-frames.ts";
import { openRecording } from "../recording/read-recording.ts";
import { CSV_TABLES, type CsvTable } from "../report/csv.ts";
import { REPORT_HELP } from "./help-text.ts";
import type { CliIo } from "./io.ts";
import { writeOutputFile } from "./output-file.ts";
import { REPORT_FORMATS, type ReportFormat, renderingOf } from "./report-formats.ts";
import { answer, complain, note, takesEmphasis } from "./say.ts";

interface ReportFlags {
  readonly format: ReportFormat;
  readonly output?: string;
  readonly force?: boolean;
  readonly table?: CsvTable;
}

type ReportOfFile =
  | { readonly ok: true; readonly report: Report; readonly note: string | null }
  | { readonly ok: false; readonly message: string };

/** The report of the recording at `path`; fails with a sentence. Its frames go to `steps` too, where there are any. */
async function reportOfFile(path: string, steps: RunSteps | null): Promise<ReportOfFile> {
  const opened = await openRecording(path);
  if (!opened.ok) return opened;
  const { recording } = opened;
  const accumulator = new ReportAccumulator(await withCalibration(recording.info));
  const parts = steps !== null && (await isSmall(path)) ? recording.frames : recording.sums();
  let end: RunEnd | null = null;
  let early: string | null = null;
  for (;;) {
    const next = await parts.next();
    if (!next.done) {
      const { frame, count } = "frame" in next.value ? next.value : { frame: next.value, count: 1 };
      accumulator.add(frame, count);
      steps?.add(frame, count);
      continue;
    }
    if (next.value.kind === "damaged") return { ok: false, message: next.value.message };
    if (next.value.kind === "whole") end = next.value.end;
    else early = next.value.note;
    accumulator.mark(recording.said.marks);
    return { ok: true, report: accumulator.report(end, early), note: early };
  }
}

/** Frame by frame, this much is read in about a second. What is larger is drawn in the recording's own sums. */
const SMALL_BYTES = 3 * 2 ** 20;

async function isSmall(path: string): Promise<boolean> {
  const { size } = await stat(path);
  return size <= SMALL_BYTES;
}

/** Adds `report`; `ended` takes the exit status. */
export function addReportCommand(program: Command, io: CliIo, ended: (status: number) => void): void {
  program
    .command("report")
    .summary("say what a recording holds")
    .description("Says what a recording holds: for the terminal, as a page, for a pull request, or for a program.")
    .argument("<FILE>", "a recording")
    .addOption(new Option("--format <FORMAT>", "how to say it").choices(REPORT_FORMATS).default("text"))
    .option("-o, --output <OUT>", "write to this file instead of standard output")
    .option("--force", "overwrite OUT if it exists")
    .addOption(new Option("--table <TABLE>", "with --format csv: this table alone").choices(CSV_TABLES))
    .addHelpText("after", REPORT_HELP)
    .action(async (file: string, flags: ReportFlags) => {
      const { format, table = null, output } = flags;
      const emphasis = output === undefined && takesEmphasis(io, io.stdout);
      const terminal = output === undefined && io.stdout.isTTY === true;
      const rendering = renderingOf({ format, table, terminal, emphasis });
      if (!rendering.ok) return ended(await complain(io, rendering.message));
      const made = await reportOfFile(resolve(io.directory, file), rendering.steps);
      if (!made.ok) return ended(await complain(io, made.message));
      if (made.note !== null) await note(io, made.note);
      const text = rendering.render(made.report);
      if (output === undefined) return ended(await answer(io, text));
      const failure = await writeOutputFile(resolve(io.directory, output), text, flags.force ?? false);
      ended(failure === null ? 0 : await complain(io, failure));
    });
}
