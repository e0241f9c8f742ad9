/**
 * The bpftrace that will be run: is it there, and is it new enough?
 */
import { type ChildProcess, spawn } from "node:child_process";
import { versionFromOutput } from "../bpftrace/version.ts";

export type FoundBpftrace =
  | { readonly ok: true; readonly version: string }
  | { readonly ok: false; readonly message: string; readonly remedy: string };

const TIMEOUT_MS = 10_000;
const LONGEST_ANSWER = 64 * 1024;
const REMEDY = "Debian and Ubuntu: apt-get install bpftrace; COPYSCOPE_BPFTRACE names another one";

/**
 * Runs `COMMAND --version`. Never rejects. `running` is told the process, which leads a session of its own, so
 * that somebody can end it if this process dies.
 */
export async function findBpftrace(command: string, running: (pid: number) => void): Promise<FoundBpftrace> {
  const child = spawn(command, ["--version"], { stdio: ["ignore", "pipe", "pipe"], detached: true });
  if (child.pid !== undefined) running(child.pid);
  const { error, output, why } = await answerOf(child);
  if (error !== null) return { ok: false, message: startSentence(command, error), remedy: REMEDY };
  if (why !== null) return { ok: false, message: `${command} is no bpftrace that works: ${why}`, remedy: REMEDY };
  const found = versionFromOutput(output);
  return found.ok ? { ok: true, version: found.version.text } : found;
}

function startSentence(command: string, error: NodeJS.ErrnoException): string {
  if (error.code === "ENOENT") {
    return command.includes("/")
      ? `there is no bpftrace at ${command}`
      : `bpftrace is not installed (no ${command} on the PATH)`;
  }
  if (error.code === "EACCES") return `${command} cannot be run as bpftrace: it is a directory or not executable`;
  return `${command} cannot be run as bpftrace: ${error.message}`;
}

interface Answer {
  readonly error: NodeJS.ErrnoException | null;
  readonly output: string;
  /** Why the answer is none. */
  readonly why: string | null;
}

function answerOf(child: ChildProcess): Promise<Answer> {
  return new Promise((resolve) => {
    let output = "";
    let error: NodeJS.ErrnoException | null = null;
    let why: string | null = null;
    const end = (because: string): void => {
      why ??= because;
      try {
        process.kill(-(child.pid ?? 0), "SIGKILL");
      } catch {
        // it has ended
      }
    };
    const timer = setTimeout(() => end("it did not say its version within 10 s"), TIMEOUT_MS);
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        output += text;
        if (output.length > LONGEST_ANSWER) end("its version has no end");
      });
    }
    child.once("error", (failure) => {
      error = failure;
    });
    child.once("close", () => {
      clearTimeout(timer);
      resolve({ error, output, why });
    });
  });
}
