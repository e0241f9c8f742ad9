/**
 * copyscope started as root: this process stays as the tracer, and everything else (command line,
 * recording, network) runs in a child that has given up all privilege: an empty capability set, and the
 * invoking user's identity where sudo names one.
 */
import { spawn, spawnSync } from "node:child_process";
import { writeSync } from "node:fs";
import { constants } from "node:os";
import type { Duplex } from "node:stream";
import { runTracer } from "../tracer/tracer.ts";
import { commandEnvironment, TRACER_DESCRIPTOR, TRACER_VARIABLE } from "./environment.ts";
import { INHERITED_VARIABLE, ignoresHangup } from "./inherited.ts";
import { invokingUser, type RunAs } from "./invoking-user.ts";

const COPYSCOPE_FAILED = 125;
const END_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const;

/**
 * Runs `node SCRIPT` with this process's own words, without privilege, and serves as its tracer; resolves to its exit
 * status. `alone`: what becomes of that part when its tracer is killed. A recording `ends` by itself, once it has ended
 * what it has started; a server that would go on listening for nothing is `terminated`.
 */
export async function hostTracer(script: string, alone: "ends" | "terminated"): Promise<number> {
  const user = invokingUser();
  if (user !== null && !mayRead(user, script)) {
    complain(
      `${user.name} may not read ${script}, and copyscope works as that user: install it where every user can read it`,
    );
    return COPYSCOPE_FAILED;
  }
  const child = spawn(
    "setpriv",
    [...withoutPrivilege(user, alone), process.execPath, script, ...process.argv.slice(2)],
    {
      stdio: ["inherit", "inherit", "inherit", "pipe"],
      env: {
        ...commandEnvironment(user),
        [TRACER_VARIABLE]: String(TRACER_DESCRIPTOR),
        ...(process.env[INHERITED_VARIABLE] === undefined
          ? {}
          : { [INHERITED_VARIABLE]: process.env[INHERITED_VARIABLE] }),
      },
    },
  );
  const exited = new Promise<number>((resolve) => {
    child.once("error", (error) => {
      complain(`its unprivileged part cannot be started: ${error.message}`);
      resolve(COPYSCOPE_FAILED);
    });
    child.once("exit", (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
  // Ctrl-C reaches the child by itself; a signal sent to this process alone is handed on.
  for (const signal of END_SIGNALS) {
    process.on(signal, () => (signal === "SIGHUP" && ignoresHangup()) || child.kill(signal));
  }
  // Without a listener Node would open a debugger's port on this signal, in a process of root's.
  process.on("SIGUSR1", () => {});
  const stream = child.stdio[TRACER_DESCRIPTOR] as Duplex;
  const served = runTracer(stream, stream, { runAs: user, own: [], startsCommands: true, owner: null });
  const status = await exited;
  stream.destroy();
  await served;
  if (child.signalCode === null) return status;
  // A child that was killed did not do its work; its own signal numbers would look like the command's.
  const wished = END_SIGNALS.some((signal) => signal === child.signalCode);
  const left = wished ? "before it had begun" : "and what was recorded up to there can be read";
  complain(`its unprivileged part was ended by ${child.signalCode}${wished ? " " : ", "}${left}`);
  return COPYSCOPE_FAILED;
}

function withoutPrivilege(user: RunAs | null, alone: "ends" | "terminated"): readonly string[] {
  const identity = [...(user?.identity ?? []), ...(alone === "ends" ? [] : ["--pdeathsig", "TERM"])];
  return [...identity, "--bounding-set=-all", "--inh-caps=-all", "--ambient-caps=-all", "--no-new-privs", "--"];
}

function mayRead(user: RunAs, file: string): boolean {
  return spawnSync("setpriv", [...user.identity, "--", "test", "-r", file], { stdio: "ignore" }).status === 0;
}

function complain(sentence: string): void {
  try {
    writeSync(2, `copyscope: ${sentence}.\n`);
  } catch {
    // nobody listens
  }
}
