/**
 * `node client/dev/shots.mjs FOLDER [name …]`: PNG pictures of the page's states, to look at. SHOT_LOOKS names other
 * schemes and widths (`dark-1440,light-390`); TALL=1 makes them as high as the page. Needs a built page and Chromium.
 * The pictures in docs/ are made by client/test/states.test.ts.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { load } from "./load.mjs";

const [out = "shots", ...only] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
const folder = process.env.COPYSCOPE_PAGE ?? fileURLToPath(new URL("../../dist/client", import.meta.url));
const { playScene, SCENES, setScene } = await load("scenes.ts");

const browser = await chromium.launch({
  executablePath: process.env.COPYSCOPE_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run"],
});
const looks = (process.env.SHOT_LOOKS ?? "dark-1440,light-1440,dark-390,light-390").split(",");
for (const scene of SCENES) {
  if (only.length > 0 && !only.includes(scene.name)) continue;
  for (const look of looks) {
    const [scheme, width] = look.split("-");
    const server = setScene(scene, folder);
    const address = await server.listen();
    const viewport = { width: Number(width), height: Number(width) < 700 ? 844 : Number(width) > 1900 ? 1200 : 900 };
    const context = await browser.newContext({
      viewport,
      colorScheme: scheme,
      reducedMotion: "reduce",
      timezoneId: "UTC",
    });
    const page = await context.newPage();
    page.on("pageerror", (error) => console.log(scene.name, look, error.message));
    await page.goto(`${address}${scene.fragment ?? ""}`);
    if (process.env.TALL !== undefined) {
      const height = await page.evaluate(() => document.documentElement.scrollHeight);
      await page.setViewportSize({ ...viewport, height });
    }
    await playScene(scene, page, server).catch((error) => console.log(scene.name, look, error.message));
    await page.waitForTimeout(900);
    await page.screenshot({ path: join(out, `${scene.name}-${look}.png`) });
    await context.close();
    await server.close().catch(() => {});
  }
}
await browser.close();
