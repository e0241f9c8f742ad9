/**
 * `node client/dev/report-shots.mjs REPORT.html FOLDER`: pictures of a report, light and dark, wide and on a phone, and
 * the PDF that a browser prints of it. Complaints of the page are printed.
 */
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [file = "report.html", out = "shots"] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.COPYSCOPE_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
});
for (const [scheme, width, height] of [
  ["light", 1440, 900],
  ["dark", 1440, 900],
  ["dark", 390, 844],
  ["light", 390, 844],
]) {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: scheme,
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  page.on("console", (message) => message.type() === "error" && console.log(scheme, width, message.text()));
  page.on("pageerror", (error) => console.log(scheme, width, error.message));
  await page.goto(pathToFileURL(resolve(file)).href);
  await page.locator(".run-tile").first().waitFor();
  await page.waitForTimeout(600);
  await page.screenshot({ path: join(out, `first-${scheme}-${width}.png`) });
  // Charts are drawn when they come into view.
  await page.setViewportSize({ width, height: await page.evaluate(() => document.documentElement.scrollHeight) });
  await page.waitForTimeout(1200);
  await page.screenshot({ path: join(out, `whole-${scheme}-${width}.png`) });
  if (width === 1440) {
    await page.setViewportSize({ width, height });
    await page.pdf({ path: join(out, `print-${scheme}.pdf`), preferCSSPageSize: true, printBackground: true });
  }
  await context.close();
}
await browser.close();
