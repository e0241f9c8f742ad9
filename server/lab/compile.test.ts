import { execFileSync, spawnSync } from "node:child_process";
import { chmod, mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { temporaryDirectory } from "../test/builders/temporary-directory.ts";
import { compiledProgram, programCache } from "./compile.ts";

test("a program is compiled once, under its own name, and kept for its owner", async () => {
  const cache = await programCache("/fallback", { XDG_CACHE_HOME: await temporaryDirectory() });
  expect(cache).toMatch(/\/copyscope\/lab$/);
  const first = await compiledProgram("sink", cache);
  if (!first.ok) throw new Error(first.message);
  expect(first.path).toMatch(/\/copyscope\/lab\/[0-9a-f]{16}\/sink$/);
  expect((await stat(cache)).mode & 0o077).toBe(0);
  const { mtimeNs } = await stat(first.path, { bigint: true });
  expect(await compiledProgram("sink", cache)).toEqual(first);
  expect((await stat(first.path, { bigint: true })).mtimeNs).toBe(mtimeNs);
});

test("a cache that others may write to, or a relative one, is not used", async () => {
  const home = await temporaryDirectory();
  await mkdir(join(home, "copyscope/lab"), { recursive: true });
  await chmod(join(home, "copyscope/lab"), 0o777);
  expect(await programCache("/fallback", { XDG_CACHE_HOME: home })).toBe("/fallback");
  expect(await programCache("/fallback", { XDG_CACHE_HOME: "cache" })).not.toContain("cache/copyscope/lab/cache");
});

test("without a compiler there is a sentence, and what to install", async () => {
  vi.stubEnv("PATH", await temporaryDirectory());
  const compiled = await compiledProgram("sink", await temporaryDirectory());
  vi.unstubAllEnvs();
  expect(compiled).toEqual({
    ok: false,
    message: "the lab's programs are written in C, and there is no C compiler (cc) here.",
    remedy: expect.stringContaining("sudo apt install gcc libc6-dev"),
  });
});

test("a compiler that fails is quoted, and leaves nothing half made", async () => {
  const path = await temporaryDirectory();
  await writeFile(
    join(path, "cc"),
    "#!/bin/sh\necho 'ring.h:10:10: fatal error: linux/io_uring.h: No such file' >&2; exit 1\n",
  );
  await chmod(join(path, "cc"), 0o755);
  const cache = await temporaryDirectory();
  vi.stubEnv("PATH", `${path}:/bin:/usr/bin`);
  const compiled = await compiledProgram("uring-send", cache);
  vi.unstubAllEnvs();
  expect(compiled).toEqual({
    ok: false,
    message: "uring-send.c does not compile here: ring.h:10:10: fatal error: linux/io_uring.h: No such file",
    remedy: null,
  });
  expect(execFileSync("find", [cache, "-type", "f"], { encoding: "utf8" })).toBe("");
});

test("series notes how each program ended, and removes what it made", async () => {
  const cache = await temporaryDirectory();
  const compiled = await compiledProgram("series", cache);
  if (!compiled.ok) throw new Error(compiled.message);
  const target = join(cache, "target");
  const shell = (script: string) => [":", "/bin/sh", "-c", script];
  const argv = [
    cache,
    target,
    ...shell(`printf 12345 > '${target}'`),
    ...shell("echo why >&2; exit 3"),
    ...shell("kill -9 $$"),
  ];
  const { status, stdout } = spawnSync(compiled.path, argv, { encoding: "utf8" });
  expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
  expect((await readFile(join(cache, "endings"), "utf8")).replaceAll(/^(\d) \d+/gm, "$1 PID")).toBe(
    "0 PID 0 5\n1 PID 3 -1\n2 PID 137 -1\n",
  );
  expect(await readFile(join(cache, "1.out"), "utf8")).toBe("why\n");
});
