/** The page, built into a folder of its own, and a browser to look at it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { build } from "vite";
import { startBrowser } from "./browser.ts";

export interface BuiltPage {
  readonly browser: Browser;
  readonly folder: string;
  close(): Promise<void>;
}

export async function buildPage(): Promise<BuiltPage> {
  const folder = mkdtempSync(join(tmpdir(), "copyscope-page-"));
  const root = fileURLToPath(new URL("..", import.meta.url));
  await build({ root, configFile: join(root, "vite.config.ts"), logLevel: "error", build: { outDir: folder } });
  const browser = await startBrowser();
  const close = async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { browser, folder, close };
}
