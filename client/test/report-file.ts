/** The report's page as the build makes it, and files made of it, opened as their reader opens them: from disk. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { build } from "vite";

/** Builds the page into a folder, and reads it. */
export async function buildReportPage(folder: string): Promise<string> {
  const root = fileURLToPath(new URL("../report", import.meta.url));
  const outDir = join(folder, "built");
  await build({ root, configFile: join(root, "vite.config.ts"), logLevel: "error", build: { outDir } });
  return readFileSync(join(outDir, "index.html"), "utf8");
}

export interface OpenFile {
  readonly page: Page;
  /** What the page said on its console, and dialogs it opened. */
  readonly complaints: readonly string[];
  /** What it asked for. */
  readonly requests: readonly string[];
}

export async function openFile(browser: Browser, path: string, options: BrowserContextOptions = {}): Promise<OpenFile> {
  const viewport = { width: 1440, height: 900 };
  const context = await browser.newContext({ viewport, reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => complaints.push(message.text()));
  page.on("dialog", (dialog) => complaints.push(`dialog ${dialog.message()}`));
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(pathToFileURL(path).href);
  if (options.javaScriptEnabled !== false) await page.locator("main").waitFor();
  return { page, complaints, requests };
}
