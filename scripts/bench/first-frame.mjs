/**
 * `node scripts/bench/first-frame.mjs [times]`: from the command to the first frame that is drawn in a browser, with the
 * real tracer. Needs what was built, Chromium, and root or sudo. The browser runs already; its page does not.
 */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const LIMIT_SECONDS = 4;
const times = Number(process.argv[2] ?? 3);
const copyscope = fileURLToPath(new URL("../../dist/server/main.js", import.meta.url));
const browser = await chromium.launch({
  executablePath: process.env.COPYSCOPE_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
});

async function once() {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const begun = performance.now();
  const since = () => (performance.now() - begun) / 1000;
  const server = spawn(process.execPath, [copyscope, "--port", "0"], { stdio: ["ignore", "ignore", "pipe"] });
  const ended = new Promise((resolve) => server.once("exit", resolve));
  try {
    for await (const line of createInterface({ input: server.stderr })) {
      const url = /dashboard is at (\S+)/.exec(line)?.[1];
      if (url === undefined) continue;
      const listening = since();
      await page.goto(url);
      const shown = since();
      // Without a frame a figure is a dash.
      await page.locator('[data-figure="transitions"] .figure-number', { hasText: /\d/ }).waitFor();
      return { listening, shown, drawn: since() };
    }
    throw new Error("copyscope said no address");
  } finally {
    server.kill("SIGINT");
    await ended;
    await page.close();
  }
}

for (let count = 0; count < times; count++) {
  const { listening, shown, drawn } = await once();
  console.log(
    `first frame drawn after ${drawn.toFixed(2)} s (limit ${LIMIT_SECONDS}): ` +
      `listening after ${listening.toFixed(2)} s, page loaded after ${shown.toFixed(2)} s`,
  );
}
await browser.close();
