import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { npmPackagesAreCurrent } from "./npm-packages.mjs";
import { perform } from "./perform.mjs";
import { buildIsCurrent, fingerprint, stampPath } from "./sources.mjs";

let folder;
let said;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "copyscope-setup-"));
  said = "";
  vi.spyOn(console, "error").mockImplementation((line) => {
    said += `${line}\n`;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

describe("npm packages", () => {
  const one = { version: "1.0.0", integrity: "sha512-a" };
  const lock = (file, packages) => {
    mkdirSync(join(folder, "node_modules"), { recursive: true });
    writeFileSync(join(folder, file), JSON.stringify({ packages }));
  };
  const current = (wanted, installed) => {
    lock("package-lock.json", { "": {}, ...wanted });
    lock("node_modules/.package-lock.json", installed);
    return npmPackagesAreCurrent(folder);
  };

  test("are stale where nothing is installed", () => {
    lock("package-lock.json", { "": {} });
    expect(npmPackagesAreCurrent(folder)).toBe(false);
  });

  test.each([
    ["as locked", { a: one }, { a: one }, true],
    ["in another version", { a: one }, { a: { ...one, version: "1.0.1" } }, false],
    ["with another checksum", { a: one }, { a: { ...one, integrity: "sha512-b" } }, false],
    ["not at all", { a: one }, {}, false],
    ["and one that is locked no more", {}, { a: one }, false],
    ["but an optional one for another system", { a: { ...one, optional: true } }, {}, true],
    ["and an optional one that the lock file does not know", {}, { a: { ...one, optional: true } }, true],
  ])("installed %s", (_, wanted, installed, verdict) => {
    expect(current(wanted, installed)).toBe(verdict);
  });
});

describe("the build", () => {
  const source = "server/a.ts";
  beforeEach(() => {
    for (const name of ["server", "client", "dist", "docs"]) mkdirSync(join(folder, name));
    for (const name of ["package.json", "tsconfig.json", "tsconfig.build.json", "docs/words.md", source]) {
      writeFileSync(join(folder, name), name);
    }
    writeFileSync(stampPath(join(folder, "dist")), `${fingerprint(folder)}\n`);
  });

  test("is current until a source changes, and again when it changes back", () => {
    expect(buildIsCurrent(folder)).toBe(true);
    writeFileSync(join(folder, source), "changed");
    expect(buildIsCurrent(folder)).toBe(false);
    writeFileSync(join(folder, source), source);
    expect(buildIsCurrent(folder)).toBe(true);
  });

  test("is old when a source is added, renamed or removed, and not when a test is", () => {
    writeFileSync(join(folder, "server/a.test.ts"), "");
    expect(buildIsCurrent(folder)).toBe(true);
    writeFileSync(join(folder, "server/b.ts"), "");
    expect(buildIsCurrent(folder)).toBe(false);
  });

  test("is missing where there is no dist", () => {
    rmSync(join(folder, "dist"), { recursive: true });
    expect(buildIsCurrent(folder)).toBe(false);
  });
});

describe("set-up", () => {
  /** A step that makes a file, by the shell line given. */
  const step = (name, line, more = {}) => ({
    name,
    why: () => `why ${name}`,
    isDone: () => existsSync(join(folder, name)),
    command: () => ["sh", "-c", line],
    obstacle: () => null,
    needsRoot: false,
    optional: false,
    ...more,
  });

  test("runs nothing and says nothing when everything is there", () => {
    writeFileSync(join(folder, "a"), "");
    expect(perform([step("a", "exit 1")], folder)).toBe(true);
    expect(said).toBe("");
  });

  test("says what it does and why, then does it in order", () => {
    expect(perform([step("a", "touch a"), step("b", "test -e a && touch b")], folder)).toBe(true);
    expect(said).toMatch(/a: why a\n {2}sh -c 'touch a'\n.*a: done in .*b: why b/s);
  });

  test("stops at the first step that fails", () => {
    expect(perform([step("a", "exit 7"), step("b", "touch b")], folder)).toBe(false);
    expect(said).toContain("ended with status 7");
    expect(existsSync(join(folder, "b"))).toBe(false);
  });

  test("does not believe a command that ends well and brings nothing", () => {
    expect(perform([step("a", "true")], folder)).toBe(false);
    expect(said).toContain("something is still missing");
  });

  test("goes on without an optional step, loudly", () => {
    expect(perform([step("a", "exit 1", { optional: true }), step("b", "touch b")], folder)).toBe(true);
    expect(said).toContain("!!! GOING ON WITHOUT: a");
  });

  test("says what stands in the way instead of trying", () => {
    expect(perform([step("a", "touch a", { obstacle: () => "There is no apt-get here." })], folder)).toBe(false);
    expect(said).toContain("There is no apt-get here.");
    expect(existsSync(join(folder, "a"))).toBe(false);
  });

  test("prints the command for root where a user has no sudo", () => {
    vi.spyOn(process, "getuid").mockReturnValue(1000);
    vi.stubEnv("PATH", folder);
    expect(perform([step("a", "touch a", { needsRoot: true })], folder)).toBe(false);
    expect(said).toContain("As root, run:\n  sh -c 'touch a'");
    vi.unstubAllEnvs();
  });
});
