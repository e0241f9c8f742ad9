/**
 * The command line: words in, exit status out. Nothing here ends the process. Whatever goes wrong is a
 * sentence on standard error; a stack trace is never what a user needs.
 */
import { Command, CommanderError } from "commander";
import { WHAT_IT_COUNTS } from "./help-text.ts";
import type { CliIo } from "./io.ts";
import { nodeIo } from "./node-io.ts";
import type { CliParts } from "./parts.ts";
import { realParts } from "./real-parts.ts";
import { answer, complain } from "./say.ts";
import { SIDE, withSubcommand } from "./subcommand.ts";
import { addSubcommands } from "./subcommands.ts";

/** Runs what `argv` (without node and script) asks for; the exit status. */
export async function runCli(
  argv: readonly string[],
  io: CliIo = nodeIo(),
  parts: CliParts = realParts(io.directory),
): Promise<number> {
  const { words, command } = splitAtCommand(withSubcommand(argv));
  let status = 0;
  const ended = (code: number) => {
    status = code;
  };
  const help: string[] = [];
  const program = new Command("copyscope")
    .exitOverride()
    .configureOutput({ writeOut: (text) => help.push(text), writeErr: () => {}, outputError: () => {} })
    .description("Shows how a workload's data moves: what the CPU copies, what it does not, and what it costs.")
    .version(parts.version)
    .helpCommand(true)
    .addHelpText("after", WHAT_IT_COUNTS);
  await addSubcommands(words[0], { program, command, io, parts, ended });
  try {
    await program.parseAsync([...words], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) return await complain(io, ...unexpected(error));
    if (error.exitCode !== 0) return await complain(io, usageSentence(error.message), helpHint(words, program));
  }
  return help.length === 0 ? status : await answer(io, help.join(""));
}

interface SplitWords {
  /** What is copyscope's to read. */
  readonly words: readonly string[];
  /** What stood after `--` of `live` or `record`, untouched; null where there was no `--`. */
  readonly command: readonly string[] | null;
}

function splitAtCommand(argv: readonly string[]): SplitWords {
  if (argv[0] === "compare") return { words: argv.map((word) => (word === "--" ? SIDE : word)), command: null };
  const at = argv[0] === "live" || argv[0] === "record" ? argv.indexOf("--") : -1;
  if (at === -1) return { words: argv, command: null };
  return { words: argv.slice(0, at), command: argv.slice(at + 1) };
}

/** Commander's message as a sentence: `error: unknown option '--x'\n(Did you mean --y?)`. */
function usageSentence(message: string): string {
  const line = message.replace(/^error: /, "").replaceAll("\n", " ");
  if (line.startsWith("too many arguments for 'record'")) return "A command to record stands after --.";
  if (line.startsWith("too many arguments for 'live'")) return "A command to watch stands after --.";
  return line;
}

function helpHint(words: readonly string[], program: Command): string {
  const names: string[] = [];
  for (let at: Command | undefined = program; at !== undefined; ) {
    at = at.commands.find((each) => each.name() === words[names.length]);
    if (at !== undefined) names.push(at.name());
  }
  return `Try '${["copyscope", ...names, "--help"].join(" ")}'.`;
}

function unexpected(error: unknown): readonly [message: string, remedy: string] {
  const what = error instanceof Error ? error.message : String(error);
  return [`something that should not happen happened: ${what}`, "This is a fault of copyscope: please report it."];
}
