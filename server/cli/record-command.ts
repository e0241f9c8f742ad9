/** The options of `copyscope record`. */
import { type Command, Option } from "commander";
import { addCaptureOptions, type CaptureFlags, captureOptions } from "./capture-options.ts";
import { RECORD_HELP } from "./help-text.ts";
import type { CliIo } from "./io.ts";
import { positiveNumber, size } from "./numbers.ts";
import type { CliParts } from "./parts.ts";
import { record } from "./record.ts";
import { complain } from "./say.ts";
import { addScopeOptions, chosenScope } from "./scope-options.ts";

/** A timer of Node holds 2^31 - 1 milliseconds, which is 24.8 days. */
const LONGEST_DURATION = 2_000_000;

interface RecordFlags extends CaptureFlags {
  readonly output?: string;
  readonly duration?: number;
  readonly maxSize?: number;
  readonly force?: boolean;
  readonly status?: boolean;
}

/** Adds `record`. `command`: the words after `--`, or null; `ended` takes the exit status. */
export function addRecordCommand(
  program: Command,
  command: readonly string[] | null,
  io: CliIo,
  parts: CliParts,
  ended: (status: number) => void,
): void {
  addCaptureOptions(addScopeOptions(program.command("record")))
    .summary("record a workload, and print a summary at its end")
    .description("Records how the data of a workload moves, and prints a summary at its end.")
    .usage("[SCOPE] [options] [-- COMMAND …]")
    .option("-o, --output <FILE>", "where the recording goes (a name is made if not given)")
    .option("--force", "overwrite FILE if it exists")
    .addOption(
      new Option("--duration <S>", "end after so many seconds").argParser(positiveNumber("seconds", LONGEST_DURATION)),
    )
    .addOption(
      new Option("--max-size <SIZE>", "end the recording at this size (200MiB); COMMAND goes on").argParser(size),
    )
    .option("--status", "show the live status line even where COMMAND writes to the same terminal")
    .option("--no-status", "do not show it")
    .addHelpText("after", RECORD_HELP)
    .action(async (flags: RecordFlags) => {
      const chosen = chosenScope(flags, command);
      if (!chosen.ok) return ended(await complain(io, chosen.message, "Try 'copyscope record --help'."));
      const options = {
        capture: captureOptions(chosen.scope, flags),
        output: flags.output ?? null,
        force: flags.force ?? false,
        durationSeconds: flags.duration ?? null,
        maxBytes: flags.maxSize ?? null,
        status: flags.status ?? null,
      };
      ended(await record(options, io, parts));
    });
}
