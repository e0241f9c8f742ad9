/** The options of `copyscope live`, which is also what `copyscope` alone does. */
import { type Command, Option } from "commander";
import { USUAL_PORT } from "../live/listen.ts";
import { addCaptureOptions, type CaptureFlags, captureOptions } from "./capture-options.ts";
import { LIVE_HELP } from "./help-text.ts";
import type { CliIo } from "./io.ts";
import { live } from "./live.ts";
import { wholeNumber } from "./numbers.ts";
import type { CliParts } from "./parts.ts";
import { complain } from "./say.ts";
import { addScopeOptions, chosenScope } from "./scope-options.ts";

interface LiveFlags extends CaptureFlags {
  readonly port?: number;
  readonly host: string;
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
    .addHelpText("after", LIVE_HELP)
    .action(async (flags: LiveFlags) => {
      const chosen = chosenScope(flags, command);
      if (!chosen.ok) return ended(await complain(io, chosen.message, "Try 'copyscope live --help'."));
      const place = { host: flags.host, port: flags.port ?? null };
      ended(await live(captureOptions(chosen.scope, flags), place, io, parts));
    });
}
