import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { PROBE_FILES } from "../probes/sources.ts";
import { type DoctorReport, runDoctor } from "./doctor.ts";
import { THIS_MACHINE } from "./surroundings.ts";
import { trialOutcome } from "./trial.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "copyscope-doctor-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const usual = { bpftrace: "bpftrace", probes: PROBE_FILES, recordings: tmpdir() };

function find(report: DoctorReport, id: string) {
  return report.checks.find((check) => check.id === id);
}

function fakeBpftrace(script: string): string {
  const path = join(folder, "bpftrace");
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

describe("the doctor", () => {
  test.skipIf(process.geteuid?.() !== 0)("finds nothing wrong with this machine", async () => {
    const report = await runDoctor(usual);
    expect(report.checks.filter(({ status }) => status === "fail")).toEqual([]);
    expect(report).toMatchObject({ schema: "copyscope-doctor/1", ok: true });
    expect(find(report, "kernel")?.found).toMatch(/^Linux \d+\.\d+/);
    expect(find(report, "bpftrace")?.found).toMatch(/^0\.\d+.* at \//);
    expect(find(report, "privileges")?.found).toContain("CAP_SYS_ADMIN");
    expect(find(report, "pid-namespace")?.status).toBe("ok");
  });

  test("gives every check its own id, and a remedy with every failure and warning", async () => {
    const report = await runDoctor({ ...usual, surroundings: { ...THIS_MACHINE, path: folder, sys: folder } });
    expect(new Set(report.checks.map(({ id }) => id)).size).toBe(report.checks.length);
    for (const check of report.checks) {
      expect(check.found).not.toBe("");
      if (check.status === "fail" || check.status === "warn") expect(check.remedy).toMatch(/\w{3}/);
    }
  });

  test("fails with a remedy where there is no bpftrace, and does not try one", async () => {
    const report = await runDoctor({ ...usual, surroundings: { ...THIS_MACHINE, path: folder } });
    expect(report.ok).toBe(false);
    expect(find(report, "bpftrace")).toMatchObject({
      status: "fail",
      found: "no bpftrace on PATH",
      remedy: expect.stringContaining("apt-get install bpftrace"),
    });
    expect(find(report, "trial")?.status).toBe("skip");
    expect(find(report, "compiler")).toMatchObject({ status: "warn", remedy: expect.stringContaining("gcc") });
    expect(find(report, "setpriv")).toMatchObject({ status: "warn" });
  });

  test("says which file it looked for where COPYSCOPE_BPFTRACE names none", async () => {
    const report = await runDoctor({ ...usual, bpftrace: join(folder, "gone") });
    expect(find(report, "bpftrace")?.found).toBe(`${join(folder, "gone")} is not there or not executable`);
  });

  test("fails for a bpftrace that is too old", async () => {
    const bpftrace = fakeBpftrace("echo bpftrace v0.9.4");
    const report = await runDoctor({ ...usual, bpftrace });
    expect(report.ok).toBe(false);
    expect(find(report, "bpftrace")).toMatchObject({
      status: "fail",
      found: `bpftrace 0.9.4 is too old: copyscope needs 0.17.0 or newer. (${bpftrace})`,
      remedy: expect.stringContaining("Install bpftrace 0.17 or newer"),
    });
  });

  test("fails for a bpftrace that does not start, with its own words", async () => {
    const bpftrace = fakeBpftrace("echo 'error while loading shared libraries: libbpf.so.1' >&2; exit 127");
    const report = await runDoctor({ ...usual, bpftrace });
    expect(find(report, "bpftrace")?.found).toContain("libbpf.so.1");
  });

  test("fails when the trial run fails, whatever it said", async () => {
    const bpftrace = fakeBpftrace('echo "ERROR: no luck" >&2; exit 1');
    expect(await trialOutcome(bpftrace, { kind: "root", capabilities: [] }, null)).toMatchObject({
      status: "fail",
      found: "bpftrace failed and said: ERROR: no luck",
    });
  });

  test("is a value that JSON carries whole", async () => {
    const report = await runDoctor({ ...usual, surroundings: { ...THIS_MACHINE, path: folder } });
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });
});
