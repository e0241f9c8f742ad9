/** The real world: this process's streams, directory, clock and signals. */
import type { CliIo, EndSignal } from "./io.ts";

const END_SIGNALS: readonly EndSignal[] = ["SIGINT", "SIGTERM", "SIGHUP"];

export function nodeIo(): CliIo {
  // Write errors (a closed pipe) reach whoever writes; unheard, the event would end the process with a stack trace.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    directory: process.cwd(),
    environment: process.env,
    now: () => new Date(),
    onEndSignal: (listener) => {
      for (const signal of END_SIGNALS) process.on(signal, listener);
      return () => {
        for (const signal of END_SIGNALS) process.off(signal, listener);
      };
    },
  };
}
