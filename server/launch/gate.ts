/**
 * Starts a command that waits at a gate: a shell reads one line from descriptor 3 and only then executes
 * the command in its own place. The probes are attached meanwhile, so nothing of the command is missed.
 * If copyscope dies, the gate's pipe closes and the command never runs; if copyscope dies later, the kernel
 * ends the command (PR_SET_PDEATHSIG).
 */
import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import type { Duplex } from "node:stream";

/** The user a command is run as, where that is not the user copyscope runs as. */
export interface RunAs {
  readonly uid: number;
  readonly gid: number;
  readonly name: string;
  readonly home: string;
}

export interface Gate {
  /** The launcher's pid, which becomes the command's. */
  readonly pid: number;
  /** Lets the command run. */
  open(): void;
  kill(signal: NodeJS.Signals): void;
  /** The command's status as a shell says it: 126 not executable, 127 not found, 128 + N ended by signal N. */
  readonly ended: Promise<number>;
}

/** The shell's own messages go to its standard error, and its status is 126 or 127, as the shell has it. */
const SCRIPT = 'read -r _ <&3 || exit 125; exec 3<&-; exec "$@"';

/** Starts the launcher with this process's terminal, environment and directory. Rejects where no process can be made. */
export async function startGate(argv: readonly string[], runAs: RunAs | null): Promise<Gate> {
  const identity = runAs === null ? [] : ["--reuid", String(runAs.uid), "--regid", String(runAs.gid), "--init-groups"];
  const env =
    runAs === null ? process.env : { ...process.env, HOME: runAs.home, USER: runAs.name, LOGNAME: runAs.name };
  const child: ChildProcess = spawn(
    "setpriv",
    [...identity, "--pdeathsig", "KILL", "--", "/bin/sh", "-c", SCRIPT, "sh", ...argv],
    { stdio: ["inherit", "inherit", "inherit", "pipe"], env },
  );
  await new Promise((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", reject);
  });
  const pipe = child.stdio[3] as Duplex;
  pipe.on("error", () => {}); // the launcher was killed: `ended` tells
  const ended = new Promise<number>((resolve) => {
    child.once("exit", (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
  return {
    pid: child.pid ?? 0,
    open: () => pipe.end("\n"),
    kill: (signal) => {
      child.kill(signal);
    },
    ended,
  };
}
