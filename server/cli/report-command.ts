/** `copyscope report`: a recording as text, Markdown, JSON or CSV. */
import { resolve } from "node:path";
import { type Command, Option } from "commander";
import { withCalibration } from "../calibrate/stored.ts";
import type { RunEnd } from "../model/frame.ts";
import type { Report } from "../model/report.ts";
import { ReportAccumulator } from "../model/report-from-frames.ts";
import { openRecording } from "../recording/read-recording.ts";
import { CSV_TABLES, type CsvTable, reportCsv } from "../report/csv.ts";
import { reportJson } from "../report/json.ts";
import { reportMarkdown } from "../report/markdown.ts";
import { reportText } from "../report/text.ts";
import { REPORT_HELP } from "./help-text.ts";
import type { CliIo } from "./io.ts";
import { writeOutputFile } from "./output-file.ts";
import { answer, complain, note, takesEmphasis } from "./say.ts";

const FORMATS = ["text", "md", "json", "csv"] as const;
type Format = (typeof FORMATS)[number];

interface ReportFlags {
  readonly format: Format;
  readonly output?: string;
  readonly force?: boolean;
  readonly table?: CsvTable;
}

type ReportOfFile =
  | { readonly ok: true; readonly report: Report; readonly note: string | null }
  | { readonly ok: false; readonly message: string };

/** The report of the recording at `path`; fails with a sentence. */
async function reportOfFile(path: string): Promise<ReportOfFile> {
  const opened = await openRecording(path);
  if (!opened.ok) return opened;
  const accumulator = new ReportAccumulator(await withCalibration(opened.recording.info));
  const sums = opened.recording.sums();
  let end: RunEnd | null = null;
  let early: string | null = null;
  for (;;) {
    const next = await sums.next();
    if (!next.done) {
      accumulator.add(next.value.frame, next.value.count);
      continue;
    }
    if (next.value.kind === "damaged") return { ok: false, message: next.value.message };
    if (next.value.kind === "whole") end = next.value.end;
    else early = next.value.note;
    accumulator.mark(opened.recording.said.marks);
    return { ok: true, report: accumulator.report(end, early), note: early };
  }
}

function rendered(report: Report, { format, table }: ReportFlags, emphasis: boolean): string {
  switch (format) {
    case "text":
      return reportText(report, { emphasis });
    case "md":
      return reportMarkdown(report);
    case "json":
      return reportJson(report);
    case "csv":
      return reportCsv(report, table ?? null);
  }
}

/** Adds `report`; `ended` takes the exit status. */
export function addReportCommand(program: Command, io: CliIo, ended: (status: number) => void): void {
  program
    .command("report")
    .summary("say what a recording holds")
    .description("Says what a recording holds: for the terminal, for a pull request, or for a program.")
    .argument("<FILE>", "a recording")
    .addOption(new Option("--format <FORMAT>", "how to say it").choices(FORMATS).default("text"))
    .option("-o, --output <OUT>", "write to this file instead of standard output")
    .option("--force", "overwrite OUT if it exists")
    .addOption(new Option("--table <TABLE>", "with --format csv: this table alone").choices(CSV_TABLES))
    .addHelpText("after", REPORT_HELP)
    .action(async (file: string, flags: ReportFlags) => {
      if (flags.table !== undefined && flags.format !== "csv") {
        return ended(await complain(io, "--table goes with --format csv only."));
      }
      const made = await reportOfFile(resolve(io.directory, file));
      if (!made.ok) return ended(await complain(io, made.message));
      if (made.note !== null) await note(io, made.note);
      const emphasis = flags.output === undefined && takesEmphasis(io, io.stdout);
      const text = rendered(made.report, flags, emphasis);
      if (flags.output === undefined) return ended(await answer(io, text));
      const failure = await writeOutputFile(resolve(io.directory, flags.output), text, flags.force ?? false);
      ended(failure === null ? 0 : await complain(io, failure));
    });
}
