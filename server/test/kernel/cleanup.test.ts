/**
 * Whatever is killed, nothing is left behind: no bpftrace, no traced command running or stopped, the kernel's
 * switch as it was found, the recording readable.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { COPYSCOPE, reportOf } from "./copyscope.ts";
import { makeWorkshop, type Workshop } from "./workloads.ts";

let shop: Workshop;
let switchBefore: string;

const SWITCH = "/proc/sys/kernel/bpf_stats_enabled";

beforeAll(() => {
  shop = makeWorkshop();
  switchBefore = readFileSync(SWITCH, "utf8");
});

afterAll(() => {
  for (const host of hosts) host.kill("SIGKILL");
  shop.clean();
});

const hosts: ChildProcess[] = [];

interface Seen {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
  readonly state: string;
  readonly words: string;
}

/** All processes that are neither dead nor dying, as /proc has them. */
function processes(): readonly Seen[] {
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((entry) => {
      try {
        const stat = readFileSync(`/proc/${entry}/stat`, "latin1");
        const close = stat.lastIndexOf(")");
        const [state = "", parent = ""] = stat.slice(close + 2).split(" ");
        const words = readFileSync(`/proc/${entry}/cmdline`, "latin1").replaceAll("\0", " ");
        if (state === "Z" || state === "X" || words === "") return [];
        return [
          { pid: Number(entry), parent: Number(parent), name: stat.slice(stat.indexOf("(") + 1, close), state, words },
        ];
      } catch {
        return [];
      }
    });
}

/** Waits until the condition holds; fails with the sentence when it does not within the time. */
async function until(what: string, holds: () => boolean, milliseconds = 20_000): Promise<void> {
  const end = Date.now() + milliseconds;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`not within ${milliseconds} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Everything that descends from a process. */
function below(root: number): readonly Seen[] {
  const all = processes();
  const found = new Set([root]);
  for (let more = true; more; ) {
    more = false;
    for (const { pid, parent } of all) {
      if (found.has(parent) && !found.has(pid)) {
        found.add(pid);
        more = true;
      }
    }
  }
  return all.filter(({ pid }) => found.has(pid) && pid !== root);
}

interface Run {
  readonly host: ChildProcess;
  readonly pid: number;
  readonly file: string;
  readonly ended: Promise<number>;
  /** A word in the command line of what it started, to find it by. */
  readonly mark: string;
}

let runs = 0;

/** Starts a recording of a command with children that would live long. */
function start(): Run {
  const mark = `1${String(process.pid).padStart(7, "0")}${String(++runs).padStart(3, "0")}`;
  const file = shop.file(`cleanup-${runs}.copyscope`);
  const script = `sleep ${mark} & sleep ${mark}`;
  const host = spawn(COPYSCOPE[0] as string, [...COPYSCOPE.slice(1), "record", "-o", file, "--", "sh", "-c", script], {
    stdio: "ignore",
    detached: true,
  });
  hosts.push(host);
  const ended = new Promise<number>((resolve) => host.once("exit", (code) => resolve(code ?? -1)));
  return { host, pid: host.pid as number, file, ended, mark };
}

const sleepers = (run: Run): readonly Seen[] =>
  processes().filter(({ name, words }) => name === "sleep" && words.includes(run.mark));

const bpftraceOf = (run: Run): Seen | undefined =>
  below(run.pid).find(({ name, words }) => name.startsWith("bpftrace") && words.includes("-f json"));

/** The recording is under way: the command runs, and at least one frame is on disk. */
async function underWay(run: Run): Promise<void> {
  await until("the command runs", () => sleepers(run).length === 2);
  await until("a frame is on disk", () => readFileSync(run.file).length > 300);
}

async function nothingLeft(run: Run, bpftrace: number | undefined): Promise<void> {
  await until("no command left, running or stopped", () => sleepers(run).length === 0, 2_000);
  await until("no bpftrace left", () => !processes().some(({ pid }) => pid === bpftrace), 2_500);
  await until("the kernel's switch is as it was", () => readFileSync(SWITCH, "utf8") === switchBefore, 2_500);
}

describe("nothing is left behind", () => {
  const victims: readonly (readonly [string, (run: Run) => number])[] = [
    ["the tracer", (run) => run.pid],
    [
      "the unprivileged side",
      (run) => below(run.pid).find(({ words }) => words.includes("main.js record"))?.pid as number,
    ],
    ["bpftrace", (run) => bpftraceOf(run)?.pid as number],
  ];
  test.each(victims)("when %s is killed", async (_, victim) => {
    const run = start();
    await underWay(run);
    const bpftrace = bpftraceOf(run)?.pid;
    process.kill(victim(run), "SIGKILL");
    await nothingLeft(run, bpftrace);
    await run.ended;
    const report = await reportOf(run.file);
    expect(report.processes.some(({ command }) => command === "sh")).toBe(true);
    expect(report.trust.complete).toBe(false);
  });

  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "when it is asked to end by %s, and the recording is whole",
    async (signal) => {
      const run = start();
      await underWay(run);
      const bpftrace = bpftraceOf(run)?.pid;
      // A shell that waits for a child passes nothing on: the child is ended with it.
      process.kill(run.pid, signal);
      const status = await run.ended;
      await nothingLeft(run, bpftrace);
      expect([130, 143, 129, 137]).toContain(status);
      const report = await reportOf(run.file);
      expect(report.trust.reasons).toEqual([]);
    },
  );

  test("when it is killed before the probes are attached, and the command never runs", async () => {
    const run = start();
    await until("bpftrace has been started", () => bpftraceOf(run) !== undefined);
    const bpftrace = bpftraceOf(run)?.pid;
    process.kill(run.pid, "SIGKILL");
    await nothingLeft(run, bpftrace);
    expect(sleepers(run)).toEqual([]);
  });

  test("when one of two ends first, and the switch stays on for the other", { retry: 2, timeout: 60_000 }, async () => {
    const one = start();
    const two = start();
    await Promise.all([underWay(one), underWay(two)]);
    process.kill(one.pid, "SIGTERM");
    await one.ended;
    expect(readFileSync(SWITCH, "utf8").trim()).toBe("1");
    const bpftrace = bpftraceOf(two)?.pid;
    process.kill(two.pid, "SIGTERM");
    await two.ended;
    await nothingLeft(two, bpftrace);
  });
});
