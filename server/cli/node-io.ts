/** The real world: this process's streams, directory, clock and signals. */
import { ignoresHangup } from "../launch/inherited.ts";
import type { CliIo, EndSignal } from "./io.ts";

const END_SIGNALS: readonly EndSignal[] = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"];

/** The command line's world as it really is. To be made once: it listens to this process's signals and streams. */
export function nodeIo(): CliIo {
  // What nohup ignores, Node has made deadly again.
  if (ignoresHangup()) process.on("SIGHUP", () => {});
  // Write errors (a closed pipe) reach whoever writes; unheard, the event would end the process with a stack trace.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    directory: process.cwd(),
    environment: process.env,
    now: () => new Date(),
    onEndSignal: (listener) => {
      const heeded = END_SIGNALS.filter((signal) => signal !== "SIGHUP" || !ignoresHangup());
      for (const signal of heeded) process.on(signal, listener);
      return () => {
        for (const signal of heeded) process.off(signal, listener);
      };
    },
  };
}
