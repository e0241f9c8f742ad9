/**
 * The environment of a command: the one copyscope was started with, without what copyscope's own processes
 * say to each other in it, and with the home and name of the user it is run as.
 */
import { readFileSync } from "node:fs";
import { INHERITED_VARIABLE } from "./inherited.ts";
import type { RunAs } from "./invoking-user.ts";
import { zeroEnded } from "./raw-words.ts";

/** Descriptor on which the unprivileged child finds its tracer, in the environment variable that says so. */
export const TRACER_DESCRIPTOR = 3;
export const TRACER_VARIABLE = "COPYSCOPE_TRACER_FD";

/** The variables of a command that is run as `runAs`, or as this process's own user where that is null. */
export function commandEnvironment(runAs: RunAs | null): NodeJS.ProcessEnv {
  const { [INHERITED_VARIABLE]: _, [TRACER_VARIABLE]: __, ...rest } = process.env;
  return runAs === null ? rest : { ...withoutSudo(rest), ...runAs.environment };
}

/** The command is not run by sudo, so it does not hear of it. */
function withoutSudo(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("SUDO_")));
}

/** Variables whose values are no UTF-8, which Node damages: their bytes. */
export function rawVariables(): ReadonlyMap<string, Buffer> {
  const raw = new Map<string, Buffer>();
  try {
    for (const entry of zeroEnded(readFileSync("/proc/self/environ"))) {
      if (Buffer.from(entry.toString()).equals(entry)) continue;
      const [, name, value] = /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(entry.toString("latin1")) ?? [];
      if (name !== undefined && value !== undefined) raw.set(name, Buffer.from(value, "latin1"));
    }
  } catch {
    // /proc may hide it
  }
  return raw;
}
