/**
 * copyscope started as root: this process stays as the tracer, and everything else (command line,
 * recording, network) runs in a child that has given up all privilege: an empty capability set, and the
 * invoking user's identity where sudo names one.
 */
import { spawn } from "node:child_process";
import { constants } from "node:os";
import type { Duplex } from "node:stream";
import { runTracer } from "../tracer/tracer.ts";
import { invokingUser } from "./invoking-user.ts";

/** Descriptor on which the unprivileged child finds its tracer, in the environment variable that says so. */
export const TRACER_DESCRIPTOR = 3;
export const TRACER_VARIABLE = "COPYSCOPE_TRACER_FD";

/** Runs `node SCRIPT ARGUMENTS` without privilege and serves as its tracer; resolves to its exit status. */
export async function hostTracer(script: string, argv: readonly string[]): Promise<number> {
  const user = invokingUser();
  const identity = user === null ? [] : ["--reuid", String(user.uid), "--regid", String(user.gid), "--init-groups"];
  const child = spawn(
    "setpriv",
    [
      ...identity,
      // Without its tracer there is nothing left for it to do.
      // A recording ends by itself when its tracer is gone, and first ends what it has started.
      ...(argv[0] === "record" || argv[0] === "lab" ? [] : ["--pdeathsig", "TERM"]),
      "--bounding-set=-all",
      "--inh-caps=-all",
      "--ambient-caps=-all",
      "--",
      process.execPath,
      script,
      ...argv,
    ],
    {
      stdio: ["inherit", "inherit", "inherit", "pipe"],
      env: { ...process.env, [TRACER_VARIABLE]: String(TRACER_DESCRIPTOR) },
    },
  );
  const exited = new Promise<number>((resolve) => {
    child.once("error", () => resolve(125));
    child.once("exit", (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
  // Ctrl-C reaches the child by itself; a signal sent to this process alone is handed on.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const)
    process.on(signal, () => child.kill(signal));
  const stream = child.stdio[TRACER_DESCRIPTOR] as Duplex;
  const served = runTracer(stream, stream, { runAs: user, own: [], mayEnd: null });
  const status = await exited;
  stream.destroy();
  await served;
  // A child that was killed did not do its work; its own signal numbers would look like the command's.
  return child.signalCode === null ? status : 125;
}
