/**
 * Changes while it traces: probes are made anew under a command that goes on, nothing of what it does outside the
 * marked gaps is lost, and it is not left behind when copyscope ends.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { LabAnswer } from "../../model/live/lab.ts";
import type { LiveFrame } from "../../model/live/protocol.ts";
import { connectPage, type TestPage } from "../builders/live-world.ts";
import { COPYSCOPE, endOf } from "./copyscope.ts";

const BLOCK = 4096;

let folder: string;
let copyscope: ChildProcess | null = null;
let page: TestPage | null = null;
let address = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "copyscope-control-"));
});

afterEach(async () => {
  page?.socket.disconnect();
  await endOf(copyscope);
  rmSync(folder, { recursive: true, force: true });
});

const path = (name: string) => join(folder, name);
const say = (name: string) => writeFileSync(path(name), "");

async function until(fits: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!fits()) {
    if (Date.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Runs the dashboard over a shell script, and a page that looks on. */
async function dashboard(script: string): Promise<TestPage> {
  const [node = "", ...words] = COPYSCOPE;
  copyscope = spawn(node, [...words, "--port", "0", "--", "sh", "-c", script], {
    cwd: folder,
    stdio: ["ignore", "inherit", "pipe"],
    env: { ...process.env, COPYSCOPE_LAB_MIB: "4", COPYSCOPE_LAB_ROUNDS: "1" },
  });
  for await (const line of createInterface({ input: copyscope.stderr as NodeJS.ReadableStream })) {
    const url = /dashboard is at (\S+)/.exec(line)?.[1];
    if (url === undefined) continue;
    const connected = connectPage(url);
    address = url;
    page = connected;
    await until(() => connected.states.at(-1)?.phase.phase === "running", "the capture to run");
    return connected;
  }
  throw new Error("copyscope said no address");
}

const allFrames = ({ histories, batches }: TestPage): readonly LiveFrame[] =>
  [...histories, ...batches].flatMap(({ frames }) => frames);

/** Bytes that went to /dev/null. */
function discarded(shown: TestPage): number {
  const flows = allFrames(shown).flatMap(({ flows }) => flows);
  return flows.filter((flow) => flow[2] === "discard").reduce((sum, flow) => sum + flow[4], 0);
}

const waitFor = (name: string) => `until [ -e ${path(name)} ]; do sleep 0.1; done`;
const dd = (count: number) => `dd if=/dev/zero of=/dev/null bs=${BLOCK} count=${count} status=none`;

test("a command goes on through changes of detail and scope, and what it does after each is counted exactly", async () => {
  const shown = await dashboard(`${waitFor("one")}; ${dd(1000)}; ${waitFor("two")}; ${dd(2000)}; sleep 1; exit 5`);
  const pid = shown.states.at(-1)?.command?.pid ?? 0;
  expect(await shown.ask("detail", "counts")).toEqual({ ok: true });
  say("one");
  await until(() => discarded(shown) >= 1000 * BLOCK, "the first thousand blocks");
  expect(discarded(shown)).toBe(1000 * BLOCK);
  expect(await shown.ask("scope", { kind: "pid", pid: 4_000_000 })).toMatchObject({ ok: false });
  expect(await shown.ask("scope", { kind: "pid", pid })).toEqual({ ok: true });
  say("two");
  await until(() => shown.states.at(-1)?.phase.phase === "ended", "the command to end");
  expect(shown.states.at(-1)?.phase).toEqual({ phase: "ended", reason: "command-exited", exitCode: 5 });
  await until(() => discarded(shown) >= 3000 * BLOCK, "the other two thousand");
  expect(discarded(shown)).toBe(3000 * BLOCK);
  expect(allFrames(shown).flatMap(({ gaps }) => gaps.map(({ reason }) => reason))).toContain(
    "the detail was changed to counts",
  );
});

test("the lab runs beside a command, has the textbook's figures, and the command is counted exactly afterwards", async () => {
  const shown = await dashboard(`${waitFor("one")}; ${dd(3000)}; sleep 1`);
  expect(await shown.ask("lab", ["read-write", "sendfile"])).toEqual({ ok: true });
  expect(await shown.ask("lab", ["sh"])).toMatchObject({ ok: false });
  const answer = async () => (await (await fetch(`${address}api/lab`)).json()) as LabAnswer;
  await until(
    () => shown.states.at(-1)?.lab === null && shown.states.at(-1)?.phase.phase === "running",
    "the lab to end",
  );
  const { last } = await answer();
  const rows = last?.ok === true ? last.table.rows : [];
  expect(rows.map(({ name, textbook, met }) => [name, textbook, met])).toEqual([
    ["read-write", "2 copies, 4 transitions", true],
    ["sendfile", "0 copies, 2 transitions", true],
  ]);
  say("one");
  await until(() => discarded(shown) >= 3000 * BLOCK, "the three thousand blocks");
  expect(discarded(shown)).toBe(3000 * BLOCK);
  expect(allFrames(shown).flatMap(({ gaps }) => gaps.map(({ reason }) => reason))).toContain("the lab ran");
});

test("two hundred pages, half of them stalled and some coming and going, change no number", async () => {
  const shown = await dashboard(`${waitFor("one")}; ${dd(20_000)}; ${waitFor("two")}; sleep 1`);
  const crowd = Array.from({ length: 200 }, (_, index) => connectPage(address, {}, { answers: index % 2 === 0 }));
  await until(() => crowd.every(({ states }) => states.length > 0), "the pages to connect");
  say("one");
  for (let storm = 0; storm < 3; storm++) {
    for (const { socket } of crowd.slice(0, 60)) socket.disconnect().connect();
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  await until(() => discarded(shown) >= 20_000 * BLOCK, "the twenty thousand blocks");
  expect(discarded(shown)).toBe(20_000 * BLOCK);
  const trust = allFrames(shown).flatMap((frame) => frame.trust ?? []);
  expect(trust.filter(({ lostEvents, mapsFull }) => lostEvents > 0 || mapsFull.length > 0)).toEqual([]);
  for (const { socket } of crowd) socket.disconnect();
  say("two");
  await until(() => shown.states.at(-1)?.phase.phase === "ended", "the command to end");
});

test("a command that outlived a change does not outlive copyscope", async () => {
  const shown = await dashboard(`echo $$ > ${path("pid")}; ${waitFor("never")}`);
  await until(() => existsSync(path("pid")) && readFileSync(path("pid"), "utf8") !== "", "the command to run");
  const pid = Number(readFileSync(path("pid"), "utf8"));
  expect(await shown.ask("interval", 500)).toEqual({ ok: true });
  expect(existsSync(`/proc/${pid}`)).toBe(true);
  const ended = new Promise((resolve) => copyscope?.once("exit", resolve));
  copyscope?.kill("SIGTERM");
  await ended;
  await until(() => !existsSync(`/proc/${pid}`), "the command to end");
});

test("a bpftrace that is killed is a failure in sight, and another scope brings the tracing back", async () => {
  const shown = await dashboard(waitFor("never"));
  const tracing = () => execFileSync("pgrep", ["-P", String(copyscope?.pid), "bpftrace"], { encoding: "utf8" }).trim();
  process.kill(Number(tracing()), "SIGKILL");
  await until(() => shown.states.at(-1)?.phase.phase === "failed", "the failure to be told");
  expect(await shown.ask("scope", { kind: "pid", pid: process.pid })).toEqual({ ok: true });
  expect(shown.states.at(-1)?.phase.phase).toBe("running");
});

test("a dashboard whose tracer is killed ends, and takes the command with it", async () => {
  await dashboard(`echo $$ > ${path("pid")}; ${waitFor("never")}`);
  await until(() => existsSync(path("pid")) && readFileSync(path("pid"), "utf8") !== "", "the command to run");
  const pid = Number(readFileSync(path("pid"), "utf8"));
  const [server] = execFileSync("pgrep", ["-P", String(copyscope?.pid), "node"], { encoding: "utf8" }).split("\n");
  copyscope?.kill("SIGKILL");
  await until(() => !existsSync(`/proc/${pid}`), "the command to end");
  await until(() => !existsSync(`/proc/${server}`), "the server to end");
});
