/** Runs set-up steps one after another, saying what and why before each, and stops with a sentence when one fails. */
import { spawnSync } from "node:child_process";
import { hasCommand } from "./debian-packages.mjs";

const OLDEST_NODE = 20;

/** Performs the steps that are not done yet. Returns whether copyscope can go on. */
export function perform(steps, root) {
  if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
    say(`Node ${process.versions.node} is too old: copyscope needs Node ${OLDEST_NODE} or newer.`);
    return false;
  }
  return steps.every((step) => step.isDone() || performed(step, root) || goOnWithout(step));
}

function performed(step, root) {
  say(`${step.name}: ${step.why()}`);
  const obstacle = step.obstacle();
  if (obstacle !== null) return failed(obstacle);

  const isRoot = process.getuid() === 0;
  const command = step.command();
  if (step.needsRoot && !isRoot) {
    if (!hasCommand("sudo")) {
      return failed(
        `This needs root and there is no sudo here. As root, run:\n  ${shellLine(command)}\nthen run this again.`,
      );
    }
    say("this needs root; sudo may ask for your password");
  }

  const [program, ...args] = step.needsRoot && !isRoot ? ["sudo", "--", ...command] : command;
  console.error(`  ${shellLine([program, ...args])}`);
  const started = performance.now();
  const result = spawnSync(program, args, { cwd: root, stdio: "inherit" });
  if (result.error) return failed(`${program} could not be started: ${result.error.message}.`);
  if (result.status !== 0) {
    return failed(
      `${step.name}: the command above ended with ${result.signal ?? `status ${result.status}`}; its messages say why.`,
    );
  }
  if (!step.isDone())
    return failed(`${step.name}: the command above ended well, yet something is still missing: ${step.why()}.`);
  say(`${step.name}: done in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return true;
}

function goOnWithout(step) {
  if (!step.optional) return false;
  say(`!!! GOING ON WITHOUT: ${step.name}. What depends on it is skipped.`);
  return true;
}

function failed(sentence) {
  say(sentence);
  return false;
}

function say(text) {
  console.error(`copyscope set-up: ${text}`);
}

/** The command as one could paste it into a shell. */
function shellLine(command) {
  return command.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(" ");
}
