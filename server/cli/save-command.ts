/** `copyscope save`: asks a running dashboard to keep its last minutes as a recording. */
import { type Command, Option } from "commander";
import { z } from "zod";
import { USUAL_PORT } from "../live/listen.ts";
import { savedAnswerSchema } from "../model/live/protocol-schemas.ts";
import { safeForTerminal } from "../model/safe-text.ts";
import { formatSeconds, plural } from "../model/units.ts";
import { SAVE_HELP } from "./help-text.ts";
import type { CliIo } from "./io.ts";
import { span, wholeNumber } from "./numbers.ts";
import { answer, complain, note } from "./say.ts";

interface SaveFlags {
  readonly last: number;
  readonly port: number;
  readonly host: string;
}

/** Declares `copyscope save`; `ended` gets the exit status. */
export function addSaveCommand(program: Command, io: CliIo, ended: (status: number) => void): void {
  program
    .command("save")
    .summary("keep the last minutes of a running dashboard as a recording")
    .description("Asks a running dashboard to write what it has in memory into a recording.")
    .addOption(new Option("--last <TIME>", "how much (90s, 5m)").argParser(span).default(300, "5m"))
    .addOption(
      new Option("--port <N>", "where the dashboard listens")
        .argParser(wholeNumber("port numbers", 1, 65_535))
        .default(USUAL_PORT),
    )
    .addOption(new Option("--host <ADDRESS>", "on which address").default("127.0.0.1"))
    .addHelpText("after", SAVE_HELP)
    .action(async (flags: SaveFlags) => ended(await save(flags, io)));
}

async function save({ last, port, host }: SaveFlags, io: CliIo): Promise<number> {
  const where = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  let status: number;
  let body: unknown;
  try {
    const response = await fetch(`http://${where}/api/save`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ last }),
    });
    status = response.status;
    body = await response.json();
  } catch {
    const remedy = `Start one with 'copyscope', or say with --port where it listens.`;
    return await complain(io, `no dashboard of copyscope answers at ${safeForTerminal(where)}`, remedy);
  }
  const saved = savedAnswerSchema.safeParse(body);
  if (status !== 201 || !saved.success) {
    const refusal = z.object({ message: z.string() }).safeParse(body);
    return await complain(io, refusal.success ? refusal.data.message : "what answers there is no copyscope");
  }
  const { file, from, to, frames } = saved.data;
  await note(io, `${formatSeconds((to - from) / 1000)}, ${plural(frames, "interval")}, in the dashboard's directory:`);
  return await answer(io, `${safeForTerminal(file)}\n`);
}
