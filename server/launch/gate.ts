/**
 * Starts a command that waits at a gate: a shell reads one line from a descriptor of its own and only then
 * executes the command in its own place. The probes are attached meanwhile, so nothing of the command is
 * missed. If copyscope dies before, no line comes and the command never runs.
 *
 * The command is to be what it would be without copyscope: same terminal, process group, directory,
 * environment, descriptors, limits and ignored signals. What Node and the shell change of these on the way,
 * the shell puts back.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import type { Duplex } from "node:stream";
import { commandEnvironment, rawVariables } from "./environment.ts";
import { inherited, inheritedDescriptors } from "./inherited.ts";
import type { RunAs } from "./invoking-user.ts";
import { bytesFromWord, isText } from "./raw-words.ts";

export interface Gate {
  /** The launcher's pid, which becomes the command's. */
  readonly pid: number;
  /** Lets the command run. */
  open(): void;
  /** Keeps it from ever running; after {@link open} it does nothing. */
  close(): void;
  kill(signal: NodeJS.Signals): void;
  /** The command's status as a shell says it: 126 not executable, 127 not found, 128 + N ended by signal N. */
  readonly ended: Promise<number>;
}

/** Starts the launcher with this process's terminal, environment and directory. Rejects where no process can be made. */
export async function startGate(argv: readonly string[], runAs: RunAs | null): Promise<Gate> {
  const descriptors = inheritedDescriptors();
  // A shell takes descriptors of one digit only.
  const own = [3, 4, 5, 6, 7, 8, 9].find((descriptor) => !descriptors.includes(descriptor)) ?? 9;
  const last = Math.max(own, ...descriptors);
  const stdio = Array.from({ length: last + 1 }, (_, descriptor) => {
    if (descriptor === own) return "pipe";
    return descriptor <= 2 || descriptors.includes(descriptor) ? descriptor : "ignore";
  });
  const env = commandEnvironment(runAs);
  const shell = ["/bin/sh", "-c", launcher(argv, own, env), "sh", ...argv];
  const [program = "", ...words] = runAs === null ? shell : ["setpriv", ...runAs.identity, "--", ...shell];
  const child: ChildProcess = spawn(program, words, { stdio, env });
  await new Promise((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", reject);
  });
  const pipe = child.stdio[own] as Duplex;
  pipe.on("error", () => {}); // the launcher was killed: `ended` tells
  const ended = new Promise<number>((resolve) => {
    child.once("exit", (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
  return {
    pid: child.pid ?? 0,
    open: () => pipe.end("\n"),
    close: () => pipe.destroy(),
    kill: (signal) => {
      child.kill(signal);
    },
    ended,
  };
}

/** Variables that some shell hands on without having got them, and those that it changes. */
const SHELLS_OWN = ["PWD", "OLDPWD", "SHLVL", "_"];
const SHELL_CHANGES = [...SHELLS_OWN, "IFS"];

/** The launcher's script. Its messages go to its standard error, and its status is 126 or 127, as the shell has it. */
function launcher(argv: readonly string[], descriptor: number, env: NodeJS.ProcessEnv): string {
  const { ignoredSignals, softFileLimit } = inherited();
  const script: string[] = [];
  if (ignoredSignals.length > 0) script.push(`trap '' ${ignoredSignals.join(" ")}`);
  if (softFileLimit !== null) script.push(`ulimit -Sn ${softFileLimit}`);
  argv.forEach((word, index) => {
    if (!isText(word)) script.push(...setWord(index + 1, argv.length, bytesFromWord(word)));
  });
  for (const [name, bytes] of rawVariables()) script.push(`${name}="$(${printed(bytes)})"`, `${name}="\${${name}%.}"`);
  script.push(`read -r COPYSCOPE_GATE <&${descriptor} || exit 125`, `exec ${descriptor}<&-`, "unset COPYSCOPE_GATE");
  for (const name of SHELL_CHANGES) {
    const value = env[name];
    if (value !== undefined) script.push(`export ${name}=${quoted(value)}`);
    else if (SHELLS_OWN.includes(name)) script.push(`unset ${name}`);
  }
  script.push('exec "$@"');
  return script.join("\n");
}

/** Replaces one of the shell's words. */
function setWord(index: number, count: number, bytes: Buffer): readonly string[] {
  const words = (changed: string) =>
    Array.from({ length: count }, (_, at) => (at + 1 === index ? changed : `"\${${at + 1}}"`)).join(" ");
  return [`set -- ${words(`"$(${printed(bytes)})"`)}`, `set -- ${words(`"\${${index}%.}"`)}`];
}

/** Prints bytes that Node cannot hand over, and a dot, without which the shell would cut newlines off their end. */
function printed(bytes: Buffer): string {
  return `printf '${[...bytes].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("")}.'`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
