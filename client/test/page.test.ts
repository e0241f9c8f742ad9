/**
 * The built page in a real browser, against a server that says what the test wants. Everything a person would check
 * with their eyes: figures, edges, states, keyboard, and what axe finds.
 */
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { FIRST_VIEW, type LiveState } from "../../server/model/live/protocol.ts";
import type { FakeServer } from "../dev/fake-server.ts";
import { type FakeProgram, HOSTILE, READ_WRITE, SENDFILE } from "../dev/fake-workload.ts";
import { type StageOptions, stage } from "../dev/stage.ts";
import { byteRate, spoken } from "../parts/figure-text.ts";
import { axeViolations } from "./browser.ts";
import { type BuiltPage, buildPage } from "./built-page.ts";
import { framesSettled } from "./pictures.ts";

let built: BuiltPage | undefined;
let browser: Browser;
let folder: string;
let server: FakeServer;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  built = await buildPage();
  ({ browser, folder } = built);
}, 120_000);

afterAll(() => built?.close());

interface Opening extends Partial<StageOptions> {
  readonly state?: Partial<LiveState>;
  readonly width?: number;
  readonly scheme?: "light" | "dark";
  readonly fragment?: string;
  readonly touch?: boolean;
}

/** Opens the page on a run that has gone on for so many minutes. */
async function open({
  state = {},
  width = 1440,
  scheme = "light",
  fragment = "",
  touch = false,
  ...staged
}: Opening = {}) {
  server = stage({ folder, minutes: 1, processes: 3, ...staged });
  if (Object.keys(state).length > 0) server.setState(state);
  const address = await server.listen();
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: scheme,
    reducedMotion: "reduce",
    hasTouch: touch,
  });
  page = await context.newPage();
  complaints = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("net::ERR")) complaints.push(message.text());
  });
  await page.goto(`${address}${fragment}`);
  // Before that, whatever is asked of copyscope is refused.
  await page.locator(".status", { hasNotText: "Connecting" }).waitFor();
}

/** Charts have their legends once they have been drawn, which on a busy machine takes a while: what is below is then lower. */
async function comesToRest(look: () => Promise<unknown>): Promise<void> {
  let before: string;
  let now = "";
  do {
    before = now;
    await framesSettled(page);
    now = JSON.stringify(await look());
  } while (now !== before);
}

afterEach(async () => {
  await page?.context().close();
  await server?.close().catch(() => {});
});

const figure = (key: string) => page.locator(`[data-figure="${key}"] .tile-value .figure`);
const edge = (key: string) => page.locator(`.edge[data-edge="${key}"]`);
const banner = (name: string) => page.locator(`[data-state="${name}"]`);

/** Four frames: the second that figures are of. */
function second() {
  return [1, 2, 3, 4].map(() => server.tick());
}

/** Text as the page shows it, with one space between number and unit. */
async function textOf(key: string): Promise<string> {
  return (await figure(key).locator("span").allTextContents()).join(" ").trim();
}

describe("figures", () => {
  it("are those of the last second's frames", async () => {
    await open({ programs: [READ_WRITE] });
    const frames = second();
    const copied = frames.reduce((sum, { totals }) => sum + totals.bytes.cpuCopied, 0);
    await expect.poll(() => textOf("copied")).toBe(spoken(byteRate(copied)));
  });

  it("say two copies for read and write, none for sendfile", async () => {
    await open({ programs: [READ_WRITE], processes: 0 });
    second();
    await expect.poll(() => textOf("copies-per-byte")).toBe("2.00");
    server.run.programs = [SENDFILE];
    second();
    await expect.poll(() => textOf("copies-per-byte")).toBe("0.00");
  });

  it("explain themselves to whoever hovers or focuses", async () => {
    await open();
    await page.getByRole("button", { name: "About Copies per output byte" }).focus();
    expect(await page.getByRole("tooltip").first().textContent()).toContain("sendfile is 0");
  });
});

describe("the data path", () => {
  it("changes from copies to a reference when the workload does", async () => {
    await open({ programs: [READ_WRITE], processes: 0 });
    second();
    await expect.poll(() => edge("application>socket>copy").getAttribute("aria-label")).toMatch(/CPU copy: [1-9]/);
    await expect.poll(() => edge("page-cache>socket>reference").getAttribute("class")).toContain("edge-idle");
    server.run.programs = [SENDFILE];
    second();
    await expect.poll(() => edge("page-cache>socket>reference").getAttribute("aria-label")).toMatch(/reference: [1-9]/);
    await expect.poll(() => edge("application>socket>copy").getAttribute("class")).toContain("edge-idle");
  });

  it("tells copies, references and DMA apart without colour", async () => {
    await open({ programs: [READ_WRITE, SENDFILE] });
    second();
    const dash = (key: string) => edge(key).locator(".edge-line").getAttribute("stroke-dasharray");
    await edge("page-cache>socket>reference").waitFor();
    expect(await dash("application>socket>copy")).toBeNull();
    expect(await dash("page-cache>socket>reference")).not.toBe(await dash("socket>nic>dma"));
  });

  it("narrows everything to an edge chosen by keyboard, and Escape takes it back", async () => {
    await open({ programs: [READ_WRITE, SENDFILE], processes: 0 });
    second();
    await edge("page-cache>socket>reference").press("Enter");
    await expect.poll(() => textOf("copied")).toBe("0 B/s");
    expect(await edge("page-cache>socket>reference").getAttribute("aria-pressed")).toBe("true");
    await expect.poll(() => page.locator(".row-pid").allTextContents()).toEqual([String(SENDFILE.pid)]);
    await page.keyboard.press("Escape");
    await expect.poll(() => textOf("copied")).not.toBe("0 B/s");
  });
});

describe("states", () => {
  it.each([
    ["starting", { phase: { phase: "starting" }, run: null }],
    ["restarting", { phase: { phase: "restarting" } }],
    ["ended", { phase: { phase: "ended", reason: "command-exited", exitCode: 0 } }],
  ] as [string, Partial<LiveState>][])("says that it is %s", async (name, state) => {
    await open({ state });
    await banner(name).waitFor();
    expect(complaints).toEqual([]);
  });

  it("says that there is no frame yet", async () => {
    await open({ minutes: 0 });
    await banner("no-data").waitFor();
  });

  it("says what to do when tracing failed", async () => {
    await open({ state: { phase: { phase: "failed", message: "not allowed", remedy: "run copyscope doctor" } } });
    expect(await banner("failed").textContent()).toContain("run copyscope doctor");
  });

  it("says that the tracer has fallen silent, and whose the figures are that still stand there", async () => {
    await open({ programs: [READ_WRITE], processes: 0 });
    second();
    await expect.poll(() => textOf("copied")).not.toBe("–");
    server.setState({ silent: true });
    await banner("silent").waitFor();
    expect(await banner("silent").textContent()).toMatch(/Figures are those of \d\d:\d\d:\d\d\./);
    expect(await page.locator("main.stale").count()).toBe(1);
    server.setState({ silent: false });
    await expect.poll(() => page.locator("main.stale, [data-state=silent]").count()).toBe(0);
  });

  it("says that nothing is in scope", async () => {
    await open({ programs: [], processes: 0 });
    second();
    await banner("nothing-in-scope").waitFor();
  });

  it("comes back after a break without a hole", async () => {
    await open();
    second();
    server.cut();
    await banner("disconnected").waitFor();
    for (let count = 0; count < 8; count++) server.run.advance();
    await expect.poll(() => banner("disconnected").count(), { timeout: 10_000 }).toBe(0);
    const last = server.tick();
    const copied = server.run.frames.slice(-4).reduce((sum, { totals }) => sum + totals.bytes.cpuCopied, 0);
    expect(last.sequence).toBe(server.run.frames.length);
    await expect.poll(() => textOf("copied")).toBe(spoken(byteRate(copied)));
  }, 20_000);

  it("shows when things were, however much time is shown, also while copyscope is gone", async () => {
    await open();
    second();
    // The share of the overview that lies before the first frame.
    const before = () =>
      page.evaluate(() => {
        const canvas = document.querySelector<HTMLCanvasElement>(".timeline canvas");
        const { width = 1, height = 1 } = canvas ?? {};
        const line = canvas?.getContext("2d")?.getImageData(0, height - 1, width, 1).data ?? [];
        return Array.from({ length: width }, (_, x) => line[4 * x + 3]).findIndex((opacity) => opacity !== 0) / width;
      });
    await expect.poll(before).toBeCloseTo(1 - 1 / 5, 1);
    await server.close();
    await banner("disconnected").waitFor();
    for (const [presses, minutes] of [
      [3, 8],
      [2, 32],
    ] as const) {
      for (let count = 0; count < presses; count++) await page.keyboard.press("-");
      await expect.poll(before).toBeCloseTo(1 - 1 / minutes, 2);
    }
  });

  it("holds still when paused and loses nothing", async () => {
    await open({ programs: [READ_WRITE], processes: 0 });
    second();
    await page.keyboard.press(" ");
    await banner("paused").waitFor();
    const before = await textOf("copied");
    server.run.programs = [SENDFILE];
    second();
    expect(await textOf("copied")).toBe(before);
    await page.keyboard.press(" ");
    await expect.poll(() => textOf("copied")).toBe("0 B/s");
  });
});

describe("what detail counts does not measure", () => {
  it("is said to be so, not left empty", async () => {
    await open({ programs: [READ_WRITE], processes: 0 });
    for (let count = 0; count < 4; count++) {
      const { totals } = server.run.frames.at(-1) ?? server.tick();
      server.run.next = { totals: { ...totals, time: null } };
      server.tick();
    }
    const tile = page.locator('[data-figure="kernel-share"]');
    await expect.poll(() => tile.textContent()).toMatch(/–.*in detail full only/);
  });
});

describe("processes", () => {
  it("stay where they are while a mouse is over them, and take their places when it has left", async () => {
    const [one, other] = [READ_WRITE, { ...READ_WRITE, pid: 4799 }];
    const idle = (program: FakeProgram): FakeProgram => ({ ...program, flows: [] });
    await open({ programs: [one, idle(other)], processes: 0 });
    const pids = () => page.locator(".row-pid").allTextContents();
    second();
    second();
    await expect.poll(pids).toEqual(["4711", "4799"]);
    await page.locator(".row-name").first().hover();
    server.run.programs = [idle(one), other];
    second();
    second();
    await expect.poll(() => page.locator("tbody tr").nth(1).textContent()).toMatch(/[1-9].*MiB/);
    expect(await pids()).toEqual(["4711", "4799"]);
    await page.mouse.move(5, 5);
    await expect.poll(pids).toEqual(["4799", "4711"]);
  });

  it("keep the focus of the keyboard when they change places, and leave it in its place when they are gone", async () => {
    const [one, other] = [READ_WRITE, { ...READ_WRITE, pid: 4799 }];
    const idle = (program: FakeProgram): FakeProgram => ({ ...program, flows: [] });
    await open({ programs: [one, idle(other)], processes: 0 });
    const pids = () => page.locator(".row-pid").allTextContents();
    const focused = () => page.evaluate(() => document.activeElement?.querySelector(".row-pid")?.textContent);
    second();
    second();
    await expect.poll(pids).toEqual(["4711", "4799"]);
    await page.locator(".row-name").first().focus();
    server.run.programs = [idle(one), other];
    second();
    second();
    await expect.poll(pids).toEqual(["4799", "4711"]);
    expect(await focused()).toBe("4711");
    await page.keyboard.press("ArrowUp");
    expect(await focused()).toBe("4799");
    await page.locator("#process-filter").evaluate((box: HTMLInputElement) => {
      box.value = "4711";
      box.dispatchEvent(new Event("input", { bubbles: true }));
    });
    await expect.poll(pids).toEqual(["4711"]);
    expect(await focused()).toBe("4711");
  });

  it("are chosen as they stood when a finger came down on them", async () => {
    const [one, other] = [READ_WRITE, { ...READ_WRITE, pid: 4799 }];
    const idle = (program: FakeProgram): FakeProgram => ({ ...program, flows: [] });
    await open({ programs: [one, idle(other)], processes: 0, width: 390, touch: true });
    const pids = () => page.locator(".row-pid").allTextContents();
    second();
    second();
    await expect.poll(pids).toEqual(["4711", "4799"]);
    const row = page.locator("tbody tr").first();
    await row.scrollIntoViewIfNeeded();
    const box = await row.boundingBox();
    const finger = await page.context().newCDPSession(page);
    const point = { x: (box?.x ?? 0) + 200, y: (box?.y ?? 0) + (box?.height ?? 0) / 2 };
    await finger.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [point] });
    server.run.programs = [idle(one), other];
    second();
    second();
    await expect.poll(pids).toEqual(["4799", "4711"]);
    await finger.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    await page.locator(".row-selected").waitFor();
    expect(await page.locator(".row-selected .row-pid").textContent()).toBe("4711");
  });

  it("are shown as text, whatever they call themselves", async () => {
    await open({ programs: [HOSTILE] });
    second();
    await page.getByRole("button", { name: "<img src=x onerror=alert(1)>" }).press("Enter");
    await page.locator(".details h3").waitFor();
    expect(await page.locator(".processes img, .banner img").count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it("can be walked and chosen by keyboard, and the URL says which", async () => {
    await open();
    second();
    const focusedName = () => page.evaluate(() => document.activeElement?.textContent);
    await page.locator(".row-name").first().focus();
    const first = await focusedName();
    await page.keyboard.press("ArrowDown");
    const chosen = await focusedName();
    expect(chosen).not.toBe(first);
    await page.keyboard.press("Enter");
    // Wherever its row is by now.
    await expect.poll(() => page.locator('.row-name[aria-pressed="true"]').allTextContents()).toEqual([chosen]);
    await expect.poll(() => new URL(page.url()).hash).toMatch(/process=\d/);
    await expect.poll(() => page.locator(".details").textContent()).toContain("Flows");
  });

  it("are ordered as the URL says", async () => {
    await open({ fragment: "#order=pid&rising=1" });
    second();
    await expect
      .poll(async () => (await page.locator(".row-pid").allTextContents()).map(Number))
      .toEqual(expect.arrayContaining([902]));
    const pids = (await page.locator(".row-pid").allTextContents()).map(Number);
    expect(pids).toEqual(pids.toSorted((a, b) => a - b));
  });
});

describe("controls", () => {
  it("mark a moment and say why that was refused", async () => {
    await open();
    await page.keyboard.press("m");
    await page.getByLabel("Note").fill("sendfile on");
    await page.keyboard.press("Enter");
    await expect.poll(() => server.asked).toEqual([["mark", { note: "sendfile on" }]]);
    server.answer = { ok: false, message: "The disk is full." };
    await page.getByRole("button", { name: "Record", exact: true }).click();
    await page.getByText("The disk is full.").waitFor();
  });

  it("take what is typed after the key that opened them, and no key of it does anything else", async () => {
    await open();
    second();
    await page.locator(".button-record").focus();
    await page.keyboard.press("m");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.type("load on");
    await page.keyboard.press("Enter");
    await page.getByText("Marked.").waitFor();
    await page.keyboard.press("s");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.type("nginx");
    await page.getByRole("button", { name: "Every program named nginx" }).waitFor();
    expect(server.asked.filter(([event]) => event !== "view")).toEqual([["mark", { note: "load on" }]]);
  });

  it("have the keys of a dialog, also when what had the focus in it cannot be pressed any more", async () => {
    await open();
    server.lab = { transfers: [{ name: "sendfile", what: "file to socket" }], running: null, last: null };
    await page.getByRole("button", { name: "Lab" }).click();
    await page.getByRole("button", { name: "Run all" }).click();
    server.setState({ lab: "1 transfer" });
    await page.getByRole("button", { name: "Running …" }).waitFor();
    await page.keyboard.press("s");
    expect(await page.getByRole("dialog").getAttribute("aria-label")).toBe("Lab");
    await page.keyboard.press("Escape");
    await expect.poll(() => page.getByRole("dialog").count()).toBe(0);
  });

  it("say in a dialog what came of what was asked there", async () => {
    await open({ width: 390 });
    await page.keyboard.press("o");
    await page.getByRole("button", { name: "Save the last" }).click();
    const notice = page.locator(".notice");
    await notice.waitFor();
    const uncovered = () =>
      notice.evaluate((said) => {
        const { left, top, width, height } = said.getBoundingClientRect();
        return document.elementFromPoint(left + width / 2, top + height / 2) === said;
      });
    await expect.poll(uncovered).toBe(true);
    // The list could not be had either, and that was said: nobody looks for it any more.
    expect(await page.getByText("Looking").count()).toBe(0);
    await page.keyboard.press("Escape");
    await expect.poll(uncovered).toBe(true);
  });

  it("choose a process to watch", async () => {
    await open();
    await page.keyboard.press("s");
    await page.locator(".candidate").first().click();
    await expect.poll(() => server.asked[0]).toEqual(["scope", { kind: "pid", pid: READ_WRITE.pid }]);
  });
});

describe("the address", () => {
  it("shows another page what this one shows: edge, process, order, filter, and how much time", async () => {
    await open({ programs: [READ_WRITE, SENDFILE], processes: 3, minutes: 2 });
    second();
    await page.locator(".row-name", { hasText: String(READ_WRITE.pid) }).press("Enter");
    await page.locator(".details h3").waitFor();
    await edge("application>socket>copy").press("Enter");
    await page.getByRole("button", { name: "Output", exact: true }).click();
    await page.locator("#process-filter").fill("nginx");
    await page.locator(".span select").selectOption("300000");
    await expect.poll(() => new URL(page.url()).hash).toMatch(/span=.*edge=.*process=.*order=.*filter=/);
    const shown = (one: Page) =>
      one.evaluate(() =>
        [".tile-value", ".edge-label", ".details", ".banner", ".row-pid", "th[aria-sort]", "select"].map((selector) => [
          selector,
          ...[...document.querySelectorAll(selector)].map(({ textContent }) => textContent),
        ]),
      );
    const other = await page.context().newPage();
    await other.goto(page.url());
    await other.locator(".status-good").first().waitFor();
    second();
    second();
    await other.locator(".details h3").waitFor();
    await expect.poll(async () => shown(other)).toEqual(await shown(page));
    expect((await shown(page)).every((texts) => texts.length > 1)).toBe(true);
  });

  it("lets a process go that is a number of another copyscope", async () => {
    await open({ fragment: "#process=1.0843806a&order=output" });
    second();
    await page.locator(".row-name").first().waitFor();
    expect(await page.locator(".details").count()).toBe(0);
    await expect.poll(() => new URL(page.url()).hash).toBe("#order=output");
    await page.goto(`${new URL(page.url()).origin}/#process=1.fake-1`);
    await page.locator(".details").waitFor();
  });
});

describe("a window brushed by a finger", () => {
  it("stays while the page is scrolled by a finger that begins on a chart, and a tap takes it back", async () => {
    await open({ width: 390, touch: true });
    second();
    const plot = page.locator(".plot").nth(1);
    const center = () => plot.evaluate((element) => element.scrollIntoView({ block: "center" }));
    await center();
    await comesToRest(() => center().then(() => plot.boundingBox()));
    const finger = await page.context().newCDPSession(page);
    const box = await plot.boundingBox();
    const from = { x: (box?.x ?? 0) + 150, y: (box?.y ?? 0) + 40 };
    const moved = async (dx: number, dy: number) => {
      await finger.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [from] });
      for (let step = 1; step <= 8; step++) {
        const point = { x: from.x + (dx * step) / 8, y: from.y + (dy * step) / 8 };
        await finger.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: [point] });
      }
      await finger.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    };
    await moved(120, 0);
    await page.getByText("Window.").waitFor();
    const before = await page.evaluate(() => scrollY);
    await moved(0, -40);
    await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(before);
    expect(await page.getByText("Window.").count()).toBe(1);
    await moved(0, 0);
    await expect.poll(() => page.getByText("Window.").count()).toBe(0);
  });
});

describe("what somebody does", () => {
  it.each([1440, 390])("moves nothing that is drawn, at %d pixels", async (width) => {
    await open({ width, programs: [READ_WRITE, SENDFILE] });
    second();
    await page.locator(".row-name").first().waitFor();
    const places = () =>
      page.evaluate(() =>
        [...document.querySelectorAll(".tile, .path, .row-name, .plot")].map(
          (element) => element.getBoundingClientRect().top,
        ),
      );
    await comesToRest(places);
    server.answers.set("/api/second", {
      table: server.run.table(FIRST_VIEW),
      detail: null,
      findings: server.state.findings,
    });
    const before = await places();
    await page.keyboard.press(" ");
    await banner("paused").waitFor();
    expect(await places()).toEqual(before);
    await page.keyboard.press(" ");
    await edge("page-cache>socket>reference").evaluate((element) =>
      element.dispatchEvent(new MouseEvent("click", { bubbles: true })),
    );
    await page.getByText("Narrowed to").waitFor();
    expect((await places()).slice(0, 7)).toEqual(before.slice(0, 7));
    await page.keyboard.press("Escape");
    server.run.programs = [];
    for (let count = 0; count < 4; count++) second();
    await banner("nothing-in-scope").waitFor();
    expect((await places()).slice(0, 8)).toEqual(before.slice(0, 8));
  });

  it.each([1440, 1100, 390])("nor do findings that come and go, at %d pixels", async (width) => {
    await open({ width });
    second();
    await page.locator(".row-name").first().waitFor();
    const places = () =>
      page.evaluate(() =>
        [...document.querySelectorAll(".path, .row-name, .plot")].map(
          (element) => element.getBoundingClientRect().top + scrollY,
        ),
      );
    await comesToRest(places);
    const [one] = server.state.findings;
    if (one === undefined) throw new Error("the stage has no finding");
    const shown: (readonly number[])[] = [];
    for (const count of [0, 2, 6]) {
      server.setState({ findings: Array.from({ length: count }, (_, index) => ({ ...one, rule: `rule-${index}` })) });
      await expect.poll(() => page.locator(".finding").count()).toBe(count);
      shown.push(await places());
    }
    expect(shown[1]).toEqual(shown[0]);
    expect(shown[2]).toEqual(shown[0]);
    await page.locator(".finding").last().getByText("Evidence").click();
    expect(await places()).toEqual(shown[0]);
  });

  it("keeps what the keyboard goes to out from under head and foot", async () => {
    await open({ width: 390 });
    second();
    await page.locator(".row-name").first().waitFor();
    await page.locator(".row-name").first().focus();
    const covered = () =>
      page.evaluate(() => {
        const box = document.activeElement?.getBoundingClientRect();
        const edgeOf = (selector: string) => document.querySelector(selector)?.getBoundingClientRect();
        if (box === undefined) return "nothing has the focus";
        if (document.activeElement?.closest(".fixed-top, .fixed-bottom") !== null) return "";
        const [head, foot] = [edgeOf(".fixed-top")?.bottom ?? 0, edgeOf(".fixed-bottom")?.top ?? 0];
        return box.top < head || box.bottom > foot ? `${document.activeElement?.outerHTML.slice(0, 80)}` : "";
      });
    for (const key of [...Array(24).fill("Shift+Tab"), ...Array(40).fill("Tab")]) {
      await page.keyboard.press(key);
      expect(await covered()).toBe("");
    }
  });
});

describe("for everybody", () => {
  it.each([
    ["light", 1440],
    ["dark", 1440],
    ["light", 390],
    ["dark", 390],
  ] as const)(
    "axe finds nothing in %s at %d pixels, nor in dialogs",
    async (scheme, width) => {
      await open({ scheme, width, minutes: 2 });
      second();
      await page.locator(".row-name").first().press("Enter");
      await page.locator(".details h3").waitFor();
      expect(await axeViolations(page)).toEqual([]);
      await page.keyboard.press("s");
      await page.locator(".candidate").first().waitFor();
      expect(await axeViolations(page)).toEqual([]);
      expect(complaints).toEqual([]);
    },
    40_000,
  );

  it("nothing is wider than a phone", async () => {
    await open({ width: 390 });
    second();
    await page.locator(".row-name").first().waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  });
});
