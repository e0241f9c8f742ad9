/** The command line in a test: a directory of its own, streams that are kept, signals that are sent by hand. */
import { Writable } from "node:stream";
import type { CliIo, EndSignal, Output } from "../../cli/io.ts";
import type { CliParts } from "../../cli/parts.ts";
import { runCli } from "../../cli/run-cli.ts";
import { STARTED_AT } from "./frames.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

export interface CliWorld {
  readonly io: CliIo;
  readonly directory: string;
  readonly run: (...argv: readonly string[]) => Promise<number>;
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly signal: (signal: EndSignal) => void;
  /** Whether a signal would be heard, and not end the process. */
  readonly listens: () => boolean;
}

export interface CliWorldOptions {
  readonly parts?: Partial<CliParts>;
  /** Which streams are terminals. */
  readonly terminals?: readonly ("stdout" | "stderr")[];
  /** What writing to standard output fails with. */
  readonly stdoutError?: NodeJS.ErrnoException;
  readonly environment?: Readonly<Record<string, string>>;
  /** How much later each look at the clock is. */
  readonly tickMs?: number;
}

function keptStream(isTTY: boolean, error: Error | null): { stream: Output; text: () => string } {
  let text = "";
  const stream = new Writable({
    write: (chunk: Buffer, _, done) => {
      if (error === null) text += chunk.toString();
      done(error);
    },
  });
  stream.on("error", () => {});
  return { stream: Object.assign(stream, isTTY ? { isTTY, columns: 100 } : {}), text: () => text };
}

const NO_PARTS: CliParts = {
  version: "0.1.0",
  startCapture: () => Promise.reject(new Error("no capture in this test")),
  calibrate: () => Promise.reject(new Error("no calibration in this test")),
  lab: () => Promise.reject(new Error("no lab in this test")),
  doctor: () => Promise.reject(new Error("no doctor in this test")),
  program: () => Promise.reject(new Error("no probes in this test")),
};

/** A world for one test. */
export async function cliWorld(options: CliWorldOptions = {}): Promise<CliWorld> {
  const { parts = {}, terminals = [], stdoutError = null, environment = {}, tickMs = 1000 } = options;
  const directory = await temporaryDirectory();
  const stdout = keptStream(terminals.includes("stdout"), stdoutError);
  const stderr = keptStream(terminals.includes("stderr"), null);
  const listeners = new Set<(signal: EndSignal) => void>();
  // A clock on which every look is `tickMs` later.
  let now = STARTED_AT;
  const io: CliIo = {
    stdout: stdout.stream,
    stderr: stderr.stream,
    directory,
    environment,
    now: () => {
      now += tickMs;
      return new Date(now);
    },
    onEndSignal: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  return {
    io,
    directory,
    run: async (...argv) => await runCli(argv, io, { ...NO_PARTS, ...parts }),
    stdout: stdout.text,
    stderr: stderr.text,
    listens: () => listeners.size > 0,
    signal: (signal) => {
      for (const listener of listeners) listener(signal);
    },
  };
}
