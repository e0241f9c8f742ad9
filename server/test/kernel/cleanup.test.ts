/**
 * Whatever ends copyscope, and whichever of its processes it hits first: within two seconds nothing of it is left,
 * the kernel's switches are as they were, and what was recorded up to there can be read.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { openRecording } from "../../recording/read-recording.ts";
import { bpftraceVersions } from "../matrix/versions.ts";
import { copyscope } from "./copyscope.ts";
import { type Part, Run, until } from "./run.ts";
import { FOUND, SWITCH, switchAtRest, switchIsAs } from "./switch.ts";
import { makeWorkshop, type Workshop } from "./workloads.ts";

const LONGEST_MS = 2_000;

/** Leaves children of its own, of a session of their own, and of nobody behind. */
const FAMILY = ["sh", "-c", "sleep 100 & setsid sleep 100 & (sleep 100 &); echo running; sleep 100"];

type Moment = "while the probes are being attached" | "in the middle" | "at the end";

let shop: Workshop;
let before: string;
let count = 0;

beforeAll(() => {
  shop = makeWorkshop();
  before = switchAtRest();
});

afterAll(() => shop.clean());

async function startAndReach(
  moment: Moment,
  scope: readonly string[],
  bpftrace = "bpftrace",
): Promise<{ run: Run; file: string }> {
  const file = join(shop.directory, `run-${count++}.copyscope`);
  const ending = moment === "at the end" && scope[0] === "--";
  const command = ending ? ["--", "sh", "-c", "echo running; sleep 0.3; echo ended"] : scope;
  const run = new Run(["record", "-o", file, "--interval", "100", ...command], { COPYSCOPE_BPFTRACE: bpftrace });
  onTestFinished(() => {
    for (const { pid } of run.alive()) process.kill(pid, "SIGKILL");
  });
  await run.part("bpftrace");
  if (moment === "while the probes are being attached") return { run, file };
  await run.says(scope[0] === "--" ? "running" : "Ctrl-C ends it");
  if (ending) await run.says("ended");
  else {
    // A child whose parent has gone is known by its birth alone, which is told with the interval it falls in.
    const before = await frames(file);
    await until(async () => (await frames(file)) >= before + 2, "two more whole intervals on disk");
  }
  return { run, file };
}

async function frames(file: string): Promise<number> {
  const opened = await openRecording(file);
  if (!opened.ok) return 0;
  let whole = 0;
  for await (const _ of opened.recording.frames) whole++;
  return whole;
}

/** At the end a part may have gone before it is hit. */
function hit(run: Run, parts: readonly Part[], signal: NodeJS.Signals): void {
  for (const pid of parts.flatMap((part) => run.find(part) ?? [])) process.kill(pid, signal);
}

async function noProcessIsLeft(run: Run): Promise<void> {
  const look = () => run.alive().map(({ pid, state, line, comm }) => `${pid} ${state} ${line || comm}`);
  await until(() => look().length === 0, "the end of all processes", LONGEST_MS).catch(() =>
    expect(look()).toEqual([]),
  );
}

async function nothingIsLeft(run: Run): Promise<void> {
  await noProcessIsLeft(run);
  await until(() => switchIsAs(before), "bpf_stats as it was", LONGEST_MS);
}

/** The report's words on how the run ended; null where nothing had been recorded yet. */
async function endOf(file: string): Promise<string | null> {
  if (!existsSync(file)) return null;
  const { stdout, stderr, exitCode } = await copyscope(["report", file]);
  if (exitCode !== 0) expect(stderr).toMatch(/ends before its first line is whole/);
  return exitCode === 0 ? stdout.replaceAll(/\s+/g, " ") : null;
}

/** What SIGKILL hits, the exit status that is left to see, and what the recording says of its end, where it had begun. */
const KILLED: readonly (readonly [parts: readonly Part[], status: number | null, end: RegExp])[] = [
  [["tracer"], null, /failed: the tracer was killed/],
  [["unprivileged part"], 125, /ended early/],
  [["tracer", "unprivileged part"], null, /ended early/],
  [["bpftrace"], 125, /failed: bpftrace ended by itself \(SIGKILL\)/],
  [["tracer", "guardian"], null, /failed: the tracer was killed/],
];

const MOMENTS = ["while the probes are being attached", "in the middle"] as const;
const WITH_EACH = bpftraceVersions.flatMap(({ command, version }) =>
  MOMENTS.map((moment) => ({ moment, command, version })),
);

describe.each(WITH_EACH)("SIGKILL $moment (bpftrace $version)", ({ moment, command }) => {
  test.each(KILLED)("to %j leaves nothing behind", async (parts, status, reason) => {
    const { run, file } = await startAndReach(moment, ["--", ...FAMILY], command);
    hit(run, parts, "SIGKILL");
    // Nobody is left who could put the switch back: the next start does, which has a test below.
    await (parts.includes("guardian") ? noProcessIsLeft(run) : nothingIsLeft(run));
    if (status !== null) expect(await run.ended).toBe(status);
    const end = await endOf(file);
    if (moment === "in the middle") expect(end).toMatch(reason);
  });
});

test.each(["at the end", "in the middle"] as const)(
  "SIGKILL to both processes %s leaves nothing behind",
  async (moment) => {
    const { run, file } = await startAndReach(moment, moment === "at the end" ? ["--", ...FAMILY] : ["--system"]);
    hit(run, ["tracer", "unprivileged part"], "SIGKILL");
    await nothingIsLeft(run);
    const end = await endOf(file);
    if (moment === "in the middle") expect(end).toMatch(/ended early/);
  },
);

const SIGNALS = ["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT"] as const;

test.each([
  ["SIGINT", 130],
  ["SIGQUIT", 131],
] as const)("%s to the tracer ends the command and all its children", async (signal, status) => {
  const { run, file } = await startAndReach("in the middle", ["--", ...FAMILY]);
  hit(run, ["tracer"], signal);
  expect(await run.ended).toBe(status);
  await nothingIsLeft(run);
  expect(await endOf(file)).toMatch(/ended by the user/);
});

test.each(["tracer", "unprivileged part"] as const)(
  "SIGTERM to the %s before the probes are attached ends it at once, with nothing recorded",
  async (part) => {
    const { run, file } = await startAndReach("while the probes are being attached", ["--", ...FAMILY]);
    hit(run, [part], "SIGTERM");
    expect(await run.ended).toBe(143);
    await nothingIsLeft(run);
    expect(run.stdout).toBe("");
    expect(run.stderr).toBe("copyscope: SIGTERM came before the probes were attached, so nothing was recorded.\n");
    expect(existsSync(file)).toBe(false);
  },
);

test("SIGTERM to the unprivileged part ends the command and all its children", async () => {
  const { run, file } = await startAndReach("in the middle", ["--", ...FAMILY]);
  hit(run, ["unprivileged part"], "SIGTERM");
  expect(await run.ended).toBe(143);
  await nothingIsLeft(run);
  expect(await endOf(file)).toMatch(/ended by the user/);
});

test("Signals to the guardian are no matter, and one that is killed is replaced by another, which does its work", async () => {
  const { run } = await startAndReach("in the middle", ["--", ...FAMILY]);
  const first = await run.part("guardian");
  for (const signal of SIGNALS) process.kill(first, signal);
  expect(await run.part("guardian")).toBe(first);
  process.kill(first, "SIGKILL");
  await until(() => run.find("guardian") !== null && run.find("guardian") !== first, "another guardian");
  hit(run, ["tracer", "unprivileged part"], "SIGKILL");
  await nothingIsLeft(run);
});

test("Of two at once, the second does not wait for the first, and the switch stays on until the last has ended", async () => {
  const [one, two] = await Promise.all([
    startAndReach("in the middle", ["--system"]),
    startAndReach("in the middle", ["--system"]),
  ]);
  hit(one.run, ["tracer"], "SIGINT");
  expect(await one.run.ended).toBe(0);
  expect(readFileSync(SWITCH, "utf8").trim()).toBe("1");
  hit(two.run, ["tracer"], "SIGINT");
  expect(await two.run.ended).toBe(0);
  await nothingIsLeft(two.run);
});

test("What a tracer and a guardian killed together have left, the next start repairs", async () => {
  const { run } = await startAndReach("in the middle", ["--system"]);
  const guardian = await run.part("guardian");
  process.kill(guardian, "SIGSTOP"); // so that it cannot do its work in the moment between the two
  hit(run, ["tracer"], "SIGKILL");
  process.kill(guardian, "SIGKILL");
  await noProcessIsLeft(run);
  expect(existsSync(FOUND)).toBe(true);
  await nothingIsLeft((await startAndReach("in the middle", ["--system", "--duration", "0.2"])).run);
});

test("What a command leaves running when it ends by itself goes on, as without copyscope", async () => {
  const run = new Run([
    "record",
    "-o",
    join(shop.directory, "daemon"),
    "--",
    "sh",
    "-c",
    "sleep 100 >/dev/null 2>&1 & echo $!",
  ]);
  expect(await run.ended).toBe(0);
  const daemon = Number(run.stdout);
  expect(readFileSync(`/proc/${daemon}/comm`, "utf8")).toBe("sleep\n");
  process.kill(daemon, "SIGKILL");
  await nothingIsLeft(run);
});
