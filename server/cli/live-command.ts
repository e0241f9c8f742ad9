/** The options of `copyscope live`, which is also what `copyscope` alone does. */
import { resolve } from "node:path";
import { type Command, Option } from "commander";
import { USUAL_PORT } from "../live/listen.ts";
import { addCaptureOptions, type CaptureFlags, captureOptions } from "./capture-options.ts";
import { LIVE_HELP } from "./help-text.ts";
import type { CliIo } from "./io.ts";
import { live, type RecordingsPlace } from "./live.ts";
import { size, span, wholeNumber } from "./numbers.ts";
import type { CliParts } from "./parts.ts";
import { complain } from "./say.ts";
import { addScopeOptions, chosenScope } from "./scope-options.ts";

interface LiveFlags extends CaptureFlags {
  readonly port?: number;
  readonly host: string;
  readonly recordings: string;
  readonly maxSize?: number;
  readonly keepFor?: number;
  readonly keepSize?: number;
}

function recordingsPlace({ recordings, maxSize, keepFor, keepSize }: LiveFlags, io: CliIo): RecordingsPlace {
  const olderThanMs = keepFor === undefined ? null : keepFor * 1000;
  const limits = { maxBytes: maxSize ?? null, keep: { olderThanMs, largerThanBytes: keepSize ?? null } };
  return { directory: resolve(io.directory, recordings), limits };
}

/** Adds `live`. `command`: the words after `--`, or null; `ended` takes the exit status. */
export function addLiveCommand(
  program: Command,
  command: readonly string[] | null,
  io: CliIo,
  parts: CliParts,
  ended: (status: number) => void,
): void {
  addCaptureOptions(addScopeOptions(program.command("live")))
    .summary("show the dashboard beside a workload (what copyscope does when no subcommand is given)")
    .description("Serves the dashboard, beside a workload that runs or that it starts.")
    .usage("[SCOPE] [options] [-- COMMAND …]")
    .addOption(
      new Option(
        "--port <N>",
        `where to listen; 0: any that is free (${USUAL_PORT} or the next free one if not given)`,
      ).argParser(wholeNumber("port numbers", 0, 65_535)),
    )
    .addOption(
      new Option("--host <ADDRESS>", "on which address to listen; others than this machine can then watch").default(
        "127.0.0.1",
      ),
    )
    .option("--recordings <DIR>", "where recordings go that are started on the page", ".")
    .addOption(new Option("--max-size <SIZE>", "end each at this size (200MiB)").argParser(size))
    .addOption(new Option("--keep-for <TIME>", "delete those not changed for so long (30d)").argParser(span))
    .addOption(new Option("--keep-size <SIZE>", "delete the oldest, until all take no more (5GiB)").argParser(size))
    .addHelpText("after", LIVE_HELP)
    .action(async (flags: LiveFlags) => {
      const chosen = chosenScope(flags, command);
      if (!chosen.ok) return ended(await complain(io, chosen.message, "Try 'copyscope live --help'."));
      const place = { host: flags.host, port: flags.port ?? null };
      ended(await live(captureOptions(chosen.scope, flags), place, recordingsPlace(flags, io), io, parts));
    });
}
