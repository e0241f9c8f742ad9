/**
 * The far ends of the transfers over TCP: one small program each, outside the recorded command, so that none
 * of what receiving costs is counted. They also count the bytes that arrive, which checks copyscope's count.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";

export interface Sink {
  readonly port: number;
  /** Bytes that each connection has brought so far, in order. */
  readonly received: readonly number[];
  /** Resolves when all connections have come to their end, or the sink was ended. */
  readonly finished: Promise<void>;
  end(): void;
}

export type SinkStarted = { readonly ok: true; readonly sink: Sink } | { readonly ok: false; readonly message: string };

/** Starts the compiled sink at `path` for so many connections. It ends with this process, whatever happens to it. */
export async function startSink(path: string, connections: number): Promise<SinkStarted> {
  const child = spawn("setpriv", ["--pdeathsig", "KILL", "--", path, String(connections)], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const received: number[] = [];
  const ended = endOf(child);
  const words: string[] = [];
  child.stderr.setEncoding("utf8").on("data", (text: string) => words.push(text));
  const lines = createInterface({ input: child.stdout });
  const finished = new Promise<void>((resolve) => lines.once("close", resolve));
  const port = await new Promise<number | null>((resolve) => {
    lines.once("line", (line) => {
      resolve(Number(line));
      lines.on("line", (next) => received.push(Number(next)));
    });
    void ended.then((why) => {
      words.push(why);
      resolve(null);
    });
  });
  if (port === null) return { ok: false, message: `the lab's receiver did not start: ${words.join("").trim()}.` };
  return { ok: true, sink: { port, received, finished, end: () => child.kill("SIGKILL") } };
}

/** Why the process ended, in words; never rejects. */
function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, signal) => resolve(`it ended with ${signal ?? `status ${code}`}`));
  });
}
