/**
 * copyscope is killed under an open page, for real: SIGKILL to the process that serves it. What it says meanwhile, what
 * is left on the machine, and that the page finds the next copyscope on that port and goes on, with the hole named.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { type Part, Run, until } from "./run.ts";
import { switchAtRest, switchIsAs } from "./switch.ts";

/** Within this time nothing of copyscope is left. */
const LONGEST_MS = 2_000;

/** Copies for ever, a hundred times a second, and writes no file. */
const COPIES = [
  "sh",
  "-c",
  "while :; do dd if=/dev/zero bs=64k count=20 2>/dev/null | cat >/dev/null; sleep 0.01; done",
];

let browser: Browser;
let before: string;

beforeAll(async () => {
  before = switchAtRest();
  browser = await chromium.launch({
    executablePath: process.env["COPYSCOPE_CHROMIUM"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
  });
});

afterAll(() => browser?.close());

function startCopyscope(argv: readonly string[]): Run {
  const run = new Run(argv);
  onTestFinished(() => {
    for (const { pid } of run.alive()) process.kill(pid, "SIGKILL");
  });
  return run;
}

async function addressOf(run: Run): Promise<URL> {
  const said = await until(() => /dashboard is at (\S+)/.exec(run.stderr), "the dashboard's address");
  return new URL(said[1] ?? "");
}

/** A page on the dashboard, and what it complained of besides connections that could not be made. */
async function openPage(address: URL): Promise<{ readonly page: Page; readonly complaints: string[] }> {
  const page = await browser.newPage();
  onTestFinished(() => page.close());
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type()) && !/net::ERR_|WebSocket/.test(message.text()))
      complaints.push(message.text());
  });
  await page.goto(address.href);
  return { page, complaints };
}

/** A workload that copyscope watches and did not start. */
function startWorkload(): ChildProcess {
  const workload = spawn(COPIES[0] ?? "", COPIES.slice(1), { stdio: "ignore", detached: true });
  onTestFinished(() => {
    if (workload.pid !== undefined) process.kill(-workload.pid, "SIGKILL");
  });
  return workload;
}

/** The time of the newest frame that is drawn, as the end of the overview says it. */
const newest = (page: Page) => page.locator(".timeline-to").textContent();
const banner = (page: Page, name: string) => page.locator(`[data-state="${name}"]`);
const figures = (page: Page) => page.locator(".tile-value").allTextContents();

/** Everything that is drawn or said as a number: texts, and the shapes of the pictures. */
async function everyNumber(page: Page): Promise<string> {
  const drawn = await page
    .locator("svg *, [style], [aria-label]")
    .evaluateAll((elements) =>
      elements.flatMap((element) => [...element.attributes].map(({ name, value }) => `${name}=${value}`)),
    );
  return [...(await page.locator("body").allTextContents()), ...drawn].join("\n");
}

/** Copies are counted, and more come. */
async function goesOn(page: Page): Promise<void> {
  await expect.poll(() => page.locator('[data-figure="copied"] .tile-value').textContent()).toMatch(/[1-9]/);
  const now = await newest(page);
  await expect.poll(() => newest(page)).not.toBe(now);
}

function hit(run: Run, parts: readonly Part[]): void {
  for (const pid of parts.flatMap((part) => run.find(part) ?? [])) process.kill(pid, "SIGKILL");
}

async function nothingIsLeft(run: Run): Promise<void> {
  const look = () => run.alive().map(({ pid, line, comm }) => `${pid} ${line || comm}`);
  await until(() => look().length === 0, "the end of all processes", LONGEST_MS).catch(() =>
    expect(look()).toEqual([]),
  );
}

const SERVER: readonly Part[] = ["unprivileged part"];
const BOTH: readonly Part[] = ["tracer", "unprivileged part"];

describe.each([{ parts: SERVER }, { parts: BOTH }])("SIGKILL to $parts", ({ parts }) => {
  test("under a page that watches a process: that goes on, and the next copyscope is found by the page", async () => {
    const workload = startWorkload();
    const scope = ["--pid", String(workload.pid)];
    const first = startCopyscope(["live", "--port", "0", ...scope]);
    const address = await addressOf(first);
    const { page, complaints } = await openPage(address);
    await goesOn(page);

    hit(first, parts);
    await nothingIsLeft(first);
    await until(() => switchIsAs(before), "bpf_stats as it was", LONGEST_MS);
    expect(existsSync(`/proc/${workload.pid}`)).toBe(true);
    await banner(page, "disconnected").waitFor();
    await page.locator("main.stale").waitFor();
    expect((await figures(page)).join("")).toMatch(/[1-9]/);

    const second = startCopyscope(["live", "--port", address.port, ...scope]);
    await addressOf(second);
    await expect.poll(() => banner(page, "disconnected").count(), { timeout: 20_000 }).toBe(0);
    await expect.poll(() => page.locator("main.stale").count()).toBe(0);
    await goesOn(page);
    const gaps = page.locator(".status-panel li");
    await expect
      .poll(() => gaps.allTextContents())
      .toContainEqual(expect.stringMatching(/^A gap of [\d.]+ s: copyscope was restarted\.$/));
    expect(await everyNumber(page)).not.toMatch(/NaN|undefined|Infinity/);
    expect(complaints).toEqual([]);
  });
});

test.each([{ parts: SERVER }, { parts: BOTH }, { parts: ["tracer"] as const }])(
  "SIGKILL to $parts ends the command that copyscope started, and the page shows what was last",
  async ({ parts }) => {
    const run = startCopyscope(["live", "--port", "0", "--", ...COPIES]);
    const { page, complaints } = await openPage(await addressOf(run));
    await goesOn(page);
    hit(run, parts);
    await nothingIsLeft(run);
    await banner(page, "disconnected").waitFor();
    await page.locator("main.stale").waitFor();
    expect((await figures(page)).join("")).toMatch(/[1-9]/);
    expect(await everyNumber(page)).not.toMatch(/NaN|undefined|Infinity/);
    expect(complaints).toEqual([]);
  },
);
