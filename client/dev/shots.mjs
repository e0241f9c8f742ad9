/**
 * `node client/dev/shots.mjs FOLDER [name …]`: a picture of every state, light and dark, desktop and phone. Needs a
 * built page and Chromium.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { load } from "./load.mjs";

const [out = "shots", ...only] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
const folder = process.env.COPYSCOPE_PAGE ?? fileURLToPath(new URL("../../dist/client", import.meta.url));
const { stage } = await load("stage.ts");
const { MIXED, READ_WRITE, SENDFILE } = await load("fake-workload.ts");
const DIRECT_IO = MIXED.find(({ command }) => command === "scylla");

const failed = {
  phase: "failed",
  message: "bpftrace could not attach: permission denied (kernel.lockdown is confidentiality).",
  remedy:
    "This kernel is locked down, so nobody may trace it.\nBoot with lockdown=integrity, or:\n\n  copyscope doctor",
};
const slider = (page) => page.locator(".timeline-box");

const row = (name, cells, textbook, mechanism) => ({ name, what: name, cells, textbook, mechanism, met: true });
const LAB = {
  transfers:
    "read-write read-write-4k mmap-write sendfile splice zerocopy uring-send direct file-read-write node-pipeline"
      .split(" ")
      .map((name) => ({ name, what: name })),
  running: null,
  last: {
    ok: true,
    result: {},
    table: {
      above: ["build-7: 8 CPUs, Linux 6.18.0 x86_64, ext4, bpftrace 0.23.2"],
      columns: ["MB/s", "copies a byte", "transitions a chunk", "switches a MiB", "kernel s a GiB", "the textbook"],
      rows: [
        row(
          "read-write",
          ["1842", "2.00", "4.00", "1.25", "0.412", "as said"],
          "2 copies, 4 transitions",
          "copy + copy",
        ),
        row("sendfile", ["3120", "0.00", "2.00", "0.62", "0.188", "as said"], "0 copies, 2 transitions", "reference"),
      ],
      below: ["read-write copied every byte twice; sendfile copied no byte."],
    },
  },
};

/** Each: how the stage is set, what is done on the page. */
const SCENES = {
  live: {},
  full: { tall: true },
  copies: { programs: [READ_WRITE], processes: 3, minutes: 2 },
  zerocopy: { programs: [SENDFILE], processes: 0, minutes: 2, state: { findings: [] } },
  direct: { programs: [DIRECT_IO, SENDFILE], processes: 0, minutes: 2, state: { findings: [] } },
  paused: {
    act: async (page) => {
      await slider(page).press("ArrowLeft");
      await slider(page).press("ArrowLeft");
    },
  },
  window: {
    act: async (page) => {
      const plot = page.locator(".time-surface").first();
      await plot.scrollIntoViewIfNeeded();
      const box = await plot.boundingBox();
      await page.mouse.move(box.x + box.width * 0.3, box.y + 40);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width * 0.5, box.y + 50, { steps: 4 });
      await page.mouse.move(box.x + box.width * 0.7, box.y + 60, { steps: 4 });
      await page.mouse.up();
    },
  },
  edge: { act: (page) => page.locator('[data-edge="page-cache>application>copy"]').press("Enter") },
  process: {
    act: async (page) => {
      await page.locator(".row-name").first().press("Enter");
      await page.locator(".processes").scrollIntoViewIfNeeded();
    },
  },
  scope: { act: (page) => page.keyboard.press("s") },
  mark: { act: (page) => page.keyboard.press("m") },
  settings: { act: (page) => page.getByRole("button", { name: "Settings" }).click() },
  help: { act: (page) => page.keyboard.press("?") },
  trust: { state: {}, fault: true, act: (page) => page.locator(".status-bar summary").first().click() },
  explain: { act: (page) => page.getByRole("button", { name: "About Copies per output byte" }).focus() },
  lab: {
    lab: true,
    act: async (page) => {
      await page.getByRole("button", { name: "Lab", exact: true }).click();
    },
  },
  recording: { state: { recording: { file: "run.copyscope", bytes: 4_200_000, since: Date.now() } } },
  starting: { minutes: 0, state: { phase: { phase: "starting" }, run: null, findings: [] } },
  "no-data": { minutes: 0, state: { findings: [] } },
  restarting: { state: { phase: { phase: "restarting" } } },
  failed: { minutes: 0, state: { phase: failed, findings: [], run: null } },
  replaying: { state: { phase: { phase: "replaying", file: "benchmarks/nginx.copyscope" } } },
  ended: { state: { phase: { phase: "ended", reason: "command-exited", exitCode: 0 } } },
  empty: { programs: [], processes: 0, minutes: 1, state: { findings: [], scope: { kind: "comm", comm: "nginx" } } },
  disconnected: { act: (_page, server) => server.close() },
  connecting: { act: (page) => page.route("**/live/**", (route) => route.abort()).then(() => page.reload()) },
  crosshair: {
    act: async (page) => {
      const plot = page.locator(".time-surface").nth(1);
      await plot.scrollIntoViewIfNeeded();
      await plot.hover({ position: { x: 150, y: 60 } });
    },
  },
};

const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
  ],
});
const looks = (process.env.SHOT_LOOKS ?? "dark-1440,light-1440,dark-390,light-390").split(",");
for (const [name, scene] of Object.entries(SCENES)) {
  if (only.length > 0 && !only.includes(name)) continue;
  for (const look of looks) {
    const [scheme, width] = look.split("-");
    const server = stage({ folder, minutes: 6, ...scene });
    if (scene.fault)
      server.run.next = { trust: { lostEvents: 12, mapsFull: ["flow_bytes"], unmatched: 0, skippedRuns: 3 } };
    const address = await server.listen();
    const size = {
      width: Number(width),
      height: scene.tall
        ? Number(width) === 390
          ? Number(process.env.SHOT_TALL ?? 4300)
          : 2230
        : Number(width) === 390
          ? 844
          : Number(width) === 1920
            ? 1080
            : 900,
    };
    const context = await browser.newContext({ viewport: size, colorScheme: scheme, reducedMotion: "reduce" });
    const page = await context.newPage();
    page.on(
      "console",
      (message) =>
        message.type() === "error" && !/ERR_|WebSocket/.test(message.text()) && console.log(name, look, message.text()),
    );
    page.on("pageerror", (error) => console.log(name, look, error.message));
    if (scene.lab) server.lab = LAB;
    if (scene.state) server.setState(scene.state);
    await page.goto(address);
    await page.waitForTimeout(400);
    if ((scene.minutes ?? 1) > 0 && !/restarting|ended/.test(name)) for (let tick = 0; tick < 8; tick++) server.tick();
    await page.waitForTimeout(500);
    await scene.act?.(page, server);
    await page.waitForTimeout(700);
    await page.screenshot({ path: join(out, `${name}-${look}.png`) });
    await context.close();
    await server.close().catch(() => {});
  }
}
await browser.close();
