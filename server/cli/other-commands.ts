/** `copyscope lab`, `doctor` and `probes`: thin, for the work is elsewhere. */
import { type Command, Option } from "commander";
import type { Detail } from "../model/frame.ts";
import { harmlessJson } from "../report/json.ts";
import { DOCTOR_FOUND_FAULTS } from "./exit-code.ts";
import { LAB_HELP, PROBES_HELP } from "./help-text.ts";
import type { CliIo } from "./io.ts";
import { type Answer, type CliParts, LAB_FORMATS, type LabFormat } from "./parts.ts";
import { answer, complain, note, takesEmphasis } from "./say.ts";
import { addScopeOptions, chosenScope, type ScopeFlags } from "./scope-options.ts";

async function answered(made: Answer, io: CliIo): Promise<number> {
  if (!made.ok) return await complain(io, made.message, made.remedy);
  for (const line of made.notes ?? []) await note(io, line);
  return await answer(io, made.text);
}

/** Declares `copyscope lab`; `ended` gets the exit status. */
export function addLabCommand(program: Command, io: CliIo, parts: CliParts, ended: (status: number) => void): void {
  program
    .command("lab")
    .summary("measure the textbook's transfers on this machine")
    .description("Measures the ways to move a file, on this machine.")
    .argument("[TRANSFER...]", "which transfers")
    .addOption(new Option("--format <FORMAT>", "how to print the table").choices(LAB_FORMATS).default("table"))
    .addHelpText("after", LAB_HELP)
    .action(async (transfers: readonly string[], flags: { readonly format: LabFormat }) => {
      const say = (line: string) => void note(io, line);
      ended(await answered(await parts.lab(transfers, flags.format, say), io));
    });
}

/** Declares `copyscope doctor`; `ended` gets the exit status, which says whether faults were found. */
export function addDoctorCommand(program: Command, io: CliIo, parts: CliParts, ended: (status: number) => void): void {
  program
    .command("doctor")
    .summary("check whether this machine can trace, and say what to do")
    .description("Checks kernel, tracing files, bpftrace and privileges, with a remedy for each failure.")
    .option("--json", "for a program")
    .addHelpText("after", `\nExit status: 0 when copyscope can work here, ${DOCTOR_FOUND_FAULTS} when not.`)
    .action(async (flags: { readonly json?: boolean }) => {
      const { healthy, text, json } = await parts.doctor(takesEmphasis(io, io.stdout));
      const status = await answer(io, flags.json === true ? harmlessJson(json) : text);
      ended(status === 0 && !healthy ? DOCTOR_FOUND_FAULTS : status);
    });
}

/** Declares `copyscope probes`; `ended` gets the exit status. */
export function addProbesCommand(program: Command, io: CliIo, parts: CliParts, ended: (status: number) => void): void {
  addScopeOptions(program.command("probes"))
    .summary("print the bpftrace program that would run")
    .description("Prints the composed bpftrace program for a scope and a detail.")
    .addHelpText("after", PROBES_HELP)
    .action(async (flags: ScopeFlags & { readonly detail: Detail }) => {
      const chosen = chosenScope(flags, null);
      if (!chosen.ok) return ended(await complain(io, chosen.message));
      ended(await answered(await parts.program(chosen.scope, flags.detail), io));
    });
}
