/**
 * A scope holds what it names, all of it, and nothing else: beside programs that do the same and are not in it. Each
 * workload writes lines to /dev/null, a known number of them; the neighbours write there all the time.
 */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { Report, ReportFlow } from "../../model/report.ts";
import { reportOf } from "./copyscope.ts";
import { Run, until } from "./run.ts";

let folder: string;
/** Copies of the shell, under names of their own. */
let scoped: string;
let neighbours: readonly ReturnType<typeof start>[];

/** Shell: `to_null N` writes N lines of two bytes to /dev/null, by the shell itself; `step NAME` waits to be told. */
const WORDS = `
to_null() { i=0; while [ $i -lt $1 ]; do echo x; i=$((i+1)); done >/dev/null; }
step() { until [ -e "$FOLDER/$1" ]; do sleep 0.02; done; }
`;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "copyscope-scopes-"));
  for (const name of ["scoped", "scoped2", "cope"]) copyFileSync("/bin/sh", join(folder, name));
  scoped = join(folder, "scoped");
});

beforeEach(() => {
  rmSync(join(folder, "steps"), { recursive: true, force: true });
  mkdirSync(join(folder, "steps"));
  const others = ["sh", join(folder, "scoped2"), join(folder, "cope")];
  neighbours = others.map((shell) => start("while :; do to_null 100; sleep 0.01; done", shell));
});

afterEach(async () => {
  for (const neighbour of neighbours) neighbour.kill("SIGKILL");
  await Promise.allSettled(neighbours);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function start(script: string, shell = "sh") {
  return execa(shell, ["-c", WORDS + script], {
    env: { FOLDER: join(folder, "steps") },
    stdin: "ignore",
    reject: false,
  });
}

const tell = (step: string) => writeFileSync(join(folder, "steps", step), "");
const told = (step: string) => until(() => existsSync(join(folder, "steps", step)), step);

/** Starts a recording; its end, by itself or by Ctrl-C, gives the report. */
async function record(
  ...scope: readonly string[]
): Promise<{ run: Run; end(): Promise<Report>; over(): Promise<Report> }> {
  const file = join(folder, "run.copyscope");
  const run = new Run(["record", "--force", "-o", file, "--interval", "100", ...scope]);
  await run.says("Ctrl-C ends it");
  const over = async () => {
    expect(await run.ended, run.stderr).toBe(0);
    return await reportOf(file);
  };
  const end = async () => {
    run.process.kill("SIGINT");
    return await over();
  };
  return { run, end, over };
}

function toNull(flows: readonly ReportFlow[]): { calls: number; bytes: number } {
  const writes = flows.filter(({ operation, to }) => operation === "write" && to === "null");
  const sum = (key: "calls" | "bytes") => writes.reduce((total, flow) => total + flow[key], 0);
  return { calls: sum("calls"), bytes: sum("bytes") };
}

const lines = (count: number) => ({ calls: count, bytes: 2 * count });

function commands(report: Report): readonly string[] {
  return [...new Set(report.processes.map(({ command }) => command))].sort();
}

test("--pid holds the process and its descendants, born before and after, also those that left the family", async () => {
  const watched = start(`
    (step go; to_null 700; touch "$FOLDER/child") &
    (setsid sh -c '${WORDS} touch "$FOLDER/waits"; step go; to_null 60; touch "$FOLDER/orphan"' &)
    step waits; touch "$FOLDER/all-wait"; step go
    to_null 500; sh -c '${WORDS} to_null 300' & (to_null 20 & ); wait; step child; step orphan`);
  await told("all-wait");
  const { over } = await record("--pid", String(watched.pid));
  tell("go");
  await watched;
  const report = await over();
  // The orphan had left the family before anybody looked: nothing in /proc says whose child it was.
  expect(toNull(report.flows)).toEqual(lines(700 + 500 + 300 + 20));
  expect(report.trust.reasons).toEqual([]);
  expect(report.recording.endReason).toBe("target-gone");
});

test("--comm holds every process of that name, from its exec to the next, and none of a longer or shorter name", async () => {
  const before = start(`touch "$FOLDER/waits"; step go; to_null 400; touch "$FOLDER/before"`, scoped);
  await told("waits");
  const { end } = await record("--comm", "scoped");
  tell("go");
  await start(`to_null 300; (to_null 30); sh -c '${WORDS} to_null 50'; exec sh -c '${WORDS} to_null 70'`, scoped);
  await start(`to_null 90; exec "${scoped}" -c '${WORDS} to_null 7'`, "sh");
  await before;
  const report = await end();
  expect(toNull(report.flows)).toEqual(lines(400 + 300 + 30 + 7));
  expect(commands(report)).toEqual(["scoped"]);
  expect(report.trust.reasons).toEqual([]);
});

test("--cgroup holds what is in it and below, as long as it is there", async () => {
  const mount = /^\S+ (\S+) cgroup2 /m.exec(readFileSync("/proc/self/mounts", "utf8"))?.[1];
  if (mount === undefined) throw new Error("No cgroup v2 hierarchy is mounted here, so --cgroup cannot be tested.");
  const watched = join(mount, `copyscope-test-${process.pid}`);
  const inner = join(watched, "inner");
  mkdirSync(inner, { recursive: true });
  const later = join(watched, "later");
  try {
    const moved = start(`
      step one; to_null 100; touch "$FOLDER/one-done"
      step two; to_null 200; sh -c '${WORDS} to_null 10'; touch "$FOLDER/two-done"
      step three; to_null 40; touch "$FOLDER/three-done"
      step out; to_null 60; sleep 1; touch "$FOLDER/out-done"
      step four; to_null 25; touch "$FOLDER/four-done"
      step five; to_null 80`);
    const moveTo = (cgroup: string) => writeFileSync(join(cgroup, "cgroup.procs"), String(moved.pid));
    const { end } = await record("--cgroup", watched);
    for (const [step, place] of [
      ["one", mount],
      ["two", watched],
      ["three", inner],
      ["out", mount],
      ["four", later],
    ] as const) {
      if (place === later) mkdirSync(later);
      moveTo(place);
      tell(step);
      await told(`${step}-done`);
    }
    moveTo(mount);
    tell("five");
    await moved;
    const report = await end();
    expect(toNull(report.flows)).toEqual(lines(200 + 10 + 40 + 25));
    // What it did outside is in none of the parts of its time.
    const { user, kernel, runnable, blocked } = report.processes.find(({ pid }) => pid === moved.pid)?.totals
      .timeSeconds ?? { user: 9, kernel: 9, runnable: 9, blocked: 9 };
    expect(user + kernel + runnable + blocked).toBeLessThan(report.recording.durationSeconds - 1);
    expect(report.trust.reasons).toEqual([]);
  } finally {
    for (const cgroup of [inner, later, watched]) if (existsSync(cgroup)) rmdirSync(cgroup);
  }
});

test("--system holds everybody, each with what it did, but not copyscope itself", async () => {
  const { run, end } = await record("--system");
  const own = run.alive().map(({ pid }) => pid);
  const known = start("to_null 1000; sleep 0.1; to_null 500");
  await known;
  const report = await end();
  const work = report.processes.find(({ pid }) => pid === known.pid);
  expect(toNull(work?.flows ?? [])).toEqual(lines(1500));
  for (const { pid } of neighbours) {
    expect(toNull(report.processes.find((process) => process.pid === pid)?.flows ?? []).calls).toBeGreaterThan(0);
  }
  expect(own.length).toBeGreaterThanOrEqual(4);
  expect(report.processes.filter(({ pid }) => own.includes(pid))).toEqual([]);
});
