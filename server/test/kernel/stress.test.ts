/**
 * Stress: both processors busy with one-byte reads and a storm of 20,000 short processes. Either every
 * call is accounted for, or trust says what is missing.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bpftraceVersions } from "../matrix/versions.ts";
import { recordCommand } from "./copyscope.ts";
import { makeWorkshop, type Workshop } from "./workloads.ts";

const READS = 2_000_000;
const CHILDREN = 20_000;

let shop: Workshop;

beforeAll(() => {
  shop = makeWorkshop();
});

afterAll(() => shop.clean());

describe.each(bpftraceVersions)("with bpftrace $version", ({ command: bpftrace }) => {
  test("every call of a fork storm beside millions of reads is counted, or said to be missing", async () => {
    const script = `${shop.program("reader")} ${READS / 2} 2 & ${shop.program("forkstorm")} ${CHILDREN} 8; wait`;
    const { report, ran } = await recordCommand(["sh", "-c", script], shop.file("run.copyscope"), {
      bpftrace,
      flags: ["--detail", "counts"],
    });
    expect(ran.exitCode).toBe(0);
    const storm = [...report.processes, ...report.processGroups].filter(({ command }) => command === "forkstorm");
    const calls = (name: string) =>
      storm.flatMap(({ syscalls }) => syscalls).reduce((sum, row) => sum + (row.name === name ? row.calls : 0), 0);
    const readers = report.processes.filter(({ command }) => command === "reader");
    const reads = readers.flatMap(({ flows }) => flows.filter(({ from }) => from === "zero"));
    expect(reads.reduce((sum, { calls }) => sum + calls, 0)).toBe(READS);
    expect(reads.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(READS);
    if (report.trust.complete) {
      expect(calls("getppid")).toBe(10 * CHILDREN);
      expect(calls("exit_group")).toBeGreaterThanOrEqual(CHILDREN);
    } else {
      expect(report.trust.reasons.join()).toMatch(/Full maps|lost|skipped/);
      expect(calls("getppid")).toBeLessThanOrEqual(10 * CHILDREN);
    }
    console.info(
      `bpftrace ${report.recording.bpftrace}: ${report.totals.syscalls} calls in ${report.recording.durationSeconds.toFixed(1)} s, ` +
        `${report.trust.complete ? "complete" : report.trust.reasons.join(" ")}; ` +
        `${Math.round((report.cost.bpftraceResidentBytes ?? 0) / 2 ** 20)} MiB in bpftrace, ` +
        `${Math.round((report.cost.serverResidentBytes ?? 0) / 2 ** 20)} MiB in copyscope`,
    );
  });

  test("no process of a fork storm has more time than there was, however the processors are fought over", async () => {
    const script = `${shop.program("reader")} ${READS / 4} 2 & ${shop.program("forkstorm")} ${CHILDREN / 4} 8; wait`;
    const { report, ran } = await recordCommand(["sh", "-c", script], shop.file("timed.copyscope"), { bpftrace });
    expect(ran.exitCode).toBe(0);
    const single = report.processes.filter(({ command }) => command === "forkstorm" || command === "reader");
    expect(single.length).toBeGreaterThan(100);
    for (const { totals } of [...report.processes, ...report.processGroups]) {
      const most = Math.max(...Object.values(totals.timeSeconds ?? {}));
      expect(most).toBeLessThan(report.recording.durationSeconds * CHILDREN);
    }
    for (const { totals } of single) {
      const whole = Object.values(totals.timeSeconds ?? {}).reduce((sum, part) => sum + part, 0);
      // The reader has three threads, the children one each.
      expect(whole).toBeLessThanOrEqual(3 * report.recording.durationSeconds);
    }
  });
});
