import { execFileSync, spawn } from "node:child_process";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { inTime } from "../test/builders/in-time.ts";
import { temporaryDirectory } from "../test/builders/temporary-directory.ts";
import { pageSize } from "./page-size.ts";
import { probeSums, processUsage, programDescriptors } from "./probe-sums.ts";
import { allPids, processByPid, realUserOf, threadsOf, withDescendants } from "./processes.ts";

const NOBODY = 2 ** 22 + 1; // above the largest pid_max there is

describe("a process", () => {
  it("has a name and a parent", () => {
    expect(processByPid(process.pid)).toMatchObject({ pid: process.pid, parent: process.ppid });
    expect(allPids()).toContain(process.pid);
  });

  it.each([
    ["a parenthesis and a blank", ") R 1 (", ") R 1 ("],
    ["a newline", "a\nb", "a\nb"],
    ["more than 15 bytes", "a-name-of-many-bytes", "a-name-of-many-"],
    ["a character that the kernel cut in two", "fourteen-byte\u20ac", "fourteen-byte\ufffd"],
  ])("may be called by %s", async (_, name, expected) => {
    const program = join(await temporaryDirectory(), name);
    copyFileSync("/bin/sleep", program);
    const child = spawn(program, ["60"]);
    onTestFinished(() => void child.kill("SIGKILL"));
    const stat = await untilItRuns(child.pid ?? 0, expected);
    expect(stat).toMatchObject({ pid: child.pid, parent: process.pid, command: expected });
    expect(stat?.comm).toEqual(Buffer.from(name).subarray(0, 15));
  });

  it("that is gone is null, has no threads and no usage", () => {
    expect(processByPid(NOBODY)).toBeNull();
    expect(threadsOf(NOBODY)).toEqual([]);
    expect(withDescendants([NOBODY])).toEqual([]);
    expect(processUsage(NOBODY)).toBeNull();
    expect(programDescriptors(NOBODY)).toEqual([]);
  });

  it("has its first thread's number among its threads'", () => {
    expect(threadsOf(process.pid)).toContain(process.pid);
  });

  it("comes with its descendants, its children's children too", async () => {
    const shell = spawn("sh", ["-c", "sh -c 'sleep 60 & echo ready; wait' & wait"], { detached: true });
    onTestFinished(() => void process.kill(-(shell.pid ?? 0), "SIGKILL"));
    await new Promise((resolve) => shell.stdout.once("data", resolve));
    // the last one is forked before "ready" is said, and executes sleep in its own time
    const family = await inTime(() => {
      const found = withDescendants([shell.pid ?? 0]);
      expect(found.map(({ command }) => command).sort()).toEqual(["sh", "sh", "sleep"]);
      return found;
    });
    expect(family[0]?.pid).toBe(shell.pid);
    expect(withDescendants([shell.pid ?? 0, family[1]?.pid ?? 0])).toHaveLength(3);
    expect(withDescendants([shell.pid ?? 0], [family[1]?.pid ?? 0])).toHaveLength(1);
  });

  it("belongs to a user", () => {
    expect(realUserOf(process.pid)).toBe(process.getuid?.());
    expect(realUserOf(NOBODY)).toBeNull();
  });

  it("takes CPU time and memory", () => {
    const usage = processUsage(process.pid);
    const { user, system } = process.cpuUsage();
    expect(Math.abs((usage?.cpuNanoseconds ?? 0) - (user + system) * 1000)).toBeLessThan(200e6);
    expect(usage?.residentBytes).toBeGreaterThan(10_000_000);
  });

  it("that holds no probes has run none", () => {
    expect(programDescriptors(process.pid)).toEqual([]);
    expect(probeSums(process.pid, [], [])).toEqual({ probeRuns: 0, probeNanoseconds: 0, skipped: {} });
    expect(probeSums(NOBODY, ["3"], ["BEGIN"])).toBeNull();
  });
});

describe("the page size", () => {
  it("is what getconf says", () => {
    expect(pageSize()).toBe(Number(execFileSync("getconf", ["PAGESIZE"], { encoding: "utf8" })));
  });
});

/** Between fork and exec a child still has its parent's name. */
async function untilItRuns(pid: number, command: string) {
  for (;;) {
    const found = processByPid(pid);
    if (found === null || found.command === command) return found;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
