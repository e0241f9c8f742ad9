import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { containerOutcome, pidNamespaceOutcome, userNamespaceOutcome } from "./namespaces.ts";
import type { Surroundings } from "./surroundings.ts";

let folder: string;
let here: Surroundings;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "copyscope-doctor-"));
  here = { proc: join(folder, "proc"), sys: folder, root: folder, path: "" };
  for (const name of ["proc/self/ns", "proc/1", "run/systemd"]) mkdirSync(join(folder, name), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("the PID namespace", () => {
  test("is the machine's own by its fixed inode number", async () => {
    symlinkSync("pid:[4026531836]", join(here.proc, "self/ns/pid"));
    expect((await pidNamespaceOutcome(here)).status).toBe("ok");
  });

  test("of a container fails, with both names of this process", async () => {
    symlinkSync("pid:[4026532201]", join(here.proc, "self/ns/pid"));
    writeFileSync(join(here.proc, "self/status"), "Name:\tnode\nNSpid:\t4711\t12\n");
    expect(await pidNamespaceOutcome(here)).toMatchObject({
      status: "fail",
      found: expect.stringContaining("where process 4711 is called 12"),
      remedy: expect.stringContaining("--pid=host"),
    });
  });

  test("that cannot be seen is unknown", async () => {
    expect((await pidNamespaceOutcome(here)).status).toBe("skip");
  });
});

test.each([
  ["user:[4026531837]", "ok"],
  ["user:[4026532300]", "fail"],
])("the user namespace %s is %s", async (link, status) => {
  symlinkSync(link, join(here.proc, "self/ns/user"));
  expect((await userNamespaceOutcome(here)).status).toBe(status);
});

describe("a container", () => {
  test("is none where no runtime left its mark", async () => {
    writeFileSync(join(here.proc, "1/cgroup"), "0::/init.scope\n");
    expect(await containerOutcome(here)).toMatchObject({ status: "ok", found: "none" });
  });

  test.each([
    ["run/systemd/container", "lxc\n", "lxc"],
    ["run/.containerenv", "", "podman"],
    [".dockerenv", "", "docker"],
    ["proc/1/cgroup", "12:pids:/kubepods/besteffort/pod1\n", "kubepods"],
  ])("is known by %s", async (path, contents, runtime) => {
    writeFileSync(join(folder, path), contents);
    expect(await containerOutcome(here)).toMatchObject({ status: "warn", found: `a container (${runtime})` });
  });

  test.each([
    ["4026531838", "4026531839", "ok"],
    ["4026532201", "4026531839", "warn"],
  ])("is judged by its namespaces, not by its mark alone: uts %s, ipc %s", async (uts, ipc, status) => {
    writeFileSync(join(folder, ".dockerenv"), "");
    symlinkSync("pid:[4026531836]", join(here.proc, "self/ns/pid"));
    symlinkSync(`uts:[${uts}]`, join(here.proc, "self/ns/uts"));
    symlinkSync(`ipc:[${ipc}]`, join(here.proc, "self/ns/ipc"));
    expect((await containerOutcome(here)).status).toBe(status);
  });
});
