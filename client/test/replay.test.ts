/** Recordings in the page, with the real server behind it: what is kept, opened again, and played. */
import { mkdirSync, readdirSync } from "node:fs";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { serveLive } from "../../server/live/server.ts";
import { LiveSession } from "../../server/live/session.ts";
import type { Frame } from "../../server/model/frame.ts";
import { createRecording } from "../../server/recording/write-recording.ts";
import { capturesByHand } from "../../server/test/builders/captures-by-hand.ts";
import {
  frame,
  processFrame,
  readFile,
  runEnd,
  runInfo,
  sendfile,
  writeSocket,
} from "../../server/test/builders/frames.ts";
import { temporaryDirectory } from "../../server/test/builders/temporary-directory.ts";
import { byteRate, spoken } from "../parts/figure-text.ts";
import { axeViolations } from "./browser.ts";
import { type BuiltPage, buildPage } from "./built-page.ts";

const MIB = 2 ** 20;
let built: BuiltPage;
let page: Page;
let directory: string;
let url: string;
let close: () => Promise<void>;
let complaints: string[];
const captures = capturesByHand();

/** Ten seconds of read and write, then ten of sendfile. */
const FRAMES: readonly Frame[] = Array.from({ length: 80 }, (_, index) => {
  const flows = index < 40 ? [readFile(8 * MIB, 128), writeSocket(8 * MIB, 128)] : [sendfile(16 * MIB, 64)];
  return frame(index, [processFrame({ id: 1, pid: 4711, command: index % 2 ? "nginx" : "nginx", flows })]);
});
const MARK = { at: (FRAMES[40]?.start ?? 0) + 1, note: "sendfile on" };

beforeAll(async () => {
  built = await buildPage();
}, 120_000);

afterAll(() => built?.close());

beforeEach(async () => {
  directory = await temporaryDirectory();
  const created = await createRecording(join(directory, "run.copyscope"), false);
  if (!created.ok) throw new Error(created.message);
  await created.recording.begin(runInfo());
  for (const each of FRAMES) await created.recording.write(each);
  await created.recording.mark(MARK);
  await created.recording.finish(runEnd());
  const session = new LiveSession(
    { startCapture: captures.start, version: "0.1.0", directory },
    { scope: { kind: "system" }, detail: "full", intervalMs: 250, threads: false, budgetPercent: null },
  );
  const started = await serveLive(session, { host: "127.0.0.1", port: 0, client: built.folder });
  if (!started.ok) throw new Error(started.message);
  await session.start();
  url = started.server.url;
  close = async () => {
    await session.stop();
    await started.server.close();
  };
  const context = await built.browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: "reduce" });
  page = await context.newPage();
  complaints = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
});

afterEach(async () => {
  await page.context().close();
  await close();
});

const copiesPerByte = async () =>
  (await page.locator('[data-figure="copies-per-byte"] .figure-number').textContent())?.trim();
const recordings = () => readdirSync(directory).filter((name) => name.endsWith(".copyscope"));

async function openDialog() {
  await page.goto(url);
  await page.getByRole("button", { name: "Recordings" }).click();
}

describe("a recording", () => {
  it("is opened from the list, shows the whole run, and plays to its end", async () => {
    await openDialog();
    await page.getByRole("button", { name: "Open" }).click();
    await page.locator('[data-state="replaying"]').waitFor();
    // 320 MiB copied twice, and 640 MiB by sendfile
    await expect.poll(copiesPerByte).toBe("0.67");
    await page.locator(".row-name", { hasText: "nginx" }).waitFor();
    await page.getByLabel("Speed").selectOption("10");
    await page.getByRole("button", { name: "Play" }).click();
    await expect.poll(copiesPerByte).toBe("2.00");
    await page.getByRole("button", { name: "Play" }).waitFor({ timeout: 10_000 });
    await expect.poll(copiesPerByte).toBe("0.00");
    expect(complaints).toEqual([]);
  });

  it("is at the moment that the URL says, and goes from mark to mark", async () => {
    const at = FRAMES[20]?.end ?? 0;
    await page.goto(`${url}#recording=run.copyscope&time=${at - 5000}-${at}`);
    await expect.poll(copiesPerByte).toBe("2.00");
    await expect
      .poll(() => page.locator('[data-figure="copied"] .figure').first().textContent())
      .toContain(spoken(byteRate(64 * MIB)).split(" ")[0]);
    await page.getByRole("button", { name: "To the next mark" }).click();
    await expect.poll(copiesPerByte).toBe("0.00");
    await expect.poll(() => page.url()).toContain("recording=run.copyscope");
    await page.locator(".row-name").first().press("Enter");
    await expect.poll(() => page.locator(".details").textContent()).toContain("sendfile");
    await page.getByRole("button", { name: "Leave" }).click();
    await page.locator(".button-pause").waitFor();
    expect(complaints).toEqual([]);
  });

  it("is never left by the arrow keys, however short it is", async () => {
    await page.goto(`${url}#recording=run.copyscope`);
    await page.locator(".row-name", { hasText: "nginx" }).waitFor();
    const moment = () => Number(/time=\d+-(\d+)/.exec(page.url())?.[1]);
    const { start } = FRAMES[0] ?? { start: 0 };
    for (let count = 0; count < 6; count++) await page.keyboard.press("ArrowLeft");
    await expect.poll(moment).toBe(start + 1000);
    await page.keyboard.press("ArrowRight");
    await expect.poll(moment).toBeGreaterThan(start + 1000);
    await page.locator(".row-name", { hasText: "nginx" }).waitFor();
    expect(await page.locator(".timeline-box").getAttribute("aria-valuetext")).not.toContain("live");
    expect(complaints).toEqual([]);
  });

  it("that is not there, or is none, says why", async () => {
    await page.goto(`${url}#recording=absent.copyscope`);
    await page.locator('[data-state="replaying"]', { hasText: "Cannot replay absent.copyscope" }).waitFor();
  });
});

describe("recordings in the page", () => {
  it("are given a title and another name, and deleted when that was meant", async () => {
    await openDialog();
    await page.getByRole("button", { name: "Edit" }).click();
    await page.getByLabel("Title").fill("<b>before</b>");
    await page.getByLabel("Tags").fill("nginx, tls");
    await page.getByLabel("File name").fill("first");
    await page.getByRole("button", { name: "Keep" }).click();
    await page.getByRole("listitem", { name: "first.copyscope" }).getByText("<b>before</b>").waitFor();
    expect(recordings()).toEqual(["first.copyscope"]);
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await page.getByRole("button", { name: "Delete it" }).click();
    await expect.poll(recordings).toEqual([]);
  });

  it("are uploaded, or refused with a sentence", async () => {
    const elsewhere = join(directory, "elsewhere");
    mkdirSync(elsewhere);
    await cp(join(directory, "run.copyscope"), join(elsewhere, "sent.copyscope"));
    await cp(join(built.folder, "index.html"), join(elsewhere, "page.copyscope"));
    await openDialog();
    await page.locator("input[type=file]").setInputFiles(join(elsewhere, "sent.copyscope"));
    await page.getByText("Uploaded.").waitFor();
    await page.locator("input[type=file]").setInputFiles(join(elsewhere, "page.copyscope"));
    await page.locator(".notice-bad", { hasText: "page.copyscope" }).waitFor();
    expect(recordings().sort()).toEqual(["run.copyscope", "sent.copyscope"]);
  });

  it("can be opened as reports, and put on sides to be compared, whatever their names", async () => {
    await cp(join(directory, "run.copyscope"), join(directory, "second & last.copyscope"));
    await cp(join(directory, "run.copyscope"), join(directory, "third.copyscope"));
    await openDialog();
    const link = (name: string) => page.getByRole("link", { name }).first().getAttribute("href");
    expect(await link("Report")).toMatch(/^api\/recordings\/[^/]+\/report\.html$/);
    const put = (name: string, side: string) => page.getByLabel(`Side of ${name} in`).selectOption(side);
    const places = () =>
      page.evaluate(() => [...document.querySelectorAll(".recording")].map((row) => row.getBoundingClientRect().top));
    const before = await places();
    await put("run.copyscope", "after");
    await page.getByText("Put another on the other side").waitFor();
    await put("second & last.copyscope", "before");
    await put("third.copyscope", "after");
    expect(await places()).toEqual(before);
    const { searchParams } = new URL((await link("Compare 1 with 2")) ?? "", "http://localhost");
    const [first, then, ...others] = searchParams.getAll("of");
    expect([first, then]).toEqual(["second & last.copyscope", "--"]);
    expect(others.sort()).toEqual(["run.copyscope", "third.copyscope"]);
    expect(await axeViolations(page)).toEqual([]);
    await put("second & last.copyscope", "no side");
    await page.getByText("Put another on the other side").waitFor();
  });

  it("are made of what has just been", async () => {
    await openDialog();
    const now = Date.now();
    for (let index = 0; index < 8; index++) {
      const start = now - 4_000 + index * 250;
      captures.now.give({ ...frame(index, FRAMES[0]?.processes), start, end: start + 250 });
    }
    await page.getByRole("button", { name: "Save the last" }).click();
    await page.getByText("Kept 2").waitFor();
    expect(recordings()).toHaveLength(2);
  });
});
