/** A comparison's HTML file in a real browser, opened from disk: it says what the JSON says, to the digit. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { compareReports } from "../../server/model/compare/compare-reports.ts";
import type { Comparison } from "../../server/model/compare/comparison.ts";
import { checkCondition, readCondition } from "../../server/model/compare/condition.ts";
import { changeWords, outcomeWords, spreadWords } from "../../server/model/compare/figure-words.ts";
import { comparisonHtml } from "../../server/report/html.ts";
import { axeViolations, startBrowser } from "./browser.ts";
import { AFTER, BEFORE, HOSTILE } from "./compared-runs.ts";
import { buildReportPage, openFile } from "./report-file.ts";

let browser: Browser;
let folder: string;
let page: Page;
let complaints: readonly string[];
let requests: readonly string[];
let comparison: Comparison;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "copyscope-comparison-"));
  comparison = compareReports([BEFORE, AFTER]);
  const condition = readCondition("copiesPerOutputByte > 0.1");
  const results = condition.ok ? checkCondition(condition.condition, comparison) : [];
  writeFileSync(join(folder, "comparison.html"), comparisonHtml(comparison, results, await buildReportPage(folder)));
  browser = await startBrowser();
}, 120_000);

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(options: BrowserContextOptions = {}) {
  ({ page, complaints, requests } = await openFile(browser, join(folder, "comparison.html"), options));
}

afterEach(async () => {
  await page?.context().close();
});

describe("a comparison's file", () => {
  it("says the verdict and every figure as the JSON has them", async () => {
    await open();
    const embedded: Comparison = JSON.parse((await page.locator("#comparison").textContent()) ?? "");
    expect(embedded).toMatchObject(JSON.parse(JSON.stringify(comparison)));
    expect(await page.locator(".verdict").allTextContents()).toEqual(embedded.verdicts);
    for (const figure of embedded.figures) {
      const row = page.locator(`tr[data-figure="${figure.key}"]`);
      const [change] = figure.changes;
      if (change === undefined) throw new Error("a figure has no change");
      expect(await row.locator("td").allTextContents()).toEqual([
        ...figure.sides.map((spread) => spreadWords(figure.unit, spread)),
        "",
        `${changeWords(change)} ${outcomeWords(figure, change)}`,
      ]);
      const known = figure.sides.flatMap(({ values, median }) => (median === null ? [] : values));
      expect(await row.locator("circle").count()).toBe(known.length);
    }
    expect(await page.getByRole("list", { name: "Conditions" }).textContent()).toContain("does not hold: passed");
  });

  it("names the flows that vanished and appeared, and draws the sides' distributions over each other", async () => {
    await open();
    const outcome = (flow: string) => page.locator(`[data-flow="${flow}"] .flow-outcome`).allTextContents();
    expect(await outcome("write memory tcp")).toEqual(["vanished"]);
    expect(await outcome("sendfile file tcp")).toEqual(["appeared"]);
    expect(await page.getByRole("region", { name: "Latency of read" }).locator("path").count()).toBe(4);
    expect(await page.getByRole("region", { name: "Latency of sendfile" }).locator("path").count()).toBe(2);
  });

  it.each([
    ["light", 1440],
    ["dark", 390],
  ] as const)(
    "asks for nothing, is harmless, and axe finds nothing, in %s at %d pixels",
    async (colorScheme, width) => {
      await open({ colorScheme, viewport: { width, height: 844 } });
      expect(await axeViolations(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      expect(requests).toEqual([pathToFileURL(join(folder, "comparison.html")).href]);
      expect(complaints).toEqual([]);
      expect(await page.locator("img").count()).toBe(0);
      expect(await page.getByRole("list", { name: "Sides" }).textContent()).toContain(HOSTILE);
    },
    40_000,
  );

  it("is a text without JavaScript", async () => {
    await open({ javaScriptEnabled: false });
    expect(await page.locator("pre").textContent()).toContain("Comparison of A, B");
  });
});
