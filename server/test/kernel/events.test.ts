/**
 * Single events (detail events), with every bpftrace of the matrix: they are as many as strace counts, the lanes made of
 * them add up to the time split, and what is not captured is known and costs no count.
 */
import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Frame, TimeSplit } from "../../model/frame.ts";
import { eventWindows, lanesFromEvents } from "../../model/lanes-from-events.ts";
import { readWhole } from "../builders/recordings.ts";
import { bpftraceVersions } from "../matrix/versions.ts";
import { recordCommand } from "./copyscope.ts";
import { straceCounts } from "./strace.ts";
import { makeWorkshop, type Workshop } from "./workloads.ts";

let shop: Workshop;

beforeAll(() => {
  shop = makeWorkshop();
  writeFileSync(shop.file("data"), Buffer.alloc(100_003, "copyscope"));
});

afterAll(() => shop.clean());

/** Single calls by name, without those that strace never sees return. */
function callsOfEvents(frames: readonly Frame[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { events } of frames) {
    for (const name of events?.threads.flatMap(({ calls }) => calls.name) ?? []) {
      const word = events?.names[name] ?? "";
      if (word !== "exit" && word !== "exit_group") counts[word] = (counts[word] ?? 0) + 1;
    }
  }
  return counts;
}

/** The time split of each thread, over all frames. */
function timesOf(frames: readonly Frame[]): Map<number, TimeSplit> {
  const times = new Map<number, TimeSplit>();
  for (const thread of frames.flatMap(({ processes }) => processes.flatMap(({ threads }) => threads ?? []))) {
    if (thread.time === null) continue;
    const sum = times.get(thread.tid) ?? { user: 0, kernel: 0, runnable: 0, blocked: 0 };
    times.set(thread.tid, {
      user: sum.user + thread.time.user,
      kernel: sum.kernel + thread.time.kernel,
      runnable: sum.runnable + thread.time.runnable,
      blocked: sum.blocked + thread.time.blocked,
    });
  }
  return times;
}

describe.each(bpftraceVersions)("with bpftrace $version", ({ command: bpftrace }) => {
  const record = async (command: readonly string[], limit = 100_000) => {
    const file = shop.file("run.copyscope");
    const flags = ["--detail", "events", "--threads", "--events-limit", String(limit)];
    const { report } = await recordCommand(command, file, { bpftrace, flags, cwd: shop.directory });
    const read = await readWhole(file);
    if (typeof read === "string") throw new Error(read);
    return { report, frames: read.frames };
  };

  test("the single calls of programs are those that strace counts", async () => {
    for (const command of [
      ["dd", "if=/dev/zero", "of=/dev/null", "bs=100", "count=1000"],
      [shop.program("forker"), "29"],
    ]) {
      const judged = await straceCounts(command, shop.file("strace"), shop.directory);
      const { report, frames } = await record(command, 100_000);
      const counts = Object.fromEntries(Object.entries(judged).map(([name, { calls }]) => [name, calls]));
      expect(callsOfEvents(frames)).toEqual(counts);
      expect(report.events).toMatchObject({ lost: 0, limitedFrames: 0 });
      expect(report.trust.lostEvents).toBe(0);
    }
  });

  test("the lanes of each thread add up to its time split, and its calls moved what the flows say", async () => {
    const { report, frames } = await record(
      [shop.program("threads"), "4", "211", shop.file("data"), shop.file("t")],
      100_000,
    );
    const [window = []] = eventWindows(frames);
    const lanes = lanesFromEvents(window);
    const times = timesOf(frames);
    expect(lanes?.threads.length).toBe(5);
    expect(report.events?.lost).toBe(0);
    for (const { tid, time } of lanes?.threads ?? []) {
      const split = times.get(tid);
      if (split === undefined) throw new Error(`thread ${tid} has no time split`);
      const wall = split.user + split.kernel + split.runnable + split.blocked;
      expect(time.unknown, "unknown").toBe(0);
      for (const state of ["user", "kernel", "runnable", "blocked"] as const) {
        expect(Math.abs(time[state] - split[state]) / wall, `${state} of thread ${tid}`).toBeLessThan(0.005);
      }
    }
    const written = lanes?.threads.flatMap(({ calls }) => calls.filter(({ name }) => name === "write")) ?? [];
    const flows = report.flows.filter(({ operation }) => operation === "write");
    expect(written.reduce((sum, { result }) => sum + Math.max(0, result), 0)).toBe(
      flows.reduce((sum, { bytes }) => sum + bytes, 0),
    );
    expect(new Set(written.map(({ flow }) => flow?.mechanism))).toEqual(
      new Set(flows.map(({ mechanism }) => mechanism)),
    );
  });

  test("the program is not put off its CPU for each event that is printed", async () => {
    const { report } = await record(["dd", "if=/dev/zero", "of=/dev/null", "bs=100", "count=10000"]);
    expect(report.events?.calls).toBeGreaterThan(10_000);
    // It was for more than half of them when bpftrace woke before everybody at each.
    expect(report.totals.switches?.involuntary).toBeLessThan(2_000);
  });

  test("beyond the limit events are missing in known places, and the counts are exact all the same", async () => {
    // Long enough for several frames, however fast the machine: only what is captured after it closes a hole.
    const { report, frames } = await record([shop.program("reader"), "1200000"], 2000);
    const reads = report.flows.filter(({ operation, from }) => operation === "read" && from === "zero");
    expect(reads).toMatchObject([{ calls: 1_200_000, bytes: 1_200_000 }]);
    expect(report.trust).toMatchObject({ complete: true, lostEvents: 0 });
    const captured = Object.values(callsOfEvents(frames)).reduce((sum, count) => sum + count, 0);
    const { lost = 0, limitedFrames = 0 } = report.events ?? {};
    expect(limitedFrames).toBeGreaterThan(0);
    expect(captured).toBeGreaterThan(400);
    // what came after the last event that was captured is in no hole
    expect(captured + lost).toBeLessThanOrEqual(report.totals.syscalls + (report.events?.switches ?? 0) + lost);
    const holes = frames.flatMap(({ events }) => events?.threads.flatMap(({ holes }) => holes.lost) ?? []);
    expect(holes.reduce((sum, each) => sum + each, 0)).toBe(lost);
    expect(lost).toBeGreaterThan(0);
  });
});
