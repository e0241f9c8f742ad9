import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Surroundings } from "./surroundings.ts";
import { findTracingFiles, type TracepointNeeds, tracepointsOutcome } from "./tracing-files.ts";

let folder: string;
let here: Surroundings;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "copyscope-doctor-"));
  here = { sys: join(folder, "sys"), proc: join(folder, "proc"), root: folder, path: "" };
  mkdirSync(here.proc);
  writeFileSync(join(here.proc, "filesystems"), "nodev\tsysfs\nnodev\ttracefs\n\text4\n");
});
afterEach(() => rmSync(folder, { recursive: true }));

function makeTracing(place: string, ...tracepoints: string[]): string {
  const tracing = join(here.sys, "kernel", place);
  mkdirSync(join(tracing, "events"), { recursive: true });
  for (const tracepoint of tracepoints) {
    const directory = join(tracing, "events", ...tracepoint.split(":"));
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, "format"), "");
  }
  return tracing;
}

describe("the tracing files", () => {
  test.each(["tracing", "debug/tracing"])("are found at /sys/kernel/%s alone", async (place) => {
    const tracing = makeTracing(place);
    expect(await findTracingFiles(here, true)).toMatchObject({ folder: tracing, outcome: { status: "ok" } });
  });

  test("are found at both places", async () => {
    makeTracing("tracing");
    makeTracing("debug/tracing");
    expect((await findTracingFiles(here, true)).outcome.found).toContain(" and ");
  });

  test("that are not mounted are a warning, since copyscope mounts them", async () => {
    const { folder: found, outcome } = await findTracingFiles(here, true);
    expect(found).toBeNull();
    expect(outcome).toMatchObject({ status: "warn", remedy: expect.stringContaining("mount -t tracefs") });
  });

  test("that the kernel does not have are a failure", async () => {
    writeFileSync(join(here.proc, "filesystems"), "nodev\tsysfs\n\text4\n");
    const { outcome } = await findTracingFiles(here, true);
    expect(outcome).toMatchObject({ status: "fail", remedy: expect.stringContaining("CONFIG_TRACING") });
  });

  // File modes do not stop root; a link to itself does.
  test("that root cannot read are a failure, and for others a reason to use sudo", async () => {
    mkdirSync(join(here.sys, "kernel/tracing"), { recursive: true });
    symlinkSync("events", join(here.sys, "kernel/tracing/events"));
    const asRoot = await findTracingFiles(here, true);
    expect(asRoot).toMatchObject({
      folder: null,
      outcome: { status: "fail", found: expect.stringContaining("ELOOP") },
    });
    const asUser = await findTracingFiles(here, false);
    expect(asUser.outcome).toMatchObject({ status: "skip", remedy: expect.stringContaining("sudo") });
  });
});

describe("the tracepoints", () => {
  const probes: readonly TracepointNeeds[] = [
    { needs: ["raw_syscalls:sys_enter", "raw_syscalls:sys_exit"], part: null },
    { needs: ["exceptions:page_fault_user", "exceptions:page_fault_kernel"], part: "page faults" },
    { needs: ["io_uring:io_uring_complete", ["io_uring:submit_old", "io_uring:submit_new"]], part: "io_uring" },
  ];
  const vital = ["raw_syscalls:sys_enter", "raw_syscalls:sys_exit"];
  const faults = ["exceptions:page_fault_user", "exceptions:page_fault_kernel"];
  const ring = ["io_uring:io_uring_complete", "io_uring:submit_new"];

  test("that are all there are well, where one of several names is enough", async () => {
    const tracing = makeTracing("tracing", ...vital, ...faults, ...ring);
    expect(await tracepointsOutcome(tracing, probes)).toMatchObject({ status: "ok" });
  });

  test("that are missing take only their part with them", async () => {
    const tracing = makeTracing("tracing", ...vital, "exceptions:page_fault_user", "io_uring:io_uring_complete");
    expect(await tracepointsOutcome(tracing, probes)).toEqual({
      status: "warn",
      found:
        "this kernel cannot show: page faults (exceptions:page_fault_kernel); " +
        "io_uring (io_uring:submit_old or io_uring:submit_new)",
      remedy: "Those figures will be empty; the rest works.",
    });
  });

  test("without which nothing works are a failure", async () => {
    const tracing = makeTracing("tracing", "raw_syscalls:sys_enter", ...faults);
    expect(await tracepointsOutcome(tracing, probes)).toMatchObject({
      status: "fail",
      found: "this kernel lacks raw_syscalls:sys_exit",
    });
  });

  test("are not judged where nobody can look", async () => {
    expect(await tracepointsOutcome(null, probes)).toMatchObject({ status: "skip" });
  });
});
