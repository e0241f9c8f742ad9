/** The browser that page tests run in, and what axe has to say about a page. */
import axe from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";

export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env["COPYSCOPE_CHROMIUM"] ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
    ],
  });
}

/** What axe finds, a sentence each. It is added by the browser's own door: the page's policy would refuse it. */
export async function axeViolations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: { run: () => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    return (await axe.run()).violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`,
    );
  });
}
