/**
 * A report's HTML file in a real browser, opened from disk as its reader opens it: it asks for nothing, says what the
 * JSON says, stays harmless whatever the names, prints, and can be read by everybody.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Frame } from "../../server/model/frame.ts";
import { mergedFrame } from "../../server/model/live/merged-frame.ts";
import { RunSteps } from "../../server/model/live/run-steps.ts";
import type { Report } from "../../server/model/report.ts";
import { reportFromFrames } from "../../server/model/report-from-frames.ts";
import { headlineFigures } from "../../server/model/sections/headline-figures.ts";
import { cellWords, pieceList, pieceText, type TableBlock } from "../../server/model/sections/section.ts";
import { processTable } from "../../server/model/sections/work-sections.ts";
import { formatBytes, formatCount } from "../../server/model/units.ts";
import { reportHtml } from "../../server/report/html.ts";
import {
  frame,
  processFrame,
  relayProcess,
  runEnd,
  runInfo,
  STARTED_AT,
  sendfile,
  syscall,
} from "../../server/test/builders/frames.ts";
import { byteRate, spoken } from "../parts/figure-text.ts";
import { axeViolations, startBrowser } from "./browser.ts";
import { buildReportPage, openFile } from "./report-file.ts";

const HOSTILE = "<img src=x onerror=alert(1)>";
const LATENCY = { read: [0, 0, 0, 0, 0, 0, 0, 30, 500, 900, 100, 1], sendfile: [0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 9, 4] };

/** A minute: a relay that stops after half of it, a sendfile, and programs with names that want to be markup. */
const FRAMES: readonly Frame[] = Array.from({ length: 240 }, (_, index) =>
  frame(
    index,
    [
      ...(index < 120 ? [relayProcess(200 + (index % 7))] : []),
      processFrame({
        id: 2,
        pid: 77,
        command: "fast",
        flows: [sendfile(12_345_678 + index, 90)],
        syscalls: [syscall("sendfile", 90)],
        switches: { voluntary: 12, involuntary: 1 },
        time: { user: 1e6, kernel: 4e7, runnable: 1e6, blocked: 2e8 },
      }),
      processFrame({ id: 3, pid: 666, command: HOSTILE, syscalls: [syscall("getpid", 1)] }),
      ...Array.from({ length: 20 }, (__, more) =>
        processFrame({ id: 10 + more, pid: 1000 + more, command: `worker-${more}` }),
      ),
    ],
    { latency: LATENCY, size: LATENCY },
  ),
);

const INFO = runInfo({
  command: ["./serve", HOSTILE, "</script><script>alert(1)</script>"],
  host: HOSTILE,
  missing: [{ part: HOSTILE, reason: "</script>" }],
});

let browser: Browser;
let folder: string;
let page: Page;
let complaints: readonly string[];
let requests: readonly string[];
let report: Report;
let steps: ReturnType<RunSteps["steps"]>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "copyscope-report-"));
  const built = await buildReportPage(folder);
  const all = new RunSteps();
  for (const each of FRAMES) all.add(each);
  steps = all.steps();
  report = {
    ...reportFromFrames(INFO, FRAMES, runEnd()),
    marks: [{ at: STARTED_AT + 30_000, note: `relay stops ${HOSTILE}` }],
  };
  writeFileSync(join(folder, "report.html"), reportHtml(report, steps, built));
  browser = await startBrowser();
}, 120_000);

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(options: BrowserContextOptions = {}) {
  ({ page, complaints, requests } = await openFile(browser, join(folder, "report.html"), options));
}

afterEach(async () => {
  await page?.context().close();
});

/** All charts drawn: each is, once it is near the screen. */
async function drawAll() {
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width: page.viewportSize()?.width ?? 1440, height });
  await expect.poll(() => page.locator(".chart-card:has(.legend-item)").count()).toBe(9);
}

const textsOf = (block: TableBlock) =>
  block.rows.map((row) =>
    row.map((cell) =>
      pieceList(cellWords(cell))
        .map((piece) => pieceText(piece))
        .join(""),
    ),
  );

const table = (label: string) => page.getByRole("group", { name: label });
const cellsOf = (label: string) =>
  table(label)
    .locator("tbody tr")
    .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent ?? "")));

describe("opened from disk", () => {
  it("asks for nothing and complains about nothing, and no name in it does anything", async () => {
    await open();
    await drawAll();
    expect(requests).toEqual([pathToFileURL(join(folder, "report.html")).href]);
    expect(complaints).toEqual([]);
    expect(await page.locator("img, iframe").count()).toBe(0);
    expect(await page.title()).toContain(HOSTILE);
    expect(await page.locator("h1").textContent()).toContain(HOSTILE);
  });

  it("would be kept from asking by its policy", async () => {
    await open();
    const answer = await page.evaluate(() => fetch("https://example.org/").then(() => "asked", String));
    expect(answer).toContain("Failed to fetch");
    expect(complaints.join()).toContain("Content Security Policy");
  });

  it("is a text without JavaScript", async () => {
    await open({ javaScriptEnabled: false });
    expect(await page.locator("pre").textContent()).toContain(
      `Copied by the CPU           ${formatBytes(report.totals.bytes.cpuCopied)}`,
    );
    expect(await page.locator("#glossary").textContent()).toContain("Mode transition.");
  });
});

describe("its figures", () => {
  it("are the JSON's, to the digit", async () => {
    await open();
    const embedded = JSON.parse((await page.locator("#report").textContent()) ?? "");
    expect(embedded).toEqual(JSON.parse(JSON.stringify(report)));
    for (const { label, figure, note } of headlineFigures(embedded.totals)) {
      const tile = page.locator(`[data-figure="${label}"]`);
      expect(await tile.locator(".run-figure").textContent()).toBe(figure);
      expect(await tile.locator(".run-note").allTextContents()).toEqual(note === null ? [] : [note]);
    }
    await page.getByRole("button", { name: `Show all ${report.processes.length} rows` }).click();
    const limits = { flows: 99, syscalls: 99, processes: 99, operations: 99 };
    await expect.poll(() => cellsOf("Table of processes")).toEqual(textsOf(processTable(embedded, limits)));
    const edge = page.locator('.edge[data-edge="page-cache>socket>reference"]');
    const [sent] = report.flows.filter(({ operation }) => operation === "sendfile");
    expect(await edge.getAttribute("aria-label")).toContain(
      `${formatBytes(sent?.bytes ?? 0)}, ${formatCount(sent?.calls ?? 0)} calls`,
    );
  });

  it("of a window are those of its steps, and go when it is cleared", async () => {
    await open();
    await drawAll();
    const plot = page.locator(".time-surface").first();
    const brush = async (from: number, to: number) => {
      const box = await plot.boundingBox();
      if (box === null) throw new Error("there is no plot");
      await page.mouse.move(box.x + from * box.width, box.y + 40);
      await page.mouse.down();
      await page.mouse.move(box.x + to * box.width, box.y + 40, { steps: 5 });
      await page.mouse.up();
    };
    const copied = async () =>
      (await page.locator('[data-figure="copied"] .tile-value .figure span').allTextContents()).join(" ");
    const rateOf = (window: typeof steps) => {
      const sum = mergedFrame(window);
      return spoken(byteRate(sum.totals.bytes.cpuCopied / ((sum.end - sum.start) / 1000)));
    };
    await brush(0.6, 0.9);
    await expect.poll(copied).toBe("0 B/s");
    await brush(0.25, 0.75);
    // A pixel is a quarter of a step or less: the window may begin and end a step beside where it was meant to.
    const near = [-1, 0, 1].flatMap((from) => [-1, 0, 1].map((to) => rateOf(steps.slice(60 + from, 180 + to))));
    await expect.poll(async () => near.includes(await copied())).toBe(true);
    await page.getByRole("button", { name: "Clear window" }).click();
    await expect.poll(() => page.locator(".window").count()).toBe(0);
  });
});

describe("its tables", () => {
  it("are sorted by any column, by number and not by the words for it", async () => {
    await open();
    // by keyboard: charts that are still being drawn may move what a click is aimed at
    await table("Table of processes").getByRole("button", { name: "out" }).press("Enter");
    const order = report.processes
      .toSorted((a, b) => b.totals.bytes.output - a.totals.bytes.output)
      .map(({ pid }) => String(pid));
    await expect
      .poll(async () => (await cellsOf("Table of processes")).slice(0, 2).map(([pid]) => pid))
      .toEqual(order.slice(0, 2));
    expect(await table("Table of processes").locator('[aria-sort="descending"]').textContent()).toContain("out");
  });

  it("are narrowed to a process that is chosen by keyboard, and to an edge", async () => {
    await open();
    await page.getByRole("button", { name: "fast", exact: true }).press("Enter");
    await expect
      .poll(async () => (await cellsOf("Flows, heaviest first")).map(([operation]) => operation))
      .toEqual(["sendfile"]);
    expect(await page.locator('.edge[data-edge="application>socket>copy"]').getAttribute("class")).toContain(
      "edge-idle",
    );
    await page.locator(".narrowed .chip").click();
    await page.locator('.edge[data-edge="application>socket>copy"]').press("Enter");
    await expect
      .poll(async () => (await cellsOf("Flows, heaviest first")).map(([operation]) => operation))
      .toEqual(["write"]);
  });
});

describe("on paper", () => {
  it("is A4, light, with every chart drawn and nothing cut off at its edge", async () => {
    await open({ colorScheme: "dark" });
    const pdf = (await page.pdf({ preferCSSPageSize: true, printBackground: true })).toString("latin1");
    expect(pdf).toMatch(/\/MediaBox \[0 0 594\.9\d* 841\.9\d*\]/);
    // What the browser does before it lays out for paper.
    await page.emulateMedia({ media: "print" });
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    const { ground, right, blank } = await page.evaluate(() => ({
      ground: getComputedStyle(document.body.parentElement as Element).backgroundColor,
      right: Math.max(
        ...[...document.querySelectorAll("main *, #glossary *")].map((one) => one.getBoundingClientRect().right),
      ),
      blank: [...document.querySelectorAll("canvas")].filter((canvas) => {
        const { data } = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [0] };
        return data.every((value) => value === 0);
      }).length,
    }));
    expect(ground).toBe("rgb(255, 255, 255)");
    // 210 mm less two margins of 12 mm, at 96 pixels an inch.
    expect(right).toBeLessThanOrEqual((186 / 25.4) * 96);
    expect(blank).toBe(0);
    await page.evaluate(() => dispatchEvent(new Event("afterprint")));
    expect(await page.evaluate(() => document.documentElement.className)).toBe("");
  });
});

describe("for everybody", () => {
  it.each([
    ["light", 1440],
    ["dark", 1440],
    ["light", 390],
    ["dark", 390],
  ] as const)(
    "axe finds nothing in %s at %d pixels, and nothing is wider",
    async (colorScheme, width) => {
      await open({ colorScheme, viewport: { width, height: 844 } });
      await drawAll();
      expect(await axeViolations(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      expect(complaints).toEqual([]);
    },
    40_000,
  );

  it("explains its words with the documentation's own", async () => {
    await open();
    const words = readFileSync(new URL("../../docs/words.md", import.meta.url), "utf8");
    const terms = [...words.matchAll(/^\*\*(.+?)\*\*/gm)].map(([, term]) => term);
    expect(await page.locator("#glossary p > strong:first-child").allTextContents()).toEqual(terms);
  });
});
