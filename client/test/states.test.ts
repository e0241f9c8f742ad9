/**
 * Every state of the page, as pictured in docs/images/states: light and dark, on a desktop and on a phone. Pictures are
 * compared where Chromium and fonts are those that made them; elsewhere it is said, and the page is checked all the
 * same: it says what the state is, complains of nothing, and axe finds nothing.
 *
 * COPYSCOPE_REMAKE_STATES=1 makes the pictures that are missing or differ, and docs/dashboard-states.md, anew.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compareReports } from "../../server/model/compare/compare-reports.ts";
import { comparisonHtml } from "../../server/report/html.ts";
import { playScene, SCENES, type Scene, setScene } from "../dev/scenes.ts";
import { axeViolations } from "./browser.ts";
import { type BuiltPage, buildPage } from "./built-page.ts";
import { AFTER, BEFORE } from "./compared-runs.ts";
import { ALIKE, difference, framesSettled, type Maker, makerOf, smallPicture, takePicture } from "./pictures.ts";
import { buildReportPage } from "./report-file.ts";

const FOLDER = fileURLToPath(new URL("../../docs/images/states/", import.meta.url));
const PAGE_OF_ALL = fileURLToPath(new URL("../../docs/dashboard-states.md", import.meta.url));
const MADE_WITH = join(FOLDER, "made-with.json");
const REMAKES = process.env["COPYSCOPE_REMAKE_STATES"] !== undefined;

const SIZES = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } } as const;
type Size = keyof typeof SIZES;
const SIZE_NAMES: readonly Size[] = ["desktop", "phone"];
const SCHEMES = ["light", "dark"] as const;

/** How often a picture that differs is taken again. */
const LOOKS = 3;

/** A page of its own, which the list of recordings opens. */
const COMPARISON = {
  name: "comparison",
  tells: "Recordings compared: five that read and write, five that use sendfile.",
};

let built: BuiltPage;
let compares = false;
let blank: Page;

beforeAll(async () => {
  built = await buildPage();
  blank = await built.browser.newPage();
  const maker = makerOf(built.browser);
  if (REMAKES) {
    mkdirSync(FOLDER, { recursive: true });
    const wanted = new Set([...SCENES, COMPARISON].flatMap(({ name }) => picturesOf(name)));
    for (const name of readdirSync(FOLDER)) if (!wanted.has(name)) rmSync(join(FOLDER, name));
    writeFileSync(MADE_WITH, `${JSON.stringify(maker, null, 2)}\n`);
    writeFileSync(PAGE_OF_ALL, pageOfAll());
    return;
  }
  const made = existsSync(MADE_WITH) ? (JSON.parse(readFileSync(MADE_WITH, "utf8")) as Maker) : null;
  compares = made !== null && made.chromium === maker.chromium && made.fonts === maker.fonts;
  if (compares) return;
  const of = ({ chromium, fonts }: Maker) => `Chromium ${chromium} with fonts ${fonts ?? "unknown"}`;
  console.warn(
    `PICTURES ARE NOT COMPARED: ${made === null ? "there are none" : `they were made by ${of(made)}, and this is ${of(maker)}`}. ` +
      "What the states say, their consoles and axe are checked. COPYSCOPE_REMAKE_STATES=1 makes the pictures anew.",
  );
}, 120_000);

afterAll(() => built?.close());

const picturesOf = (name: string) =>
  SIZE_NAMES.flatMap((size) => SCHEMES.map((scheme) => `${name}-${size}-${scheme}.png`));

function pageOfAll(): string {
  const states = [...SCENES, COMPARISON].map(({ name, tells }) => {
    const picture = (size: string, scheme: string) => `images/states/${name}-${size}-${scheme}.png`;
    const others = SIZE_NAMES.flatMap((size) =>
      SCHEMES.map((scheme) => `[${size}, ${scheme}](${picture(size, scheme)})`),
    );
    return `## ${name}\n\n${tells}\n\n![${name}](${picture("desktop", "dark")})\n\n${others.join(" · ")}\n`;
  });
  return `# Every state of the dashboard\n\nMade by \`COPYSCOPE_REMAKE_STATES=1 npx vitest run --project browser client/test/states.test.ts\` from made-up\nprograms, and compared with the page by the same test.\n\n${states.join("\n")}`;
}

/** Connections that cannot be made are what two of the states are about. */
const EXPECTED = /net::ERR_|WebSocket/;

/** The page as it is, in light and in dark: compared with its pictures, or kept as them, and checked. */
async function check(page: Page, name: string, size: Size): Promise<void> {
  await framesSettled(page);
  for (const scheme of SCHEMES) {
    await page.emulateMedia({ colorScheme: scheme });
    const file = join(FOLDER, `${name}-${size}-${scheme}.png`);
    let picture = await takePicture(page);
    // What looks as before stays as it is: a picture made anew is another file for everybody who clones.
    if (REMAKES) {
      if (!existsSync(file) || (await difference(blank, picture, readFileSync(file))) > ALIKE) {
        writeFileSync(file, await smallPicture(blank, picture));
      }
    } else if (compares) {
      const kept = readFileSync(file);
      let differs = await difference(blank, picture, kept);
      // On a busy machine a page that stands still may only have paused.
      for (let count = 0; count < LOOKS && differs > ALIKE; count++) {
        await page.waitForTimeout(1_500);
        picture = await takePicture(page);
        differs = await difference(blank, picture, kept);
      }
      const other = join(tmpdir(), `copyscope-${name}-${size}-${scheme}.png`);
      if (differs > ALIKE) writeFileSync(other, picture);
      expect(differs, `${file} differs; the page is now as in ${other}`).toBeLessThanOrEqual(ALIKE);
    }
    expect(await axeViolations(page)).toEqual([]);
  }
}

const contextFor = (size: Size) =>
  built.browser.newContext({
    viewport: SIZES[size],
    colorScheme: "light",
    reducedMotion: "reduce",
    timezoneId: "UTC",
    locale: "en-GB",
  });

async function look(scene: Scene, size: Size): Promise<void> {
  const server = setScene(scene, built.folder);
  const address = await server.listen();
  const context = await contextFor(size);
  try {
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error" && !EXPECTED.test(message.text())) complaints.push(message.text());
    });
    await page.goto(`${address}${scene.fragment ?? ""}`);
    await playScene(scene, page, server);
    await page.getByText(scene.says).filter({ visible: true }).first().waitFor();
    await check(page, scene.name, size);
    expect(complaints).toEqual([]);
  } finally {
    await context.close();
    await server.close().catch(() => {});
  }
}

describe.each(SCENES)("$name", (scene) => {
  it.each(SIZE_NAMES)("is as pictured on a %s, in light and dark", (size) => look(scene, size), 60_000);
});

describe(COMPARISON.name, () => {
  it.each(SIZE_NAMES)(
    "is as pictured on a %s, in light and dark",
    async (size) => {
      const file = join(built.folder, "comparison.html");
      if (!existsSync(file)) {
        const html = comparisonHtml(compareReports([BEFORE, AFTER]), [], await buildReportPage(built.folder));
        writeFileSync(file, html);
      }
      const context = await contextFor(size);
      try {
        const page = await context.newPage();
        await page.goto(pathToFileURL(file).href);
        await page.locator(".verdict").first().waitFor();
        await check(page, COMPARISON.name, size);
      } finally {
        await context.close();
      }
    },
    60_000,
  );
});

describe("the pictures", () => {
  it("are small: all together less than four MiB", () => {
    const bytes = readdirSync(FOLDER).reduce((sum, name) => sum + statSync(join(FOLDER, name)).size, 0);
    expect(bytes).toBeLessThan(4 * 2 ** 20);
  });
});

describe("a comparison of pictures", () => {
  it("sees a word that has changed, and no difference where there is none", async () => {
    await blank.setContent("<p style='font: 13px sans-serif'>copied</p>");
    const one = await takePicture(blank);
    await blank.setContent("<p style='font: 13px sans-serif'>by reference</p>");
    const other = await takePicture(blank);
    expect(await difference(blank, one, one)).toBe(0);
    expect(await difference(blank, one, await smallPicture(blank, one))).toBeLessThan(ALIKE);
    expect(await difference(blank, one, other)).toBeGreaterThan(ALIKE);
  });
});
