import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { mountsFromMountinfo } from "../kernel/mounts.ts";
import { bpfStatsOutcome, memlockOutcome } from "./accounting.ts";
import { diskSpaceOutcome, freeSpaceOutcome } from "./disk-space.ts";
import { cgroupOutcome, clockOutcome, coresOutcome } from "./machine.ts";
import type { Surroundings } from "./surroundings.ts";

let folder: string;
let here: Surroundings;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "copyscope-doctor-"));
  here = { proc: folder, sys: folder, root: folder, path: "" };
});
afterEach(() => rmSync(folder, { recursive: true }));

function put(path: string, contents: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), contents);
}

describe("mountinfo", () => {
  test("is read with and without optional fields, and with blanks in paths", () => {
    const text = [
      "22 28 0:20 / /proc rw,nosuid - proc proc rw",
      "36 35 98:0 /mnt1 /mnt\\0402 rw,noatime master:1 shared:7 - ext3 /dev/root rw,errors=continue",
      "not a mount",
      "",
    ].join("\n");
    expect(mountsFromMountinfo(text)).toEqual([
      { point: "/proc", type: "proc" },
      { point: "/mnt 2", type: "ext3" },
    ]);
  });
});

describe("cgroups", () => {
  test("are found beside version 1", async () => {
    put(
      "self/mountinfo",
      "30 25 0:26 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu\n31 25 0:27 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n",
    );
    expect(await cgroupOutcome(here)).toMatchObject({ status: "ok", found: "version 2 at /sys/fs/cgroup/unified" });
  });

  test("of version 1 alone are a warning, for --cgroup only", async () => {
    put("self/mountinfo", "30 25 0:26 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu\n");
    expect(await cgroupOutcome(here)).toMatchObject({ status: "warn", remedy: expect.stringContaining("--cgroup") });
  });
});

test.each([
  ["tsc\n", "ok"],
  ["kvm-clock\n", "ok"],
  ["arch_sys_counter\n", "ok"],
  ["hpet\n", "warn"],
  ["acpi_pm\n", "warn"],
])("the clock %j is %s", async (clock, status) => {
  put("devices/system/clocksource/clocksource0/current_clocksource", clock);
  expect((await clockOutcome(here)).status).toBe(status);
});

test("one core is a warning, two are not", () => {
  expect(coresOutcome(1).status).toBe("warn");
  expect(coresOutcome(2).status).toBe("ok");
});

describe("cost accounting", () => {
  test.each([
    ["0\n", "off; copyscope switches it on while it runs and puts it back"],
    ["1\n", "on already; copyscope leaves it on"],
  ])("reads the switch %j", async (text, found) => {
    put("sys/kernel/bpf_stats_enabled", text);
    expect(await bpfStatsOutcome(here)).toMatchObject({ status: "ok", found });
  });

  test("that the kernel lacks leaves the cost unknown", async () => {
    expect(await bpfStatsOutcome(here)).toMatchObject({ status: "warn", remedy: expect.stringContaining("unknown") });
  });
});

describe("locked memory", () => {
  const limits = "Limit   Soft Limit  Hard Limit  Units\nMax locked memory         8388608   8388608   bytes\n";

  test("does not matter since 5.11", async () => {
    put("self/limits", limits);
    expect(await memlockOutcome(here, "6.1.0", false)).toMatchObject({
      status: "ok",
      found: expect.stringContaining("8192 KiB"),
    });
  });

  test("is a warning before that", async () => {
    put("self/limits", limits);
    expect((await memlockOutcome(here, "5.10.0-28-amd64", false)).status).toBe("warn");
    expect((await memlockOutcome(here, "5.10.0-28-amd64", true)).status).toBe("ok");
  });
});

describe("disk space", () => {
  test.each([
    [5 * 2 ** 30, "ok", "5.0 GiB"],
    [500 * 2 ** 20, "warn", "500 MiB"],
    [3 * 2 ** 20, "fail", "3 MiB"],
  ])("of %d bytes is %s", (bytes, status, shown) => {
    expect(freeSpaceOutcome(bytes, "/data")).toMatchObject({ status, found: `${shown} free in /data` });
  });

  test("of a folder that is not there says to record elsewhere", async () => {
    expect(await diskSpaceOutcome(join(folder, "gone"))).toMatchObject({
      status: "warn",
      remedy: "Record elsewhere with -o.",
    });
  });
});
