/**
 * Stress: more calls than a million a second are offered on both processors, beside a storm of 20,000 short processes. Every call
 * is accounted for, or trust names what is missing; and neither bpftrace nor copyscope needs much memory for it.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { keysPerStats } from "../../bpftrace/dialect.ts";
import type { Report } from "../../model/report.ts";
import { bpftraceVersions } from "../matrix/versions.ts";
import { jsonLines, recordCommand } from "./copyscope.ts";
import { makeWorkshop, type Workshop } from "./workloads.ts";

const CALLS = 2_000_000;
const READS = 200_000;
const CHILDREN = 20_000;
const MILLION = 1_000_000;
const MEBIBYTE = 2 ** 20;

let shop: Workshop;

beforeAll(() => {
  shop = makeWorkshop();
});

afterAll(() => shop.clean());

/** Everything that ran under a command's name. */
function rowsOf(report: Report, command: string) {
  return [...report.processes, ...report.processGroups].filter((row) => row.command === command);
}

function callsOf(report: Report, command: string, name: string): number {
  return rowsOf(report, command)
    .flatMap(({ syscalls }) => syscalls)
    .reduce((sum, row) => sum + (row.name === name ? row.calls : 0), 0);
}

/** What was counted of so many, and the map it was counted in: nothing too much, and what is missing has a name. */
function expectAccounted({ trust, recording }: Report, counted: number, made: number, map: string): void {
  if (trust.complete) expect(counted).toBe(made);
  expect(counted).toBeLessThanOrEqual(made);
  // Until 0.23 bpftrace did not say how many updates a full map refused, only the map tells that there were some.
  const silent = trust.mapsFull.includes(map) && keysPerStats(recording.bpftrace) === 2;
  // Everything else that trust names is one event each.
  if (!silent) expect(made - counted).toBeLessThanOrEqual(trust.lostEvents + trust.skippedRuns);
}

function expectLittleMemory({ cost }: Report): void {
  expect(cost.bpftraceResidentBytes).toBeLessThan(256 * MEBIBYTE);
  expect(cost.serverResidentBytes).toBeLessThan(300 * MEBIBYTE);
}

function say(report: Report): void {
  const { recording, totals, trust, cost } = report;
  const mebibytes = (bytes: number | null) => Math.round((bytes ?? 0) / MEBIBYTE);
  console.info(
    `bpftrace ${recording.bpftrace}, ${recording.detail}: ${totals.syscalls} calls in ${recording.durationSeconds.toFixed(1)} s, ` +
      `${recording.frames} frames; ${trust.complete ? "complete" : trust.reasons.join(" ")}; ` +
      `${mebibytes(cost.bpftraceResidentBytes)} MiB in bpftrace, ${mebibytes(cost.serverResidentBytes)} MiB in copyscope`,
  );
}

/**
 * Calls a second of all processors' time that a shell's children have had, from what `times` says of them: POSIX puts it on the
 * second line, user and system, as 0m1.25s 0m3.50s. Unlike a clock it does not depend on what else the machine does.
 */
function callsPerSecond(calls: number, times: string): number {
  const parts = [...(times.split("\n")[1] ?? "").matchAll(/(\d+)m([\d.]+)s/g)];
  const seconds = parts.reduce((sum, [, minutes, rest]) => sum + 60 * Number(minutes) + Number(rest), 0);
  expect(seconds).toBeGreaterThan(0);
  return (calls * availableParallelism()) / seconds;
}

test("untraced, more than a million calls a second are offered", () => {
  const times = execFileSync("sh", ["-c", `${shop.program("caller")} ${CALLS} 2; times`], { encoding: "utf8" });
  expect(callsPerSecond(2 * CALLS, times)).toBeGreaterThan(MILLION);
});

describe.each(bpftraceVersions)("with bpftrace $version", ({ command: bpftrace }) => {
  test("every call and switch of a fork storm beside millions of calls is counted, or said to be missing", async () => {
    const told = shop.file("switches.json");
    const took = shop.file("times");
    const script = [
      `(${shop.program("caller")} ${CALLS / 2} 2; times >${took}) &`,
      `${shop.program("reader")} ${READS / 2} 2 &`,
      `${shop.program("forkstorm")} ${CHILDREN} 8 ${told}; wait`,
    ].join(" ");
    const flags = ["--detail", "counts"];
    const { report, ran } = await recordCommand(["sh", "-c", script], shop.file("run.copyscope"), { bpftrace, flags });
    say(report);
    // 1.7 to 2.5 million of them (node scripts/bench/stress.mjs rates).
    expect(callsPerSecond(CALLS, readFileSync(took, "utf8"))).toBeGreaterThan(MILLION);
    expect(ran.exitCode).toBe(0);
    expectLittleMemory(report);
    expectAccounted(report, callsOf(report, "caller", "getppid"), CALLS, "calls");
    expectAccounted(report, callsOf(report, "forkstorm", "getppid"), 10 * CHILDREN, "calls");
    expectAccounted(report, callsOf(report, "forkstorm", "exit_group"), CHILDREN + 1, "calls");
    const reads = rowsOf(report, "reader").flatMap(({ flows }) => flows.filter(({ from }) => from === "zero"));
    for (const part of ["calls", "bytes"] as const) {
      const counted = reads.reduce((sum, row) => sum + row[part], 0);
      expectAccounted(report, counted, READS, "flows");
    }

    const [kernel] = jsonLines<{ voluntary: number; involuntary: number }>(told);
    // All but the one that waits for the others.
    const children = rowsOf(report, "forkstorm").filter(({ syscalls }) =>
      syscalls.every(({ name }) => name !== "wait4"),
    );
    const counted = (kind: "voluntary" | "involuntary") =>
      children.reduce((sum, { totals }) => sum + (totals.switches?.[kind] ?? 0), 0);
    if (kernel === undefined) throw new Error("the storm has not told its switches");
    if (report.trust.complete) {
      expect(counted("involuntary")).toBe(kernel.involuntary);
      // A child that is waited for before it has left its CPU for good has one more, which the kernel tells nobody.
      expect(counted("voluntary")).toBeGreaterThanOrEqual(kernel.voluntary);
      expect(counted("voluntary")).toBeLessThanOrEqual(kernel.voluntary + CHILDREN / 100);
    }
  });

  test("a storm in one long interval fills no map, and no process of it has more time than there was", async () => {
    const script = `${shop.program("reader")} ${READS} 2 & ${shop.program("forkstorm")} ${CHILDREN / 2} 8; wait`;
    const flags = ["--interval", "20000"];
    const file = shop.file("timed.copyscope");
    const { report, ran } = await recordCommand(["sh", "-c", script], file, { bpftrace, flags });
    say(report);
    expect(ran.exitCode).toBe(0);
    // Each child makes three different calls at least: 30,000 keys, where a map holds 16,384.
    expect(report.trust.mapsFull).toEqual([]);
    expectAccounted(report, callsOf(report, "forkstorm", "getppid"), (10 * CHILDREN) / 2, "calls");
    expectLittleMemory(report);
    const single = [...rowsOf(report, "forkstorm"), ...rowsOf(report, "reader")];
    expect(single.length).toBeGreaterThan(100);
    for (const row of single) {
      const processes = "processes" in row ? row.processes : 1;
      const whole = Object.values(row.totals.timeSeconds ?? {}).reduce((sum, part) => sum + part, 0);
      // The reader has three threads, the children one each.
      expect(whole).toBeLessThanOrEqual(3 * processes * report.recording.durationSeconds);
    }
  });
});
