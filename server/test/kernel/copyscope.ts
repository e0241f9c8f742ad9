/**
 * copyscope as its user runs it: the built command line, in a process of its own.
 */
import type { ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import type { Report } from "../../model/report.ts";
import { reportSchema } from "../../model/report-schema.ts";

const MAIN = fileURLToPath(new URL("../../../dist/server/main.js", import.meta.url));

export interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs copyscope; `bpftrace` is the one to use. Never throws for an exit status. */
export async function copyscope(
  argv: readonly string[],
  options: { readonly bpftrace?: string; readonly cwd?: string; readonly env?: Record<string, string> } = {},
): Promise<Ran> {
  const result = await execa(process.execPath, [MAIN, ...argv], {
    reject: false,
    stdin: "ignore",
    timeout: 100_000,
    env: {
      ...(options.bpftrace === undefined ? {} : { COPYSCOPE_BPFTRACE: options.bpftrace }),
      ...options.env,
    },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  return { exitCode: result.exitCode ?? 128, stdout: result.stdout, stderr: result.stderr };
}

/** The command that runs copyscope, for tests that handle the process themselves. */
export const COPYSCOPE: readonly string[] = [process.execPath, MAIN];

/** Ends a copyscope that a test has started, if it still runs; what it started ends with it. */
export async function endOf(copyscope: ChildProcess | null | undefined): Promise<void> {
  if (copyscope == null || copyscope.exitCode !== null || copyscope.signalCode !== null) return;
  const ended = new Promise((resolve) => copyscope.once("exit", resolve));
  copyscope.kill("SIGTERM");
  await ended;
}

export interface Recorded {
  readonly report: Report;
  readonly ran: Ran;
}

/** Records a command and reads its report. Throws with what was said where copyscope itself failed. */
export async function recordCommand(
  command: readonly string[],
  file: string,
  options: { readonly bpftrace?: string; readonly flags?: readonly string[]; readonly cwd?: string } = {},
): Promise<Recorded> {
  const ran = await copyscope(["record", "--force", "-o", file, ...(options.flags ?? []), "--", ...command], options);
  if (ran.exitCode === 125) throw new Error(`copyscope record failed: ${ran.stderr}`);
  return { report: await reportOf(file), ran };
}

/** The report of a recording, by the command line. */
export async function reportOf(file: string): Promise<Report> {
  const ran = await copyscope(["report", file, "--format", "json"]);
  if (ran.exitCode !== 0) throw new Error(`copyscope report failed: ${ran.stderr}`);
  return reportSchema.parse(JSON.parse(ran.stdout)) as Report;
}

/** Calls of each system call in a report, without those that strace never sees. */
export function callsOf(report: Report): Record<string, number> {
  // exit and exit_group do not return, and strace counts calls as they return
  const counted = report.syscalls.filter(({ name }) => name !== "exit" && name !== "exit_group");
  return Object.fromEntries(counted.map(({ name, calls }) => [name, calls]).sort());
}

/** The lines of a file that holds one JSON object a line. */
export function jsonLines<T>(file: string): readonly T[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T);
}
