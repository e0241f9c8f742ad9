/**
 * `node scripts/bench/page.mjs [seconds]`: what the page costs the browser. Fifteen minutes of history at four frames
 * a second, 200 busy processes, every chart on the screen; then the main thread's time per tick, bytes a second on the
 * wire, memory, and the size of the JavaScript. A tick is all that the main thread does between one frame and the next:
 * the frame itself, and whatever earlier ones left for later. `--minutes N`: instead, what the page holds after a forced
 * collection, minute by minute, while frames come. Needs a built page and Chromium.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";
import { load } from "../../client/dev/load.mjs";

const minutes = process.argv[2] === "--minutes" ? Number(process.argv[3] ?? 10) : 0;
const seconds = minutes > 0 ? 0 : Number(process.argv[2] ?? 20);
const folder = process.env.COPYSCOPE_PAGE ?? fileURLToPath(new URL("../../dist/client", import.meta.url));
const KIB = 1024;

function scriptSizes() {
  const assets = join(folder, "assets");
  const scripts = readdirSync(assets).filter((name) => name.endsWith(".js"));
  return scripts.reduce((sum, name) => sum + gzipSync(readFileSync(join(assets, name)), { level: 9 }).length, 0);
}

function percentile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

/** Main-thread time by tick, from Chromium's own count of task time. */
async function measure(page, server, ticks) {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const read = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
  };
  // How much the reading itself takes, to be taken off.
  const idle = [];
  for (let count = 0; count < 10; count++) {
    const before = await read();
    await page.waitForTimeout(server.run.intervalMs);
    idle.push(((await read()).TaskDuration - before.TaskDuration) * 1000);
  }
  const times = [];
  for (let count = 0; count < ticks; count++) {
    const before = await read();
    server.tick();
    await page.waitForTimeout(server.run.intervalMs);
    times.push(((await read()).TaskDuration - before.TaskDuration) * 1000);
  }
  return { idle: percentile(idle, 0.5), times, heap: (await read()).JSHeapUsedSize };
}

/** MiB on JavaScript's heap, DOM nodes and listeners, when all that can be forgotten is. */
async function held(session) {
  await session.send("HeapProfiler.collectGarbage");
  const { metrics } = await session.send("Performance.getMetrics");
  const { JSHeapUsedSize, Nodes, JSEventListeners } = Object.fromEntries(
    metrics.map(({ name, value }) => [name, value]),
  );
  return `${(JSHeapUsedSize / KIB / KIB).toFixed(2)} MiB of heap, ${Nodes} nodes, ${JSEventListeners} listeners`;
}

async function growth(page, server) {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  server.start();
  for (let minute = 0; minute <= minutes; minute++) {
    // The first minute fills what is bounded: the page begins with as many frames as it keeps, not with its sparklines.
    await page.waitForTimeout(60_000);
    console.log(`after ${minute + 1} min: ${await held(session)}`);
  }
  server.stop();
}

const { stage } = await load("stage.ts");
const browser = await chromium.launch({
  executablePath: process.env.COPYSCOPE_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
});
if (minutes > 0) {
  const server = stage({ folder, minutes: 17, processes: 200 });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(await server.listen());
  await page.locator(".row-name").first().waitFor();
  await growth(page, server);
  await server.close();
}
if (seconds > 0) console.log(`JavaScript, compressed: ${(scriptSizes() / KIB).toFixed(1)} KiB (limit 250 KB)`);
/** As wide and high as all charts together, so that nothing is spared by being off the screen; and a usual window. */
const TALL = { width: 1920, height: 2300 };
const USUAL = { width: 1440, height: 900 };
const VIEWS = [
  ["60 s shown, 1440x900", "", USUAL],
  ["60 s shown, every chart on the screen", "", TALL],
  ["15 min shown, every chart on the screen", "#span=900000", TALL],
];
for (const [what, fragment, viewport] of seconds > 0 ? VIEWS : []) {
  const server = stage({ folder, minutes: 15, processes: 200 });
  const address = await server.listen();
  const page = await browser.newPage({ viewport });
  let received = 0;
  page.on("websocket", (socket) => socket.on("framereceived", ({ payload }) => (received += payload.length)));
  const opened = performance.now();
  await page.goto(`${address}${fragment}`);
  await page.locator(".row-name").first().waitFor();
  const drawn = performance.now() - opened;
  for (let count = 0; count < 12; count++) {
    server.tick();
    await page.waitForTimeout(server.run.intervalMs);
  }
  received = 0;
  const ticks = seconds * 4;
  const { idle, times, heap } = await measure(page, server, ticks);
  const own = times.map((time) => Math.max(0, time - idle));
  console.log(
    `${what}: main thread per tick p50 ${percentile(own, 0.5).toFixed(1)} ms, p95 ${percentile(own, 0.95).toFixed(1)} ms ` +
      `(limit 16), most ${Math.max(...own).toFixed(1)} ms; idle ${idle.toFixed(1)} ms taken off; ` +
      `${(received / KIB / seconds).toFixed(1)} KiB/s before compression; heap ${(heap / KIB / KIB).toFixed(0)} MiB; ` +
      `first rows after ${(drawn / 1000).toFixed(2)} s`,
  );
  await page.close();
  await server.close();
}
await browser.close();
