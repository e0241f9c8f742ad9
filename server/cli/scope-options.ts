/** SCOPE on the command line: one of --pid, --comm, --cgroup, --system, or a command after `--`. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { bytesFromWord } from "../launch/raw-words.ts";
import { DETAILS, type Scope } from "../model/frame.ts";
import { wholeNumber } from "./numbers.ts";

/** Largest pid that Linux gives out (PID_MAX_LIMIT in include/linux/threads.h). */
const LARGEST_PID = 4_194_304;
/** The kernel keeps 15 bytes of a command's name and a NUL (TASK_COMM_LEN in include/linux/sched.h). */
const LONGEST_COMM = 15;

export interface ScopeFlags {
  readonly pid?: number;
  readonly comm?: string;
  readonly cgroup?: string;
  readonly system?: boolean;
}

function commName(text: string): string {
  if (text === "") throw new InvalidArgumentError("Give a name.");
  if (bytesFromWord(text).length > LONGEST_COMM) {
    throw new InvalidArgumentError(`The kernel keeps ${LONGEST_COMM} bytes of a command's name; give those.`);
  }
  return text;
}

function cgroupPath(text: string): string {
  if (text === "") throw new InvalidArgumentError("Give a path.");
  return text;
}

/** Adds the four scope options, of which one at most may be given, and --detail. */
export function addScopeOptions(command: Command): Command {
  return command
    .addOption(
      new Option("--pid <N>", "watch process N and all its descendants")
        .argParser(wholeNumber("process numbers", 1, LARGEST_PID))
        .conflicts(["comm", "cgroup", "system"]),
    )
    .addOption(
      new Option("--comm <NAME>", "watch every process of this command name")
        .argParser(commName)
        .conflicts(["cgroup", "system"]),
    )
    .addOption(
      new Option("--cgroup <PATH>", "watch every process in this cgroup (v2) and below")
        .argParser(cgroupPath)
        .conflicts(["system"]),
    )
    .addOption(new Option("--system", "watch the whole system, copyscope itself left out"))
    .addOption(
      new Option(
        "--detail <DETAIL>",
        "counts: calls, bytes, switches, faults; full: also the time split, sizes and latencies; events: also single calls and switches, for a while",
      )
        .choices(DETAILS)
        .default("full"),
    );
}

export type ChosenScope =
  | { readonly ok: true; readonly scope: Scope }
  | { readonly ok: false; readonly message: string };

/** The scope that was asked for; the whole system where none was. `command`: what stood after `--`, if it stood there. */
export function chosenScope(flags: ScopeFlags, command: readonly string[] | null): ChosenScope {
  const given = flaggedScope(flags);
  if (command === null) return { ok: true, scope: given?.scope ?? { kind: "system" } };
  if (given !== null) {
    return { ok: false, message: `A command after -- is a scope of its own, so ${given.flag} cannot stand beside it.` };
  }
  if (command.length === 0) return { ok: false, message: "Nothing stands after --, where a command was expected." };
  return { ok: true, scope: { kind: "command", argv: command } };
}

function flaggedScope({ pid, comm, cgroup, system }: ScopeFlags): { flag: string; scope: Scope } | null {
  if (pid !== undefined) return { flag: "--pid", scope: { kind: "pid", pid } };
  if (comm !== undefined) return { flag: "--comm", scope: { kind: "comm", comm } };
  if (cgroup !== undefined) return { flag: "--cgroup", scope: { kind: "cgroup", path: cgroup } };
  return system === true ? { flag: "--system", scope: { kind: "system" } } : null;
}
