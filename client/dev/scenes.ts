/**
 * Every state the page can be in, each staged with made-up programs at a fixed moment, so that two pictures of it are
 * alike. For the pictures in docs/, the test that compares them, and whoever wants to look (shots.mjs).
 */
import type { Page } from "playwright-core";
import type { LaneCall, LaneSegment } from "../../server/model/lanes.ts";
import type { EventsAnswer } from "../../server/model/live/event-slice.ts";
import type { LabAnswer } from "../../server/model/live/lab.ts";
import {
  FIRST_VIEW,
  type LiveState,
  type RecordingEntry,
  type ReplayHead,
  type SecondAnswer,
  type View,
} from "../../server/model/live/protocol.ts";
import type { FakeServer } from "./fake-server.ts";
import { fakeState } from "./fake-state.ts";
import { MIXED, SENDFILE } from "./fake-workload.ts";
import { type StageOptions, stage } from "./stage.ts";

/** The moment that every scene ends at. */
const NOW = Date.UTC(2026, 0, 15, 12, 0, 0);

export interface Scene {
  readonly name: string;
  /** What it is, for the documentation. */
  readonly tells: string;
  /** Words that stand on the page when it is there. */
  readonly says: string;
  readonly staged?: Partial<StageOptions>;
  readonly state?: Partial<LiveState>;
  /** The part of the address after #. */
  readonly fragment?: string;
  /** Makes the server ready for it. */
  readonly prepare?: (server: FakeServer) => void;
  /** Seconds whose tables come one after the other while the page is open; 0 where the state has none. */
  readonly seconds?: number;
  /** What somebody does on the page. */
  readonly act?: (page: Page, server: FakeServer) => Promise<unknown>;
}

const VIEW: View = { ...FIRST_VIEW, rows: 13 };

const FAILED = {
  phase: "failed",
  message: "bpftrace could not attach: permission denied (kernel.lockdown is confidentiality).",
  remedy:
    "This kernel is locked down, so nobody may trace it.\nBoot with lockdown=integrity, or:\n\n  copyscope doctor",
} as const;

const row = (name: string, cells: readonly string[], textbook: string, mechanism: string) => ({
  name,
  what: name,
  cells,
  textbook,
  mechanism,
  met: true,
});

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
} as unknown as LabAnswer;

function recordingEntry(
  name: string,
  title: string | null,
  tags: readonly string[],
  minutesAgo: number,
): RecordingEntry {
  const run = { ...fakeState().run, scope: { kind: "comm", comm: "nginx" }, startedAt: NOW - minutesAgo * 60_000 };
  return {
    ok: true,
    summary: {
      name,
      bytes: 1_250_000 + minutesAgo * 1000,
      changedAt: NOW - minutesAgo * 60_000,
      info: run,
      durationSeconds: 60,
      ended: true,
      about: { title, note: null, tags },
    },
  } as unknown as RecordingEntry;
}

const RECORDINGS: readonly RecordingEntry[] = [
  recordingEntry("nginx-off-1.copyscope", "sendfile off, first run", ["baseline"], 42),
  recordingEntry("nginx-off-2.copyscope", "sendfile off, second run", ["baseline"], 39),
  recordingEntry("nginx-on-1.copyscope", "sendfile on, first run", ["candidate"], 21),
  recordingEntry("nginx-on-2.copyscope", null, [], 18),
  {
    ok: false,
    name: "notes.copyscope",
    bytes: 512,
    message: "This is not a recording: it does not begin as one does.",
  },
];

/** Two threads that take turns: one reads and writes, the other computes. */
function events(): EventsAnswer {
  const thread = (tid: number, command: string, shift: number) => {
    const states = ["user", "kernel", "blocked", "runnable"] as const;
    const lengths = [3e6, 9e6, 11e6, 2e6];
    const segments: LaneSegment[] = [];
    const calls: LaneCall[] = [];
    let at = shift;
    for (let index = 0; at < 240e6; index++) {
      const to = at + (lengths[index % 4] ?? 0);
      segments.push({ from: at, to, state: states[index % 4] ?? "unknown" });
      if (index % 4 === 1)
        calls.push({ start: at, end: to + 11e6, name: index % 8 === 1 ? "read" : "write", result: 65_536, flow: null });
      at = to;
    }
    const time = { user: 3e7, kernel: 9e7, runnable: 2e7, blocked: 1e8, unknown: 0 };
    return { tid, process: 1, pid: 4711, command, segments, calls, holes: [], time };
  };
  const threads = [thread(4711, "nginx", 0), thread(4712, "nginx", 4e6), thread(4713, "nginx", 9e6)];
  return { start: NOW - 250, end: 250e6, from: 0, to: 250e6, cut: false, threads };
}

function secondOf(server: FakeServer): SecondAnswer {
  return { table: server.run.table(VIEW), detail: null, findings: server.state.findings };
}

function prepareReplay(server: FakeServer): void {
  const { frames } = server.run;
  const path = "/api/recordings/nginx.copyscope";
  const { state } = server;
  const head: ReplayHead = {
    state: { ...state, phase: { phase: "replaying", file: "nginx.copyscope" } },
    from: frames[0]?.start ?? 0,
    to: frames.at(-1)?.end ?? 0,
    note: null,
  };
  server.answers.set(`${path}/replay`, head);
  server.answers.set(`${path}/frames`, `${frames.map((frame) => JSON.stringify(frame)).join("\n")}\n`);
  server.answers.set(`${path}/second`, secondOf(server));
}

/** The parts of a report that the page shows of a window, as of the last second. */
function windowReport(server: FakeServer): unknown {
  const { rows } = server.run.table(VIEW);
  const processes = rows.map(({ id, pid, command, bytes, switches, time }) => ({
    id,
    pid,
    command,
    totals: {
      bytes,
      switches,
      transitions: 100_000,
      copiesPerOutputByte: bytes.output > 0 ? bytes.cpuCopied / bytes.output : null,
      timeSeconds: time && {
        user: time.user / 1e9,
        kernel: time.kernel / 1e9,
        runnable: time.runnable / 1e9,
        blocked: time.blocked / 1e9,
      },
    },
  }));
  return { recording: { durationSeconds: 1 }, processes, findings: server.state.findings };
}

const press = (name: string) => (page: Page) => page.getByRole("button", { name, exact: true }).click();

async function brush(page: Page): Promise<void> {
  const plot = page.locator(".time-surface").first();
  // The axis still follows the last frames, and what comes above it may still move it.
  await page.waitForTimeout(1_000);
  let box = await plot.boundingBox();
  for (let before = -1; box === null || box.y !== before; ) {
    before = box?.y ?? -1;
    await plot.evaluate((element) => element.scrollIntoView({ block: "center" }));
    await page.waitForTimeout(300);
    box = await plot.boundingBox();
  }
  await page.mouse.move(box.x + box.width * 0.3, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.5, box.y + 50, { steps: 4 });
  await page.mouse.move(box.x + box.width * 0.7, box.y + 60, { steps: 4 });
  await page.mouse.up();
}

/** Every state, in the order in which the documentation shows them. */
export const SCENES: readonly Scene[] = [
  { name: "live", tells: "Live: nginx reads and writes, others splice, copy and compress.", says: "Live" },
  {
    name: "zero-copy",
    tells: "The same bytes by sendfile: nothing crosses into user space.",
    says: "Nothing to complain about",
    staged: { programs: [SENDFILE], processes: 0 },
    state: { findings: [] },
  },
  {
    name: "charts",
    tells: "The charts over time, on one axis, with a gap and two marks.",
    says: "Bytes by mechanism",
    act: async (page) => {
      await page.locator(".row-name").nth(9).waitFor();
      await page
        .locator(".chart-card")
        .first()
        .evaluate((card) => scrollTo(0, scrollY + card.getBoundingClientRect().top - 110));
    },
  },
  {
    name: "connecting",
    tells: "Connecting: the page is there, the server has not answered yet.",
    says: "Connecting.",
    seconds: 0,
    prepare: (server) => {
      server.silent = true;
    },
  },
  {
    name: "no-data",
    tells: "No data yet: attached, and the first interval is not over.",
    says: "No frame yet.",
    staged: { minutes: 0 },
    seconds: 0,
    state: { findings: [] },
  },
  {
    name: "nothing-in-scope",
    tells: "Nothing in scope: tracing goes on, and nobody it watches calls the kernel.",
    says: "Nothing in scope.",
    staged: { programs: [], processes: 0, minutes: 1 },
    state: { findings: [], scope: { kind: "comm", comm: "nginx" } },
  },
  {
    name: "looking-back",
    tells: "Paused, looking back: figures are of the moment shown, and nothing live is lost.",
    says: "Looking back.",
    prepare: (server) => server.answers.set("/api/second", secondOf(server)),
    act: async (page) => {
      await page.locator(".timeline-box").press("ArrowLeft");
      await page.locator(".timeline-box").press("ArrowLeft");
    },
  },
  {
    name: "window",
    tells: "A window brushed over a chart.",
    says: "Window.",
    prepare: (server) => {
      server.answers.set("/api/window", windowReport(server));
      server.answers.set("/api/second", secondOf(server));
    },
    act: brush,
  },
  {
    name: "replaying",
    tells: "Replaying a recording.",
    says: "Replaying",
    seconds: 0,
    fragment: `#recording=nginx.copyscope&time=${NOW - 64_000}-${NOW - 4_000}`,
    prepare: prepareReplay,
  },
  {
    name: "disconnected",
    tells: "Disconnected: what was drawn stays, and the page tries again.",
    says: "Disconnected.",
    act: async (page, server) => {
      // A connection that is cut while it changes from polling to a web socket is missed only after a while.
      await page.waitForTimeout(1_500);
      await server.close();
    },
  },
  {
    name: "restarting",
    tells: "The tracer restarts for another scope, detail or interval; the gap will be marked.",
    says: "Attaching probes anew.",
    seconds: 0,
    state: { phase: { phase: "restarting" } },
  },
  {
    name: "failed",
    tells: "Tracing failed: why, and doctor's remedy.",
    says: "Tracing failed.",
    staged: { minutes: 0 },
    seconds: 0,
    state: { phase: FAILED, findings: [], run: null },
  },
  {
    name: "ended",
    tells: "The command has ended; what it did can be looked at.",
    says: "Ended.",
    seconds: 0,
    state: { phase: { phase: "ended", reason: "command-exited", exitCode: 0 } },
  },
  {
    name: "edge",
    tells: "An edge of the picture is chosen: everything is narrowed to its flows.",
    says: "Narrowed to",
    act: (page) => page.locator('[data-edge="page-cache>application>copy"]').press("Enter"),
  },
  {
    name: "process",
    tells: "A process is chosen: its flows, calls and threads.",
    says: "Narrowed to",
    act: async (page) => {
      await page.locator(".row-name", { hasText: "nginx" }).press("Enter");
      await page.locator(".details h3").waitFor();
      await page
        .locator(".processes")
        .evaluate((card) => scrollTo(0, scrollY + card.getBoundingClientRect().top - 150));
    },
  },
  {
    name: "trust",
    tells: "What could make the numbers wrong: events lost, a map that was full, a gap.",
    says: "Can these numbers be trusted?",
    prepare: (server) => {
      server.run.next = { trust: { lostEvents: 12, mapsFull: ["flow_bytes"], unmatched: 0, skippedRuns: 3 } };
      server.tick();
    },
    act: (page) => page.locator(".status-bar summary").first().click(),
  },
  {
    name: "findings",
    tells: "A finding with its evidence.",
    says: "Turn sendfile on",
    act: (page) => page.locator(".finding summary").first().click(),
  },
  { name: "scope", tells: "Choosing what to watch.", says: "What to watch", act: (page) => page.keyboard.press("s") },
  {
    name: "lab",
    tells: "The lab, with its last result.",
    says: "sendfile copied no byte",
    prepare: (server) => {
      server.lab = LAB;
    },
    act: press("Lab"),
  },
  {
    name: "events",
    tells: "Single events: what each thread did, moment by moment.",
    says: "A click on a call says what it was",
    state: { detail: "events" },
    prepare: (server) => server.answers.set("/api/events", events()),
    act: press("Events"),
  },
  {
    name: "recordings",
    tells: "The recordings of the directory, two put on sides to be compared.",
    says: "Compare 2 with 1",
    prepare: (server) => server.answers.set("/api/recordings", RECORDINGS),
    act: async (page) => {
      await press("Recordings")(page);
      const put = (name: string, side: string) => page.getByLabel(`Side of ${name} in`).selectOption(side);
      await put("nginx-off-1.copyscope", "before");
      await put("nginx-off-2.copyscope", "before");
      await put("nginx-on-1.copyscope", "after");
    },
  },
  {
    name: "help",
    tells: "Help: what can be done by keyboard, and what the words mean.",
    says: "On a chart: drag brushes a window",
    act: (page) => page.keyboard.press("?"),
  },
];

/** Below {@link SECONDS} of fake-run.ts. */
const SHOWN_SECONDS = 6;

const secondsOf = ({ seconds, staged }: Scene) => (staged?.programs?.length === 0 ? 0 : (seconds ?? SHOWN_SECONDS));

/**
 * A server that has the scene's state, and all its frames: a picture must not hang on how many a page draws at once.
 * The page is opened on `address + fragment`.
 */
export function setScene(scene: Scene, folder: string): FakeServer {
  const server = stage({ folder, minutes: 3, processes: 40, now: NOW, programs: MIXED, ...scene.staged });
  const { run } = server.state;
  server.setState({
    exactSince: NOW - 900_000,
    run: run && { ...run, startedAt: NOW - 900_000 },
    ...scene.state,
  });
  for (let count = 0; count < 4 * (scene.seconds ?? SHOWN_SECONDS); count++) server.tick();
  scene.prepare?.(server);
  server.secondsAgo = secondsOf(scene);
  return server;
}

/** What happens on an open page until the scene is there. */
export async function playScene(scene: Scene, page: Page, server: FakeServer): Promise<void> {
  await page.locator(".status").waitFor();
  if (secondsOf(scene) > 0) await page.locator(".row-name").first().waitFor();
  for (let count = 0; count < secondsOf(scene); count++) {
    await server.nextSecond();
    await drawn(page);
  }
  await scene.act?.(page, server);
}

/** Once the page has drawn what it was told. */
const drawn = (page: Page) =>
  page.evaluate(() => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))));
