/**
 * Makes the bpftrace matrix: `node scripts/matrix.mjs [CACHE]`, as root. Each Debian suite gets a chroot with its
 * bpftrace, made once, and a small program that runs it on this machine's kernel. To renew one, delete its chroot.
 *
 * Two runs at once take turns (flock, which the kernel releases whatever happens to its holder), and a chroot gets
 * its name only when it is complete.
 */
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheFolder, matrixPlaces } from "./setup/matrix.mjs";

const LOCKED = "--locked";
const ATTEMPTS = 2;
const [cache = cacheFolder(), locked] = process.argv.slice(2);
const { folder, suites } = matrixPlaces(cache);

// Made by root, used by everybody.
process.umask(0o022);
mkdirSync(folder, { recursive: true });
if (locked === LOCKED) {
  sweep();
  for (const suite of suites) {
    if (!existsSync(suite.chroot)) makeChroot(suite);
    makeWrapper(suite);
  }
} else {
  const self = fileURLToPath(import.meta.url);
  const command = [process.execPath, self, cache, LOCKED];
  const { status } = spawnSync("flock", ["--close", join(folder, ".lock"), ...command], { stdio: "inherit" });
  process.exitCode = status ?? 1;
}

/** Removes what an interrupted run left. Nothing outside stays mounted below it, and `rm` is told not to look. */
function sweep() {
  for (const name of readdirSync(folder)) {
    if (name.endsWith(".unfinished")) run("rm", ["-rf", "--one-file-system", join(folder, name)]);
  }
}

function makeChroot({ name, why, chroot }) {
  const unfinished = `${chroot}.unfinished`;
  const log = join(folder, `${name}.log`);
  console.error(`  ${name} (${why}): debootstrap, log in ${log}`);
  const started = performance.now();
  // Once more if it fails: mirrors have bad moments.
  for (let attempt = 1; !debootstrap(name, unfinished, log); attempt += 1) {
    console.error(readFileSync(log, "utf8").trimEnd().split("\n").slice(-15).join("\n"));
    if (attempt === ATTEMPTS)
      fail(`debootstrap could not make ${name}, ${ATTEMPTS} times; the end of ${log} is above.`);
    sweep();
  }
  const version = run("chroot", [unfinished, "/usr/bin/bpftrace", "--version"]).trim();
  renameSync(unfinished, chroot);
  console.error(`  ${name}: ${version}, ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

/** In a mount namespace of its own, because debootstrap mounts /proc and /sys in the chroot while it works. */
function debootstrap(suite, folder, log) {
  const output = openSync(log, "w");
  const command = ["debootstrap", "--variant=minbase", "--include=bpftrace", suite, folder];
  const { status } = spawnSync("unshare", ["--mount", ...command], { stdio: ["ignore", output, output] });
  closeSync(output);
  return status === 0;
}

/**
 * The mounts are made in a mount namespace of the program's own: they see what is mounted at that moment (tracefs
 * may come late), they end with it, and deleting the cache can never reach the real /dev and /sys.
 */
function makeWrapper({ name, chroot, wrapper }) {
  const text = `#!/bin/sh
# Runs the bpftrace of Debian ${name}, in its chroot, on this machine's kernel. Made by copyscope's scripts/matrix.mjs.
PATH="$PATH:/usr/sbin:/sbin"
exec unshare --mount sh -ec '
  root=$1
  shift
  mount --rbind /proc "$root/proc"
  mount --rbind /dev "$root/dev"
  mount --rbind /sys "$root/sys"
  exec chroot "$root" /usr/bin/bpftrace "$@"
' bpftrace-${name} '${chroot.replaceAll("'", "'\\''")}' "$@"
`;
  mkdirSync(dirname(wrapper), { recursive: true });
  writeFileSync(`${wrapper}.unfinished`, text);
  chmodSync(`${wrapper}.unfinished`, 0o755);
  renameSync(`${wrapper}.unfinished`, wrapper);
}

function run(program, args) {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: "utf8" });
  if (status !== 0) fail(`${program} ${args.join(" ")} failed: ${error?.message ?? stderr.trim()}`);
  return stdout;
}

function fail(sentence) {
  console.error(`copyscope matrix: ${sentence}`);
  process.exit(1);
}
