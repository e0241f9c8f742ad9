/** `copyscope compare`: runs beside each other, and a gate for CI. */
import { basename } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { compareReports, type RunToCompare } from "../model/compare/compare-reports.ts";
import type { Comparison } from "../model/compare/comparison.ts";
import { comparisonSections } from "../model/compare/comparison-sections.ts";
import { type Condition, type ConditionResult, checkCondition, readCondition } from "../model/compare/condition.ts";
import { reportOfFile } from "../recording/report-of-file.ts";
import { comparisonHtml } from "../report/html.ts";
import { reportPage } from "../report/html-page.ts";
import { harmlessJson } from "../report/json.ts";
import { sectionsMarkdown } from "../report/markdown.ts";
import { sectionsText } from "../report/text.ts";
import { CONDITION_HOLDS, COPYSCOPE_FAILED } from "./exit-code.ts";
import { inputFile, outputFile } from "./file-argument.ts";
import { COMPARE_HELP } from "./help-text.ts";
import type { CliIo } from "./io.ts";
import { overwritesInput, writeOutputFile } from "./output-file.ts";
import { answer, complain, note, takesEmphasis } from "./say.ts";
import { SIDE } from "./subcommand.ts";

const FORMATS = ["text", "html", "md", "json"] as const;

interface CompareFlags {
  readonly format: (typeof FORMATS)[number];
  readonly output?: string;
  readonly force?: boolean;
  readonly failIf?: readonly Condition[];
}

/** Adds `compare`; `ended` takes the exit status. */
export function addCompareCommand(program: Command, io: CliIo, ended: (status: number) => void): void {
  program
    .command("compare")
    .summary("put runs beside each other: what changed, and is it more than noise")
    .description("Compares recordings per MiB delivered and per second, and says in a sentence what changed.")
    .usage("A B [more…] | A… -- B… [options]")
    .argument("<FILE...>", "recordings; `--` between the repetitions of each side")
    .addOption(new Option("--format <FORMAT>", "how to say it").choices(FORMATS).default("text"))
    .option("-o, --output <OUT>", "write to this file instead of standard output (-)")
    .option("--force", "overwrite OUT if it exists")
    .addOption(
      new Option("--fail-if <CONDITION>", "exit with status 1 where this holds; may be given several times").argParser(
        (text: string, before: readonly Condition[] | undefined) => {
          const read = readCondition(text);
          if (!read.ok) throw new InvalidArgumentError(read.message);
          return [...(before ?? []), read.condition];
        },
      ),
    )
    .addHelpText("after", COMPARE_HELP)
    .action(async (words: readonly string[], flags: CompareFlags) => ended(await compare(words, flags, io)));
}

async function compare(words: readonly string[], flags: CompareFlags, io: CliIo): Promise<number> {
  const sides = sidesOf(words);
  if (sides === null)
    return await complain(io, "Give recordings of two sides at least.", "Try 'copyscope compare --help'.");
  const output = outputFile(flags.output, io);
  const emphasis = output === null && takesEmphasis(io, io.stdout);
  const rendering = renderingOf(flags.format, output === null && io.stdout.isTTY === true, emphasis);
  if (!rendering.ok) return await complain(io, rendering.message);
  const itself = await overwritesInput(
    output,
    sides.flat().map((file) => inputFile(file, io)),
  );
  if (itself !== null) return await complain(io, itself);
  const runs: RunToCompare[][] = [];
  for (const files of sides) {
    const side: RunToCompare[] = [];
    for (const file of files) {
      const made = await reportOfFile(inputFile(file, io));
      if (!made.ok) return await complain(io, made.message);
      side.push({ file: basename(file), title: made.title, report: made.report });
    }
    runs.push(side);
  }
  const comparison = compareReports(runs);
  const results = (flags.failIf ?? []).flatMap((condition) => checkCondition(condition, comparison));
  const text = rendering.render(comparison, results);
  const failure = output === null ? null : await writeOutputFile(output, text, flags.force ?? false);
  if (failure !== null) return await complain(io, failure);
  const status = output === null ? await answer(io, text) : 0;
  return status === 0 ? await gate(results, io) : status;
}

/** The files of each side: those between `--`, or without any each file a side. Null where there are not two. */
function sidesOf(words: readonly string[]): readonly (readonly string[])[] | null {
  const sides = words.includes(SIDE)
    ? words.reduce<string[][]>(
        (all, word) => {
          if (word === SIDE) all.push([]);
          else all.at(-1)?.push(word);
          return all;
        },
        [[]],
      )
    : words.map((word) => [word]);
  return sides.length < 2 || sides.some((side) => side.length === 0) ? null : sides;
}

type Rendering =
  | { readonly ok: true; readonly render: (comparison: Comparison, conditions: readonly ConditionResult[]) => string }
  | { readonly ok: false; readonly message: string };

/** `terminal`: it would be shown by one. */
function renderingOf(format: CompareFlags["format"], terminal: boolean, emphasis: boolean): Rendering {
  switch (format) {
    case "text":
      return { ok: true, render: (comparison) => sectionsText(comparisonSections(comparison), { emphasis }) };
    case "md":
      return {
        ok: true,
        render: (comparison) => sectionsMarkdown(comparisonSections(comparison), 3, "Flows and distributions"),
      };
    case "json":
      return { ok: true, render: (comparison, conditions) => harmlessJson({ ...comparison, conditions }) };
    case "html": {
      const made = reportPage(terminal);
      if (!made.ok) return made;
      return { ok: true, render: (comparison, conditions) => comparisonHtml(comparison, conditions, made.page) };
    }
  }
}

/** Says which conditions hold. One that nobody can judge must not pass for one that does not hold. */
async function gate(results: readonly ConditionResult[], io: CliIo): Promise<number> {
  let status = 0;
  for (const { condition, side, holds, found } of results) {
    const verdict = holds === null ? "cannot be judged" : holds ? "holds: failed" : "does not hold: passed";
    await note(io, `${condition} on ${side} ${verdict} (${found}).`);
    if (holds === null) status = COPYSCOPE_FAILED;
    else if (holds && status === 0) status = CONDITION_HOLDS;
  }
  return status;
}
