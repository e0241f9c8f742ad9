/**
 * One running bpftrace: started without a program, so that its pid is known before the program is
 * written for it; the program then goes in through standard input, the records come out line by line.
 */
import { spawn } from "node:child_process";
import { bpftraceEnvironment } from "../bpftrace/dialect.ts";
import { findCommand } from "../launch/find-command.ts";
import { readLines } from "../launch/lines.ts";
import { withShortTracepointList } from "./short-tracepoint-list.ts";

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

export interface BpftraceSettings {
  /** Keys a map can hold. */
  readonly mapCapacity: number;
  /** Pages of its buffers for lines; null: its own choice. */
  readonly bufferPages: number | null;
  /** The tracepoints that the kernel is to seem to have; null: all it has. */
  readonly tracepoints: Iterable<string> | null;
  /** It prints single events: it is not to take the CPU from the workload at each of them. */
  readonly printsEvents: boolean;
}

const ERROR_BYTES = 64 * 1024;

/** The bpftrace to use: COPYSCOPE_BPFTRACE, or the one on the PATH. */
export function bpftraceCommand(): string {
  return process.env["COPYSCOPE_BPFTRACE"] || "bpftrace";
}

/**
 * Words before a command that make it a batch process, which preempts nobody when it wakes (sched(7), SCHED_BATCH). bpftrace
 * wakes at each line, and the preemption that follows is an event, which is a line again: a dd of 40,000 calls was put off
 * its CPU 23,000 times by being watched, and 500 times like this. None where there is no chrt (util-linux has it).
 */
function batch(): readonly string[] {
  return findCommand("chrt").ok ? ["chrt", "--batch", "0"] : [];
}

/** Starts bpftrace; it dies with this process (PR_SET_PDEATHSIG). Rejects where no process can be made. */
export async function startBpftrace(settings: BpftraceSettings): Promise<BpftraceProcess> {
  const { mapCapacity, bufferPages, tracepoints, printsEvents } = settings;
  const bpftrace = [...(printsEvents ? batch() : []), bpftraceCommand(), "-f", "json", "-"];
  const command = tracepoints === null ? bpftrace : withShortTracepointList(bpftrace, tracepoints);
  const child = spawn("setpriv", ["--pdeathsig", "KILL", "--", ...command], {
    stdio: ["pipe", "pipe", "pipe"],
    // a session of its own: Ctrl-C at the terminal is for copyscope and the command, not for bpftrace
    detached: true,
    env: { ...process.env, ...bpftraceEnvironment(mapCapacity, bufferPages) },
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
