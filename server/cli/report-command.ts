/** `copyscope report`: a recording as text, HTML, Markdown, JSON or CSV. */
import { type Command, Option } from "commander";
import { reportOfFile } from "../recording/report-of-file.ts";
import { CSV_TABLES, type CsvTable } from "../report/csv.ts";
import { inputFile, outputFile } from "./file-argument.ts";
import { REPORT_HELP } from "./help-text.ts";
import type { CliIo } from "./io.ts";
import { overwritesInput, writeOutputFile } from "./output-file.ts";
import { REPORT_FORMATS, type ReportFormat, renderingOf } from "./report-formats.ts";
import { answer, complain, note, takesEmphasis } from "./say.ts";

interface ReportFlags {
  readonly format: ReportFormat;
  readonly output?: string;
  readonly force?: boolean;
  readonly table?: CsvTable;
}

/** Adds `report`; `ended` takes the exit status. */
export function addReportCommand(program: Command, io: CliIo, ended: (status: number) => void): void {
  program
    .command("report")
    .summary("say what a recording holds")
    .description("Says what a recording holds: for the terminal, as a page, for a pull request, or for a program.")
    .argument("<FILE>", "a recording; - is standard input")
    .addOption(new Option("--format <FORMAT>", "how to say it").choices(REPORT_FORMATS).default("text"))
    .option("-o, --output <OUT>", "write to this file instead of standard output (-)")
    .option("--force", "overwrite OUT if it exists")
    .addOption(new Option("--table <TABLE>", "with --format csv: this table alone").choices(CSV_TABLES))
    .addHelpText("after", REPORT_HELP)
    .action(async (file: string, flags: ReportFlags) => {
      const { format, table = null } = flags;
      const [path, out] = [inputFile(file, io), outputFile(flags.output, io)];
      const emphasis = out === null && takesEmphasis(io, io.stdout);
      const terminal = out === null && io.stdout.isTTY === true;
      const rendering = renderingOf({ format, table, terminal, emphasis });
      if (!rendering.ok) return ended(await complain(io, rendering.message));
      const itself = await overwritesInput(out, [path]);
      if (itself !== null) return ended(await complain(io, itself));
      const made = await reportOfFile(path, rendering.steps);
      if (!made.ok) return ended(await complain(io, made.message));
      if (made.note !== null) await note(io, made.note);
      const text = rendering.render(made.report);
      if (out === null) return ended(await answer(io, text));
      const failure = await writeOutputFile(out, text, flags.force ?? false);
      ended(failure === null ? 0 : await complain(io, failure));
    });
}
