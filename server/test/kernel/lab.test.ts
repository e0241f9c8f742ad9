/**
 * The lab on this kernel, with every bpftrace of the matrix: each way to move a file does what the textbook says,
 * exactly. The figures stand here a second time, so that the lab's own table cannot drift with what it measures.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { LabResult, LabTransfer, Measured } from "../../lab/result.ts";
import { bpftraceVersions } from "../matrix/versions.ts";
import { COPYSCOPE, copyscope } from "./copyscope.ts";

const MIB = 8;
const BYTES = MIB * 2 ** 20;
const ROUNDS = 3;

/** Copies a byte; mode transitions a chunk; mechanism; system calls of the loop in a round. Null: it depends. */
const EXPECTED: Readonly<Record<string, readonly [number, number | null, string, number | null]>> = {
  "read-write": [2, 4, "copy + copy", 256],
  "read-write-4k": [2, 4, "copy + copy", 4096],
  "mmap-write": [1, 2, "copy", 128],
  sendfile: [0, 2, "reference", 128],
  splice: [0, 4, "reference + reference", 256],
  zerocopy: [2, null, "copy + deferred (copied in the end: loopback)", null],
  "uring-send": [2, 2, "copy + copy", 128],
  "uring-send-zc": [2, null, "copy + deferred (copied in the end: loopback)", null],
  direct: [1, 4, "direct + copy", 256],
  "file-read-write": [2, 4, "copy + copy", 256],
  "file-sendfile": [1, 2, "kernel-copy", 128],
  "file-copy-range": [1, 2, "kernel-copy", 128],
  "file-direct": [0, 4, "direct + direct", 256],
  "node-pipeline": [2, null, "copy + copy", null],
};

const cache = mkdtempSync(join(tmpdir(), "copyscope-test-"));
afterAll(() => rmSync(cache, { recursive: true, force: true }));
const env = { XDG_CACHE_HOME: cache, COPYSCOPE_LAB_MIB: String(MIB), COPYSCOPE_LAB_ROUNDS: String(ROUNDS) };

/** Folders of labs, and processes of their programs, that are there now. */
function leftovers(): readonly string[] {
  const folders = readdirSync("/var/tmp").filter((name) => name.startsWith("copyscope-lab-"));
  const programs = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0")[0] ?? "";
      } catch {
        return ""; // it has ended
      }
    })
    .filter((program) => program.startsWith(cache));
  return [...folders, ...programs];
}

describe.each(bpftraceVersions)("the lab with bpftrace $version ($name)", ({ command }) => {
  let result: LabResult;
  let left: readonly string[];
  beforeAll(async () => {
    const ran = await copyscope(["lab", "--format", "json"], { bpftrace: command, env });
    left = leftovers();
    if (ran.exitCode !== 0) throw new Error(ran.stderr);
    result = JSON.parse(ran.stdout) as LabResult;
  });

  function row(name: string): LabTransfer & { readonly outcome: Measured } {
    const transfer = result.transfers.find((each) => each.name === name);
    if (transfer?.outcome.kind !== "measured") throw new Error(`${name}: ${JSON.stringify(transfer?.outcome)}`);
    return { ...transfer, outcome: transfer.outcome };
  }

  test("has a row for each transfer, and leaves nothing behind", () => {
    expect(result.transfers.map(({ name }) => name)).toEqual(Object.keys(EXPECTED));
    expect(left).toEqual([]);
  });

  describe.each(Object.entries(EXPECTED))("%s", (name, [copies, transitions, mechanism, calls]) => {
    test("copies and crosses as the textbook says", () => {
      const { outcome } = row(name);
      expect(outcome.mechanism).toBe(mechanism);
      // Node's own odd bytes vary from start to start; the others' do not.
      if (name === "node-pipeline") expect(outcome.copiesPerOutputByte).toBeCloseTo(copies, 2);
      else expect(outcome.copiesPerOutputByte).toBe(copies);
      if (transitions !== null) expect(outcome.transitionsPerChunk).toBe(transitions);
      expect(outcome.textbookMet).toBe(true);
    });

    test("delivers every byte in every round, with the same calls", () => {
      const { outcome } = row(name);
      expect(outcome.trust).toEqual({ complete: true, reasons: [] });
      expect(outcome.rounds.map(({ deliveredBytes }) => deliveredBytes)).toEqual(Array(ROUNDS).fill(BYTES));
      if (calls !== null) expect(outcome.rounds.map(({ loopCalls }) => loopCalls)).toEqual(Array(ROUNDS).fill(calls));
      for (const flow of outcome.flows) expect(flow.bytes).toBe(BYTES);
    });
  });

  test("takes time", () => {
    // So small a file can take less time than start-up varies by, on a busy machine; then its speed is not known.
    const speeds = Object.keys(EXPECTED).flatMap((name) => row(name).outcome.mbPerSecond ?? []);
    expect(speeds.length).toBeGreaterThan(Object.keys(EXPECTED).length / 2);
    expect(Math.min(...speeds)).toBeGreaterThan(1);
    const kernel = Object.keys(EXPECTED).map((name) => row(name).outcome.cpuSecondsPerGiB.kernel ?? 0);
    expect(Math.max(...kernel)).toBeGreaterThan(0);
  });

  test("zero-copy sends wait for their completions: 4 to 8 transitions a chunk, and 2 to 4 with io_uring", () => {
    const { transitionsPerChunk: socket } = row("zerocopy").outcome;
    expect(socket).toBeGreaterThan(4);
    expect(socket).toBeLessThanOrEqual(8);
    const { transitionsPerChunk: ring } = row("uring-send-zc").outcome;
    expect(ring).toBeGreaterThanOrEqual(2);
    expect(ring).toBeLessThanOrEqual(4);
  });

  test("says what it saw in plain words", () => {
    expect(result.conclusion[0]).toBe(
      "read-write copied every byte twice and made 4 mode transitions for each chunk of 64 KiB; sendfile copied no byte and made 2 mode transitions for each chunk of 64 KiB.",
    );
    expect(result.conclusion).toContain("All 14 are as the textbook has them.");
  });
});

describe("copyscope lab", () => {
  test("prints the transfers that were asked for, as a table", async () => {
    const ran = await copyscope(["lab", "sendfile", "read-write"], { env });
    expect(ran.exitCode).toBe(0);
    expect(ran.stdout).toMatch(/^read-write +[\d?]+ +2\.00 +4\.00 .*copy \+ copy$/m);
    expect(ran.stdout).toMatch(/^sendfile +[\d?]+ +0\.00 +2\.00 .*reference$/m);
    expect(ran.stdout).not.toContain("splice ");
  });

  test("answers an unknown transfer with those there are", async () => {
    const ran = await copyscope(["lab", "teleport"], { env });
    expect(ran).toMatchObject({ exitCode: 125, stdout: "" });
    expect(ran.stderr).toContain("no transfer 'teleport'. It has read-write, read-write-4k, ");
  });

  test("ended by Ctrl-C while it measures, it removes its files and ends what it started", async () => {
    const [node = "", ...argv] = COPYSCOPE;
    const child = spawn(node, [...argv, "lab"], {
      env: { ...process.env, ...env, COPYSCOPE_LAB_MIB: "256", COPYSCOPE_LAB_ROUNDS: "25" },
      stdio: ["ignore", "ignore", "pipe"],
    });
    const ended = once(child, "exit");
    let words = "";
    await new Promise<void>((resolve) => {
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        words += text;
        // The first transfer's receiver has been reached as soon as the series runs.
        if (words.includes("Attaching")) resolve();
      });
    });
    await until(() => leftovers().some((name) => name.endsWith("/read-write")));
    child.kill("SIGINT");
    expect((await ended)[0]).toBe(125);
    expect(words).toContain("the lab was ended by Ctrl-C, and has removed its files.");
    await until(() => leftovers().length === 0);
  });
});

/** Waits for something that comes, and fails with the test's timeout where it does not. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}
