/**
 * The subcommands, in the order of the help. Each is loaded when it is asked for: together they take half a second, which
 * a command that waits to be recorded would wait too.
 */
import type { Command } from "commander";
import type { CliIo } from "./io.ts";
import type { CliParts } from "./parts.ts";

/** What a subcommand is added to, and with. */
interface Adding {
  readonly program: Command;
  /** The words after `--`, or null. */
  readonly command: readonly string[] | null;
  readonly io: CliIo;
  readonly parts: CliParts;
  /** Takes the exit status. */
  readonly ended: (status: number) => void;
}

const SUBCOMMANDS: Readonly<Record<string, (to: Adding) => Promise<void>>> = {
  live: async ({ program, command, io, parts, ended }) =>
    (await import("./live-command.ts")).addLiveCommand(program, command, io, parts, ended),
  record: async ({ program, command, io, parts, ended }) =>
    (await import("./record-command.ts")).addRecordCommand(program, command, io, parts, ended),
  report: async ({ program, io, ended }) => (await import("./report-command.ts")).addReportCommand(program, io, ended),
  replay: async ({ program, io, parts, ended }) =>
    (await import("./replay-command.ts")).addReplayCommand(program, io, parts, ended),
  compare: async ({ program, io, ended }) =>
    (await import("./compare-command.ts")).addCompareCommand(program, io, ended),
  export: async ({ program, io, ended }) => (await import("./export-command.ts")).addExportCommand(program, io, ended),
  recordings: async ({ program, io, ended }) =>
    (await import("./recordings-command.ts")).addRecordingsCommand(program, io, ended),
  save: async ({ program, io, ended }) => (await import("./save-command.ts")).addSaveCommand(program, io, ended),
  lab: async ({ program, io, parts, ended }) =>
    (await import("./other-commands.ts")).addLabCommand(program, io, parts, ended),
  calibrate: async ({ program, io, parts, ended }) =>
    (await import("./calibrate-command.ts")).addCalibrateCommand(program, io, parts, ended),
  doctor: async ({ program, io, parts, ended }) =>
    (await import("./other-commands.ts")).addDoctorCommand(program, io, parts, ended),
  probes: async ({ program, io, parts, ended }) =>
    (await import("./other-commands.ts")).addProbesCommand(program, io, parts, ended),
};

/** Adds the subcommand of this name; where there is none of it, all: for the help, and for who mistyped. */
export async function addSubcommands(name: string | undefined, to: Adding): Promise<void> {
  const one = Object.hasOwn(SUBCOMMANDS, name ?? "") ? SUBCOMMANDS[name ?? ""] : undefined;
  for (const add of one === undefined ? Object.values(SUBCOMMANDS) : [one]) await add(to);
}
