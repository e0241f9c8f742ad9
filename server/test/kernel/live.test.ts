/**
 * The dashboard's server against a real workload: the lab's read+write and then its sendfile, watched by a page
 * over its socket. Its figures are the textbook's, and those of a recording of the same frames.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { byteRate, ratio } from "../../../client/parts/figure-text.ts";
import { edgeSums } from "../../model/live/live-sums.ts";
import type { LiveFrame } from "../../model/live/protocol.ts";
import type { Report } from "../../model/report.ts";
import { connectPage, type TestPage } from "../builders/live-world.ts";
import { readWhole } from "../builders/recordings.ts";
import { COPYSCOPE, endOf, reportOf } from "./copyscope.ts";

const PROGRAMS = fileURLToPath(new URL("../../lab/programs/", import.meta.url));
const FILE_BYTES = 48 * 2 ** 20;
const RUNS = 6;

let folder: string;
let sink: ChildProcess;
let copyscope: ChildProcess;
let url: string;
let page: TestPage;
const said: string[] = [];

const path = (name: string) => join(folder, name);

/** The first line of a stream that fits. */
async function lineOf(stream: NodeJS.ReadableStream, fitting: RegExp): Promise<string> {
  for await (const line of createInterface({ input: stream })) {
    said.push(line);
    const match = fitting.exec(line);
    if (match !== null) return match[1] ?? "";
  }
  throw new Error(`the stream ended: ${said.join("\n")}`);
}

/** Resolves when a state that fits has come. */
async function until(fits: (page: TestPage) => boolean, what: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!fits(page)) {
    if (Date.now() > deadline) throw new Error(`waited in vain for ${what}; copyscope said: ${said.join("\n")}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function frames(): readonly LiveFrame[] {
  const past = page.histories.flatMap((history) => history.frames);
  return [...past, ...page.batches.flatMap((batch) => batch.frames)].sort((a, b) => a.sequence - b.sequence);
}

/** The frames in which this operation moved data, and not the other. */
function phase(operation: string, other: string): readonly LiveFrame[] {
  const moves = ({ flows }: LiveFrame, name: string) => flows.some((flow) => flow[3] === name && flow[4] > 2 ** 20);
  return frames().filter((frame) => moves(frame, operation) && !moves(frame, other));
}

function copiesPerOutputByte(phaseFrames: readonly LiveFrame[]): number {
  const sum = (of: (frame: LiveFrame) => number) => phaseFrames.reduce((total, frame) => total + of(frame), 0);
  return sum(({ totals }) => totals.bytes.cpuCopied) / sum(({ totals }) => totals.bytes.output);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "copyscope-live-"));
  for (const name of ["read-write", "sendfile", "sink"]) {
    execFileSync("cc", ["-O2", "-pthread", "-o", path(name), join(PROGRAMS, `${name}.c`)]);
  }
  writeFileSync(path("data"), Buffer.alloc(FILE_BYTES, "copyscope"));
  sink = spawn(path("sink"), [String(2 * RUNS)], { stdio: ["ignore", "pipe", "inherit"] });
  const port = await lineOf(sink.stdout as NodeJS.ReadableStream, /^(\d+)$/);
  const transfer = (program: string) =>
    `for i in ${"x ".repeat(RUNS)}; do ${path(program)} ${path("data")} tcp:${port} 65536; done`;
  // The pauses are for the page to connect, and to tell the two ways apart.
  const script = `sleep 3; ${transfer("read-write")}; sleep 1.5; ${transfer("sendfile")}; sleep 1; exit 7`;
  const [node = "", ...words] = COPYSCOPE;
  copyscope = spawn(node, [...words, "--port", "0", "--threads", "--", "sh", "-c", script], {
    cwd: folder,
    stdio: ["ignore", "inherit", "pipe"],
  });
  url = await lineOf(copyscope.stderr as NodeJS.ReadableStream, /dashboard is at (\S+)/);
  page = connectPage(url);
  await until(({ states }) => states.at(-1)?.phase.phase === "running", "the capture to run");
  expect(await page.ask("recording", "start")).toEqual({ ok: true });
  await until(({ states }) => states.at(-1)?.phase.phase === "ended", "the command to end");
  await until(({ states }) => states.at(-1)?.recording === null, "the recording to end");
});

afterAll(async () => {
  page?.socket.disconnect();
  await endOf(copyscope);
  sink?.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

describe("the dashboard beside read+write and then sendfile", () => {
  test("shows two copies of each byte, and then none", () => {
    expect(copiesPerOutputByte(phase("read", "sendfile"))).toBeCloseTo(2, 1);
    expect(copiesPerOutputByte(phase("sendfile", "read"))).toBeCloseTo(0, 2);
  });

  test("draws the path's edges by copy, and then by reference", () => {
    const edges = (phaseFrames: readonly LiveFrame[]) =>
      new Set(
        phaseFrames
          .flatMap(edgeSums)
          .filter(({ bytes }) => bytes > 2 ** 20)
          .map(({ from, to, mechanism }) => `${from} > ${to} by ${mechanism}`),
      );
    expect(edges(phase("read", "sendfile"))).toEqual(
      new Set(["page-cache > application by copy", "application > socket by copy"]),
    );
    expect(edges(phase("sendfile", "read"))).toEqual(new Set(["page-cache > socket by reference"]));
  });

  test("moved every byte that the programs moved, over all frames", () => {
    const sent = frames()
      .flatMap(({ flows }) => flows)
      .filter(([from, to]) => to === "socket" && from !== "socket");
    expect(sent.reduce((sum, flow) => sum + flow[4], 0)).toBe(2 * RUNS * FILE_BYTES);
  });

  test("found while it happened that data went through the program's memory", () => {
    const rules = page.states.flatMap(({ findings }) => findings.map(({ rule }) => rule));
    expect(rules).toContain("relay-through-memory");
  });

  test("has the report of a recording over the same frames for the same window", async () => {
    const file = readdirSync(folder).find((name) => name.endsWith(".copyscope")) ?? "";
    const recorded = await reportOf(path(file));
    const recording = await readWhole(path(file));
    if (typeof recording === "string") throw new Error(recording);
    const [from, to] = [recording.frames[0]?.start, recording.frames.at(-1)?.end];
    const answer = await fetch(`${url}api/window?from=${from}&to=${to}`);
    const shown = (await answer.json()) as Report;
    expect(shown.recording.frames).toBe(recorded.recording.frames);
    const parts = ["totals", "flows", "syscalls", "processes", "ioUring", "distributions", "findings", "cost"] as const;
    for (const part of parts)
      expect(JSON.parse(JSON.stringify(shown[part]))).toEqual(JSON.parse(JSON.stringify(recorded[part])));
  });

  test("says in a browser what the report of that window says, and its picture changes from copies to a reference", async () => {
    const browser = await chromium.launch({
      executablePath: process.env["COPYSCOPE_CHROMIUM"] ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
    });
    try {
      const screen = await browser.newPage();
      const figure = (key: string) =>
        screen.locator(`[data-figure="${key}"] .tile-value .figure span`).allTextContents();
      const moves = async (edge: string) =>
        !(await screen.locator(`.edge[data-edge="${edge}"]`).getAttribute("class"))?.includes("edge-idle");
      for (const [operation, other, copies] of [
        ["read", "sendfile", true],
        ["sendfile", "read", false],
      ] as const) {
        const window = phase(operation, other);
        // An address has whole milliseconds.
        const [from, to] = [Math.round(window[0]?.start ?? 0), Math.round(window.at(-1)?.end ?? 0)];
        const answer = await fetch(`${url}api/window?from=${from}&to=${to}`);
        const { totals, recording } = (await answer.json()) as Report;
        await screen.goto("about:blank");
        await screen.goto(`${url}#time=${from - 1_000}-${to + 1_000}&window=${from}-${to}`);
        const shown = byteRate(totals.bytes.cpuCopied / recording.durationSeconds);
        await expect.poll(() => figure("copied")).toEqual([shown.number, shown.unit]);
        const perByte = ratio(totals.copiesPerOutputByte);
        await expect.poll(() => figure("copies-per-byte")).toEqual([perByte.number, perByte.unit]);
        expect(totals.copiesPerOutputByte).toBeCloseTo(copies ? 2 : 0, 1);
        await expect.poll(() => moves("application>socket>copy")).toBe(copies);
        await expect.poll(() => moves("page-cache>socket>reference")).toBe(!copies);
      }
    } finally {
      await browser.close();
    }
  });

  test("has frames that follow on each other without a hole", () => {
    const all = frames();
    for (const [index, { start, end }] of all.entries()) {
      expect(end).toBeGreaterThan(start);
      expect(start).toBe(all[index - 1]?.end ?? start);
    }
  });

  test("lost nothing, stays when the command has ended, and ends with its status", async () => {
    expect(frames().filter(({ trust }) => trust !== null)).toEqual([]);
    expect(page.states.at(-1)?.phase).toEqual({ phase: "ended", reason: "command-exited", exitCode: 7 });
    const ended = new Promise((resolve) => copyscope.once("exit", resolve));
    copyscope.kill("SIGINT");
    expect(await ended).toBe(7);
  });
});
