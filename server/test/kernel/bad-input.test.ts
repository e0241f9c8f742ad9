/**
 * What cannot be done is said in one sentence, with what to try where there is something to try, and the exit status
 * that the command line's page promises. Nothing is left behind: no process, no file, no switch of the kernel's.
 */
import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { COPYSCOPE, copyscope } from "./copyscope.ts";
import { Run, until } from "./run.ts";
import { switchAtRest, switchIsAs } from "./switch.ts";
import { type Installed, installForEverybody, makeThrowawayUser, type ThrowawayUser } from "./throwaway-user.ts";

let folder: string;
let before: string;

beforeAll(() => {
  before = switchAtRest();
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "copyscope-bad-input-"));
  chmodSync(folder, 0o777);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A program that is not the bpftrace it is taken for. */
function pretender(script: string): string {
  const path = join(folder, "bpftrace");
  writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return path;
}

async function nothingIsLeft(run: Run, files: readonly string[]): Promise<void> {
  await until(() => run.alive().length === 0, "the end of all processes", 2_000).catch(() =>
    expect(run.alive()).toEqual([]),
  );
  expect(readdirSync(folder)).toEqual(files);
  await until(() => switchIsAs(before), "bpf_stats as it was", 2_000);
}

/** Runs copyscope, which is to refuse. */
async function refuses(run: Run, status: number, sentence: RegExp, files = readdirSync(folder)): Promise<void> {
  expect(await run.ended).toBe(status);
  expect(run.stdout).toBe("");
  const [first = "", ...more] = run.stderr.trimEnd().split("\n");
  expect(first).toMatch(sentence);
  expect(first).toMatch(/^copyscope: .*\.$/);
  expect(more.length, run.stderr).toBeLessThanOrEqual(1); // what to try
  await nothingIsLeft(run, files);
}

const record = (...rest: readonly string[]) => ["record", "-o", join(folder, "out"), ...rest];

test.each<readonly [what: string, argv: () => readonly string[], status: number, sentence: RegExp]>([
  ["a process that is not there", () => record("--pid", "4194303"), 125, /there is no process 4194303/],
  ["a cgroup that is not there", () => record("--cgroup", "/no/such"), 125, /no\/such is not a cgroup/],
  ["a command that is not there", () => record("--", "no-such-command"), 127, /no-such-command: command not found/],
  ["a command that is a directory", () => record("--", "/tmp"), 126, /\/tmp: is a directory/],
  ["a command that cannot be executed", () => record("--", "/etc/passwd"), 126, /\/etc\/passwd: permission denied/],
  ["an unknown option", () => record("--frobnicate", "--", "true"), 125, /unknown option '--frobnicate'/],
  ["an interval of 0", () => record("--interval", "0", "--", "true"), 125, /'0' is invalid/],
  [
    "a place that is not there",
    () => ["record", "-o", "/no/such/file", "--", "true"],
    125,
    /cannot create '\/no\/such/,
  ],
  ["a recording that is not there", () => ["report", "/no/such/file"], 125, /cannot read '\/no\/such\/file'/],
  ["a recording that is none", () => ["report", "/etc/passwd"], 125, /is not a copyscope recording/],
])("%s is refused", async (_, argv, status, sentence) => {
  await refuses(new Run(argv()), status, sentence);
});

test.each<readonly [what: string, bpftrace: () => string, sentence: RegExp]>([
  ["is not there", () => "/no/such/bpftrace", /there is no bpftrace at \/no\/such\/bpftrace/],
  ["is too old", () => pretender("echo bpftrace v0.14.0"), /0\.14\.0 is too old: copyscope needs 0\.17\.0 or newer/],
  ["says no version", () => pretender("echo hello"), /"hello", which holds no version/],
  [
    "ends before it has attached anything",
    () => pretender('[ "$1" = --version ] && echo bpftrace v0.23.2 && exit; echo "ERROR: it is broken" >&2; exit 3'),
    /ended with status 3 before it had attached the probes: it is broken/,
  ],
])("A bpftrace that %s is said", async (_, bpftrace, sentence) => {
  const env = { COPYSCOPE_BPFTRACE: bpftrace() };
  await refuses(new Run(record("--", "true"), env), 125, sentence);
});

describe("Without privilege", () => {
  let installed: Installed;
  let user: ThrowawayUser;

  beforeAll(async () => {
    installed = await installForEverybody();
    user = makeThrowawayUser(null);
  });

  afterAll(() => {
    user?.remove();
    installed?.remove();
  });

  const asUser = (mark: Readonly<Record<string, string>>) => [...user.as(mark), installed.command];

  test("a user whom sudo does not let in is told so", async () => {
    const run = new Run(record("--", "true"), {}, asUser);
    await refuses(run, 125, /sudo did not start the tracer: /);
  });

  test("a recording that the user may not read is said to be one", async () => {
    const file = join(folder, "secret");
    writeFileSync(file, "", { mode: 0o600 });
    await refuses(new Run(["report", file], {}, asUser), 125, /cannot read '.*secret': permission is denied/);
  });

  test("a confined root is told so", async () => {
    const confined = ["setpriv", "--bounding-set=-sys_admin", "--inh-caps=-all", "--", ...COPYSCOPE];
    await refuses(new Run(record("--", "true"), {}, () => confined), 125, /lacks CAP_SYS_ADMIN/);
  });
});

test("A process that ends while it is watched is the end of the recording; what a cut recording lacks is said", async () => {
  const watched = spawn("sleep", ["100"], { stdio: "ignore" });
  onTestFinished(() => void watched.kill("SIGKILL"));
  const run = new Run(record("--pid", String(watched.pid)));
  await run.says("Ctrl-C ends it");
  watched.kill("SIGKILL");
  expect(await run.ended).toBe(0);
  expect(run.stderr.replaceAll(/\s+/g, " ")).toMatch(/ended when what it watched was gone/);
  await nothingIsLeft(run, ["out"]);
  const file = join(folder, "out");
  truncateSync(file, statSync(file).size - 10);
  const { exitCode, stdout, stderr } = await copyscope(["report", file]);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/ended early/);
  expect(stderr).toMatch(/^The recording ended early, after \d+ whole intervals: .*the file was cut/m);
});

/** A filesystem of a page or two, which nobody else sees. */
const onSmallDisk = (...rest: readonly string[]) => [
  ...[
    "unshare",
    "--mount",
    "sh",
    "-c",
    'mount -t tmpfs -o size=4k,mode=1777 none "$0" && "$@"; s=$?; ls "$0"; exit $s',
  ],
  ...[folder, ...COPYSCOPE, ...rest],
];

describe("A full disk", () => {
  test("ends a recording without a command, which can be read up to there", async () => {
    const argv = record("--system", "--interval", "100", "--duration", "60");
    const run = new Run([], {}, () => onSmallDisk(...argv));
    expect(await run.ended).toBe(125);
    expect(run.stderr).toMatch(/^copyscope: cannot write '.*out': the disk is full; .*can be read\.$/m);
    await nothingIsLeft(run, []);
  });

  test("does not disturb a command, which runs to its own end", async () => {
    const busy = "for i in $(seq 30); do for j in $(seq 20); do (exit 0); done; sleep 0.05; done; echo done; exit 3";
    const run = new Run([], {}, () => onSmallDisk(...record("--interval", "100", "--", "sh", "-c", busy)));
    expect(await run.ended).toBe(125);
    expect(run.stdout).toBe("done\nout\n");
    expect(run.stderr).toMatch(/the disk is full/);
    expect(run.stderr).toMatch(/The command itself ended with status 3/);
    await nothingIsLeft(run, []);
  });
});
