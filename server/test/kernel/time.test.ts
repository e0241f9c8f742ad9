/**
 * Time: what each thread's clock says is what the kernel's own account says, with every bpftrace of the matrix, also of
 * threads that were there before, that sleep often, that never leave their CPU, and that change their number.
 */
import { readFileSync } from "node:fs";
import { execa } from "execa";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Frame, TimeSplit } from "../../model/frame.ts";
import { readWhole } from "../builders/recordings.ts";
import { bpftraceVersions } from "../matrix/versions.ts";
import { copyscope, jsonLines, recordCommand, reportOf } from "./copyscope.ts";
import { makeWorkshop, type Workshop } from "./workloads.ts";

let shop: Workshop;
let running: ReturnType<typeof launch>[] = [];

beforeAll(() => {
  shop = makeWorkshop();
});

afterEach(async () => {
  for (const process of running) process.kill("SIGKILL");
  await Promise.allSettled(running);
  running = [];
});

afterAll(() => shop.clean());

function launch(name: string, words: readonly string[]) {
  return execa(shop.program(name), words, { stdin: "ignore", reject: false });
}

function start(name: string, ...words: readonly string[]): number {
  const process = launch(name, words);
  running.push(process);
  if (process.pid === undefined) throw new Error(`${name} did not start`);
  return process.pid;
}

/** User and kernel time of a process in seconds, as the kernel divides its CPU time by where the timer tick fell. */
function modesOf(pid: number): { user: number; kernel: number } {
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  const [user, kernel] = stat
    .slice(stat.lastIndexOf(")") + 2)
    .split(" ")
    .slice(11, 13);
  return { user: Number(user) / 100, kernel: Number(kernel) / 100 };
}

const cpu = ({ user, kernel }: TimeSplit): number => user + kernel;
const wall = (time: TimeSplit): number => cpu(time) + time.runnable + time.blocked;

/** Waits until the process has computed for so many seconds: its start is over then. */
async function hasComputed(pid: number, seconds: number): Promise<void> {
  while (modesOf(pid).user < seconds) await new Promise((resolve) => setTimeout(resolve, 10));
}

function timeOf(frame: Frame, pid: number): TimeSplit | null {
  return frame.processes.find((process) => process.pid === pid)?.time ?? null;
}

describe.each(bpftraceVersions)("with bpftrace $version", ({ command: bpftrace }) => {
  const record = async (...words: readonly string[]) => {
    const file = shop.file("run.copyscope");
    const ran = await copyscope(["record", "--force", "-o", file, "--threads", ...words], { bpftrace });
    if (ran.exitCode !== 0) throw new Error(ran.stderr);
    const read = await readWhole(file);
    if (typeof read === "string") throw new Error(read);
    return { report: await reportOf(file), frames: read.frames };
  };

  test("processes that compute when they are found are in user mode, and not in the kernel or blocked", async () => {
    // Two on one CPU: one of them waits for it when the probes are attached.
    const pids = [start("spinner", "60", "0"), start("spinner", "60", "0")];
    for (const pid of pids) await hasComputed(pid, 0.05);
    for (const pid of pids) {
      const before = modesOf(pid);
      const { report } = await record("--pid", String(pid), "--duration", "2");
      const after = modesOf(pid);
      const judged = { user: after.user - before.user, kernel: after.kernel - before.kernel };
      const time = report.totals.timeSeconds;
      if (time === null) throw new Error("no time split");
      expect(judged.user / (judged.user + judged.kernel), "user share as /proc has it").toBeGreaterThan(0.9);
      expect(time.user / cpu(time), "user share").toBeGreaterThan(0.98);
      expect(time.blocked / wall(time), "blocked share").toBeLessThan(0.01);
      expect(Math.abs(wall(time) / report.recording.durationSeconds - 1), "wall").toBeLessThan(0.015);
    }
  });

  test("CPU time and waits of threads that sleep often are those of /proc/TID/schedstat", async () => {
    const { report } = await recordCommand(
      [shop.program("sleeper"), "4", "5000", shop.file("slept")],
      shop.file("run"),
      {
        bpftrace,
        flags: ["--threads"],
      },
    );
    const threads = new Map(
      report.processes.flatMap((process) => process.threads ?? []).map(({ tid, timeSeconds }) => [tid, timeSeconds]),
    );
    const accounts = jsonLines<{ tid: number; wallNs: number; cpuNs: number; waitNs: number }>(shop.file("slept"));
    expect(accounts).toHaveLength(4);
    for (const { tid, wallNs, cpuNs, waitNs } of accounts) {
      const time = threads.get(tid);
      if (time == null) throw new Error(`thread ${tid} has no time split`);
      // What comes before its first line and after its last look can be any of the four.
      const outside = wall(time) * 1e9 - wallNs;
      expect(outside, "wall").toBeGreaterThan(wallNs * -0.001);
      expect(outside, "wall").toBeLessThan(wallNs * 0.005 + 50e6);
      expect(cpu(time) * 1e9, "user + kernel").toBeGreaterThan(cpuNs * 0.995);
      expect(cpu(time) * 1e9, "user + kernel").toBeLessThan(cpuNs * 1.005 + Math.min(outside, 2e6));
      expect(time.runnable * 1e9, "runnable").toBeGreaterThan(waitNs * 0.987);
      expect(time.runnable * 1e9, "runnable").toBeLessThan(waitNs * 1.013 + outside);
    }
    // Each arrival on a CPU is one wait, also those whose wake-up the kernel skipped.
    expect(report.trust.lostEvents + report.trust.skippedRuns).toBe(0);
  });

  test("a thread that never leaves its CPU is in each frame, and adds up to wall time", async () => {
    const pid = start("spinner", "60", "1", "1");
    await hasComputed(pid, 0.05);
    const { frames } = await record("--pid", String(pid), "--duration", "3", "--interval", "200");
    const lengths = frames.map(({ start, end }) => (end - start) / 1000);
    const times = frames.map((frame) => timeOf(frame, pid));
    const heard = times.map((time) => (time === null ? 0 : wall(time) / 1e9));
    expect(heard.length).toBeGreaterThan(5);
    for (const [index, seconds] of heard.slice(1).entries()) {
      // Heard of 49 times a second, so what a frame tells begins and ends up to 21 ms before the frame does.
      expect(Math.abs(seconds - (lengths[index + 1] ?? 0)), `frame ${index + 1}`).toBeLessThan(0.03);
    }
    const whole = lengths.reduce((sum, length) => sum + length, 0);
    const told = heard.reduce((sum, seconds) => sum + seconds, 0);
    expect(told).toBeGreaterThan(whole * 0.995 - 0.021);
    expect(told).toBeLessThan(whole * 1.005);
    const inUser = times.reduce((sum, time) => sum + (time?.user ?? 0), 0) / 1e9;
    expect(inUser / told).toBeGreaterThan(0.9); // the kernel keeps 50 ms of each second for others
  });

  test("a thread that executes another program goes on under its process's number", async () => {
    const judge = ["/usr/bin/time", "-f", "%w %c %U %S", "-o", shop.file("usage")];
    const file = shop.file("run.copyscope");
    const command = [...judge, shop.program("changeling"), "997", shop.file("changed")];
    const { report } = await recordCommand(command, file, { bpftrace, flags: ["--threads"] });
    const [voluntary = 0, involuntary = 0] = readFileSync(shop.file("usage"), "utf8").split(" ").map(Number);
    const [account] = jsonLines<{ tid: number; wallNs: number; cpuNs: number }>(shop.file("changed"));
    const process = report.processes.find(({ command }) => command === "changeling");
    const switches = process?.totals.switches;
    // The main thread's last switch can come before or after the kernel has closed its account.
    expect(Math.abs((switches?.voluntary ?? 0) - voluntary), "voluntary").toBeLessThanOrEqual(1);
    expect(Math.abs((switches?.involuntary ?? 0) - involuntary), "involuntary").toBeLessThanOrEqual(1);
    const time = process?.threads?.find(({ tid }) => tid === account?.tid)?.timeSeconds;
    if (time == null || account === undefined) throw new Error("the thread has no time split");
    // Its CPU time goes on from before it had this number, and the main thread had it.
    expect(cpu(time) * 1e9).toBeGreaterThan(account.cpuNs * 0.97);
    expect(cpu(time) * 1e9).toBeLessThan(account.cpuNs * 1.03 + 5e6);
    expect(wall(time) * 1e9).toBeGreaterThan(account.wallNs * 0.995);
    expect(wall(time) * 1e9).toBeLessThan(account.wallNs * 1.005 + 60e6);
  });
});
