/**
 * One running bpftrace: started without a program, so that its pid is known before the program is
 * written for it; the program then goes in through standard input, the records come out line by line.
 */
import { spawn } from "node:child_process";
import { bpftraceEnvironment } from "../bpftrace/dialect.ts";
import { readLines } from "../launch/lines.ts";

/** Keys a map can hold. Two sides of some twenty maps of this size take about 60 MB on two processors. */
export const MAP_CAPACITY = 16_384;

export interface BpftraceProcess {
  readonly pid: number;
  /** Hands over the program; may be called once. */
  program(text: string): void;
  /** May be called once. */
  onLine(listener: (line: string) => void): void;
  /** Stops reading, and so bpftrace, as soon as the pipe between is full. */
  pause(): void;
  resume(): void;
  kill(why?: string): void;
  /** How it ended: its status or signal, and what it said on standard error (bounded). */
  readonly exited: Promise<{ readonly status: string; readonly errors: string }>;
}

const ERROR_BYTES = 64 * 1024;

/** The bpftrace to use: COPYSCOPE_BPFTRACE, or the one on the PATH. */
export function bpftraceCommand(): string {
  return process.env["COPYSCOPE_BPFTRACE"] || "bpftrace";
}

/**
 * Starts bpftrace, with buffers of so many pages (its own choice where that is null); it dies with this process
 * (PR_SET_PDEATHSIG). Rejects where no process can be made.
 */
export async function startBpftrace(bufferPages: number | null): Promise<BpftraceProcess> {
  const child = spawn("setpriv", ["--pdeathsig", "KILL", "--", bpftraceCommand(), "-f", "json", "-"], {
    stdio: ["pipe", "pipe", "pipe"],
    // a session of its own: Ctrl-C at the terminal is for copyscope and the command, not for bpftrace
    detached: true,
    env: { ...process.env, ...bpftraceEnvironment(MAP_CAPACITY, bufferPages) },
  });
  child.stdin.on("error", () => {}); // it ended before it read the program: `exited` tells
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    if (errors.length < ERROR_BYTES) errors += text;
  });
  const exited = new Promise<{ status: string; errors: string }>((resolve) => {
    child.once("close", (code, signal) => resolve({ status: signal ?? `status ${code}`, errors }));
  });
  await new Promise((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", reject);
  });
  const kill = (why = ""): void => {
    if (why !== "") errors += `\nERROR: ${why}`;
    try {
      // the whole session: what is named as bpftrace may be a script that starts it
      process.kill(-(child.pid ?? 0), "SIGKILL");
    } catch {
      // it has ended
    }
  };
  return {
    pid: child.pid ?? 0,
    program: (text) => child.stdin.end(text),
    onLine: (line) => readLines(child.stdout, { line, tooLong: () => kill("it printed a line without an end") }),
    pause: () => child.stdout.pause(),
    resume: () => child.stdout.resume(),
    kill,
    exited,
  };
}
