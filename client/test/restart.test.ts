/** A server that goes and comes again under an open page: what it says meanwhile, the hole it shows, and what stays behind. */
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type LiveServer, serveLive } from "../../server/live/server.ts";
import { LiveSession } from "../../server/live/session.ts";
import { type CapturesByHand, capturesByHand } from "../../server/test/builders/captures-by-hand.ts";
import { frame, processFrame, readFile, writeSocket } from "../../server/test/builders/frames.ts";
import { temporaryDirectory } from "../../server/test/builders/temporary-directory.ts";
import { type BuiltPage, buildPage } from "./built-page.ts";

const MIB = 2 ** 20;

interface Running {
  readonly session: LiveSession;
  readonly server: LiveServer;
  readonly captures: CapturesByHand;
}

let built: BuiltPage;
let page: Page;
let running: Running;

beforeAll(async () => {
  built = await buildPage();
}, 120_000);

afterAll(() => built?.close());

afterEach(async () => {
  await page?.context().close();
  await gone();
});

async function comes(port: number): Promise<void> {
  const captures = capturesByHand();
  const directory = await temporaryDirectory();
  const session = new LiveSession(
    { startCapture: captures.start, version: "0.1.0", directory },
    { scope: { kind: "system" }, detail: "full", intervalMs: 250, threads: false, budgetPercent: null },
  );
  const started = await serveLive(session, { host: "127.0.0.1", port, client: built.folder });
  if (!started.ok) throw new Error(started.message);
  await session.start();
  running = { session, server: started.server, captures };
}

/** As a process that is killed: connections end without a word. */
async function gone(): Promise<void> {
  await running.session.stop();
  await running.server.close();
}

/** A frame every quarter of a second, each copying so much, until it is stopped: tells the end of the last. */
function flow(bytes: number): () => number {
  let end = Date.now();
  let index = 0;
  const give = () => {
    const flows = [readFile(bytes, 8), writeSocket(bytes, 8)];
    const made = frame(index++, [processFrame({ id: 1, pid: 4711, command: "nginx", flows })]);
    running.captures.now.give({ ...made, start: end, end: end + 250 });
    end += 250;
  };
  const timer = setInterval(give, 250);
  return () => {
    clearInterval(timer);
    return end;
  };
}

const banner = (name: string) => page.locator(`[data-state="${name}"]`);
/** What is copied, and what the page says of its state, for whoever reads why a test failed. */
const copied = async () =>
  `${await page.locator('[data-figure="copied"] .tile-value').textContent()} ${await page.locator(".fixed-top").textContent()}`;
const gaps = () => page.locator(".status-panel li").allTextContents();

/** Listeners and nodes of the page, when all that can be forgotten is. */
async function held(): Promise<{ listeners: number; nodes: number }> {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { jsEventListeners: listeners, nodes } = await session.send("Memory.getDOMCounters");
  await session.detach();
  return { listeners, nodes };
}

describe("a server that was restarted", () => {
  it("is found again; what was before stays drawn, and the hole between is named", async () => {
    await comes(0);
    const { port, url } = running.server;
    page = await built.browser.newPage();
    await page.goto(url);
    const stop = flow(4 * MIB);
    await page.locator(".row-name").first().press("Enter");
    await page.locator(".details h3").waitFor();
    await expect.poll(copied).toContain("32.0");
    const last = stop();

    await gone();
    await banner("disconnected").waitFor();
    expect(await copied()).toContain("32.0");

    await comes(port);
    await expect.poll(() => banner("disconnected").count()).toBe(0);
    const stopAgain = flow(8 * MIB);
    await expect.poll(copied).toContain("64.0");
    // Ids of processes are a server's own: the chosen one is not mistaken for one of the new server's.
    await expect.poll(() => page.locator(".details").count()).toBe(0);
    await expect.poll(gaps).toContainEqual(expect.stringMatching(/^A gap of [\d.]+ s: copyscope was restarted\.$/));
    stopAgain();

    // The time before the break can be looked at as before.
    await page.goto(`${url}#time=${last - 60_000}-${last}`);
    await expect.poll(copied).toContain("32.0");
  }, 60_000);

  it("leaves nothing behind, in the page or in the server, however often", async () => {
    await comes(0);
    const { port, url } = running.server;
    page = await built.browser.newPage();
    await page.goto(url);
    const round = async () => {
      await gone();
      await banner("disconnected").waitFor();
      await comes(port);
      await expect.poll(() => banner("disconnected").count()).toBe(0);
      const stop = flow(4 * MIB);
      await page.locator(".row-name").first().waitFor();
      stop();
    };
    await round();
    const before = await held();
    for (let count = 0; count < 4; count++) await round();
    await expect.poll(async () => (await held()).listeners).toBeLessThanOrEqual(before.listeners);
    expect((await held()).nodes).toBeLessThan(before.nodes * 1.1);
    expect(running.server.sockets.fanOut.pages.size).toBe(1);
  }, 60_000);
});
