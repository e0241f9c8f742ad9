import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { architectureOutcome, btfOutcome, kernelOutcome, lockdownOutcome } from "./kernel.ts";
import { type Surroundings, THIS_MACHINE } from "./surroundings.ts";

let folder: string;
let here: Surroundings;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "copyscope-doctor-"));
  here = { ...THIS_MACHINE, sys: folder };
});
afterEach(() => rmSync(folder, { recursive: true }));

function put(path: string, contents: string | Buffer): void {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), contents);
}

describe("the kernel's version", () => {
  test.each([
    ["6.18.44-fc-v657", "ok"],
    ["5.15.0-91-generic", "ok"],
    ["5.12.0", "ok"],
    ["5.10.0-28-amd64", "warn"],
    ["5.8.0", "warn"],
    ["5.4.0-170-generic", "fail"],
    ["4.19.0", "fail"],
    ["10.0.0", "ok"],
    ["who knows", "warn"],
  ])("%s is %s", (release, status) => {
    expect(kernelOutcome(release).status).toBe(status);
  });

  test("that is too old comes with the reason", () => {
    expect(kernelOutcome("4.19.0").remedy).toContain("needs Linux 5.8 or newer");
  });
});

test.each([
  ["x86_64", "ok"],
  ["aarch64", "ok"],
  ["i686", "fail"],
  ["riscv64", "fail"],
])("the architecture %s is %s", (machine, status) => {
  expect(architectureOutcome(machine).status).toBe(status);
});

describe("BTF", () => {
  test("of this machine can be read", async () => {
    expect(await btfOutcome(THIS_MACHINE)).toMatchObject({ status: "ok" });
  });

  test("fails where there is none, with the kernel option that makes it", async () => {
    expect(await btfOutcome(here)).toMatchObject({
      status: "fail",
      remedy: expect.stringContaining("CONFIG_DEBUG_INFO_BTF"),
    });
  });

  test.each([Buffer.from("ELF"), Buffer.alloc(0)])("fails for a file that is something else: %j", async (contents) => {
    put("kernel/btf/vmlinux", contents);
    expect(await btfOutcome(here)).toMatchObject({ status: "fail", found: expect.stringContaining("is not BTF") });
  });
});

describe("lockdown", () => {
  test.each([
    ["[none] integrity confidentiality\n", "ok"],
    ["none [integrity] confidentiality\n", "ok"],
    ["none integrity [confidentiality]\n", "fail"],
    ["[something new]\n", "skip"],
  ])("%j is %s", async (text, status) => {
    put("kernel/security/lockdown", text);
    expect((await lockdownOutcome(here)).status).toBe(status);
  });

  test("is unknown, not well, where securityfs is not mounted", async () => {
    expect((await lockdownOutcome(here)).status).toBe("skip");
  });
});
