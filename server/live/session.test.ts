/** A session: what is captured can be changed while pages look on, and nothing is hidden of the change. */
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { CaptureOptions } from "../capture/capture.ts";
import { openRecording } from "../recording/read-recording.ts";
import { capturesByHand } from "../test/builders/captures-by-hand.ts";
import { frame, processFrame, relayProcess } from "../test/builders/frames.ts";
import { inTime } from "../test/builders/in-time.ts";
import { readWhole, writeRecording } from "../test/builders/recordings.ts";
import { temporaryDirectory } from "../test/builders/temporary-directory.ts";
import { LiveSession } from "./session.ts";

const OPTIONS: CaptureOptions = {
  scope: { kind: "system" },
  detail: "full",
  intervalMs: 250,
  threads: false,
  budgetPercent: null,
};

async function world(options: Partial<CaptureOptions> = {}) {
  const captures = capturesByHand();
  const directory = await temporaryDirectory();
  const session = new LiveSession(
    { startCapture: captures.start, version: "0.1.0", directory },
    { ...OPTIONS, ...options },
  );
  const frames = async (count: number) => await inTime(() => expect(session.history.last?.sequence).toBe(count));
  return { captures, session, directory, frames };
}

describe("a change of scope, detail or interval", () => {
  it("ends the tracing and begins it anew, with the gap marked in the first frame", async () => {
    const { captures, session, frames } = await world();
    await session.start();
    captures.now.give(frame(0));
    await frames(1);
    expect(await session.watch({ kind: "comm", comm: "nginx" })).toEqual({ ok: true });
    expect(captures.all.map(({ asked }) => asked)).toEqual([["release"], []]);
    captures.now.give(frame(8));
    await frames(2);
    expect(session.history.last?.gaps).toEqual([
      { from: frame(0).end, to: frame(8).start, reason: "another scope was chosen" },
    ]);
    expect(session.state()).toMatchObject({ phase: { phase: "running" }, scope: { kind: "comm", comm: "nginx" } });
  });

  it("that asks for what is already so does nothing", async () => {
    const { captures, session } = await world();
    await session.start();
    expect(await session.setDetail("full")).toEqual({ ok: true });
    expect(captures.all).toHaveLength(1);
  });

  it("that cannot be made is said with its remedy, and what was captured before is captured again", async () => {
    const { captures, session } = await world();
    await session.start();
    captures.fail("there is no process 99", "ps -e lists the processes there are");
    const answer = await session.watch({ kind: "pid", pid: 99 });
    expect(answer).toEqual({ ok: false, message: "there is no process 99: ps -e lists the processes there are" });
    expect(session.state()).toMatchObject({ phase: { phase: "running" }, scope: { kind: "system" } });
  });

  it("after which nothing can be captured any more is a failure that stays in sight until a scope works", async () => {
    const { captures, session } = await world();
    await session.start();
    captures.fail("bpftrace is gone");
    captures.fail("bpftrace is gone");
    await session.setInterval(500);
    expect(session.state().phase).toEqual({ phase: "failed", message: "bpftrace is gone", remedy: null });
    expect(await session.watch({ kind: "system" })).toEqual({ ok: true });
    expect(session.state().phase).toEqual({ phase: "running" });
  });

  it("made by several pages at once happens one after the other", async () => {
    const { captures, session } = await world();
    await session.start();
    await Promise.all([session.setInterval(500), session.setDetail("counts"), session.watch({ kind: "pid", pid: 7 })]);
    expect(captures.now.options).toMatchObject({ intervalMs: 500, detail: "counts", scope: { kind: "pid", pid: 7 } });
    expect(captures.all).toHaveLength(4);
  });

  it("lets a command that copyscope started go on, and watches it as a process", async () => {
    const { captures, session } = await world({ scope: { kind: "command", argv: ["server"] } });
    await session.start();
    expect(await session.setDetail("counts")).toEqual({ ok: true });
    expect(captures.all[0]?.asked).toEqual(["release"]);
    expect(captures.now.options.scope).toEqual({ kind: "pid", pid: 4242 });
    captures.all[0]?.endCommand(3);
    captures.now.end({ reason: "target-gone" });
    await inTime(() =>
      expect(session.state().phase).toEqual({ phase: "ended", reason: "command-exited", exitCode: 3 }),
    );
    expect(session.state().command).toEqual({ argv: ["server"], pid: 4242, exitCode: 3 });
    expect(await session.setDetail("full")).toMatchObject({ ok: false });
  });

  it("keeps the number of a process that goes on, and gives no number twice", async () => {
    const { captures, session, frames } = await world();
    await session.start();
    captures.now.give(frame(0, [processFrame({ id: 5, pid: 50 }), processFrame({ id: 6, pid: 60, command: "old" })]));
    await frames(1);
    await session.setInterval(500);
    captures.now.give(frame(1, [processFrame({ id: 0, pid: 60, command: "new" }), processFrame({ id: 1, pid: 50 })]));
    await frames(2);
    const made = await session.report(0, Number.MAX_SAFE_INTEGER);
    const processes = made.ok ? made.report.processes.map(({ id, pid, command }) => [id, pid, command]) : [];
    expect(processes.sort()).toEqual([
      [5, 50, "dd"],
      [6, 60, "old"],
      [7, 60, "new"],
    ]);
  });
});

describe("a capture that fails by itself", () => {
  it("is a failure with a remedy, and another scope brings the dashboard back", async () => {
    const { captures, session } = await world();
    await session.start();
    captures.now.end({ reason: "failed", message: "bpftrace ended by itself (signal SIGKILL)" });
    await inTime(() =>
      expect(session.state().phase).toMatchObject({ phase: "failed", message: expect.stringContaining("SIGKILL") }),
    );
    expect(await session.watch({ kind: "system" })).toEqual({ ok: true });
  });
});

describe("marks", () => {
  it("stand in the frame in which they were made", async () => {
    const { captures, session, frames } = await world();
    await session.start();
    session.mark("warm-up is over");
    const now = Date.now();
    captures.now.give({ ...frame(0), start: now - 100, end: now + 100 });
    await frames(1);
    expect(session.history.last?.marks).toMatchObject([{ id: 1, note: "warm-up is over" }]);
    expect(session.state().marks).toHaveLength(1);
  });
});

describe("findings", () => {
  it("come while what they are about happens, and go with its scope", async () => {
    const { captures, session } = await world();
    await session.start();
    for (let index = 0; index < 30; index++) captures.now.give(frame(index, [relayProcess(100)]));
    await inTime(() => expect(session.state().findings.map(({ rule }) => rule)).toContain("relay-through-memory"));
    await session.watch({ kind: "pid", pid: 1 });
    expect(session.state().findings).toEqual([]);
  });
});

describe("a recording beside the dashboard", () => {
  it("holds the frames from its start to its end, and the window's report is its report", async () => {
    const { captures, session, directory, frames } = await world();
    await session.start();
    captures.now.give(frame(0, [relayProcess(1)]));
    await frames(1);
    expect(await session.record("start")).toEqual({ ok: true });
    expect(await session.record("start")).toMatchObject({ ok: false });
    for (const index of [1, 2, 3]) captures.now.give(frame(index, [relayProcess(index)]));
    await frames(4);
    expect(await session.record("stop")).toEqual({ ok: true });
    captures.now.give(frame(4, [relayProcess(4)]));
    await frames(5);
    const [file] = await readdir(directory);
    expect(session.state()).toMatchObject({ recording: null, lastRecording: { file, failure: null } });
    const recording = await readWhole(join(directory, file ?? ""));
    if (typeof recording === "string") throw new Error(recording);
    expect(recording.frames).toEqual([1, 2, 3].map((index) => frame(index, [relayProcess(index)])));
    expect(recording.info.startedAt).toBe(frame(1).start);
  });

  it("goes on in another file after a change, for a file is of one run", async () => {
    const { captures, session, directory, frames } = await world();
    await session.start();
    await session.record("start");
    captures.now.give(frame(0));
    await frames(1);
    await session.setDetail("counts");
    captures.now.give(frame(5));
    captures.now.give(frame(6));
    await frames(3);
    await inTime(() => expect(session.state().recording).not.toBeNull());
    captures.now.give(frame(7));
    await frames(4);
    await session.stop();
    const files = (await readdir(directory)).sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
    expect(files).toHaveLength(2);
    const starts = [];
    for (const file of files) {
      const read = await readWhole(join(directory, file));
      if (typeof read === "string") throw new Error(read);
      starts.push(read.frames.map(({ start }) => start));
    }
    // Those that came while the second file was being made are in it, too.
    expect(starts).toEqual([[frame(0).start], [5, 6, 7].map((index) => frame(index).start)]);
  });

  it("that is stopped while its file is being made leaves none", async () => {
    const { session, directory } = await world();
    await session.start();
    const started = session.record("start");
    await session.stop();
    expect(await started).toEqual({ ok: true });
    expect(await readdir(directory)).toEqual([]);
  });

  it("that cannot go on after a change says so", async () => {
    const { captures, session, directory, frames } = await world();
    await session.start();
    await session.record("start");
    captures.now.give(frame(0));
    await frames(1);
    await rm(directory, { recursive: true });
    await session.setDetail("counts");
    captures.now.give(frame(5));
    await frames(2);
    await inTime(() =>
      expect(session.state()).toMatchObject({
        recording: null,
        lastRecording: { failure: expect.stringContaining("does not exist") },
      }),
    );
  });

  it("takes no mark with it that was made for one that came to nothing", async () => {
    const { captures, session, directory, frames } = await world();
    await session.start();
    await session.record("start");
    session.mark("of the first");
    await session.record("stop");
    expect(await readdir(directory)).toEqual([]);
    await session.record("start");
    session.mark("of the second");
    captures.now.give(frame(0));
    await frames(1);
    await session.record("stop");
    const opened = await openRecording(join(directory, (await readdir(directory))[0] ?? ""));
    if (!opened.ok) throw new Error(opened.message);
    for await (const _ of opened.recording.frames);
    expect(opened.recording.said.marks.map(({ note }) => note)).toEqual(["of the second"]);
  });

  it("that cannot be written is said, and the dashboard goes on", async () => {
    const captures = capturesByHand();
    const session = new LiveSession({ startCapture: captures.start, version: "0.1.0", directory: "/nowhere" }, OPTIONS);
    await session.start();
    expect(await session.record("start")).toMatchObject({ ok: false, message: expect.stringContaining("/nowhere") });
  });
});

describe("the report of a window", () => {
  it("says since when frames are kept where it reaches back further, or that it is empty", async () => {
    const { captures, session, frames } = await world();
    await session.start();
    captures.now.give(frame(0));
    await frames(1);
    expect(await session.report(0, 1)).toMatchObject({
      ok: false,
      message: expect.stringContaining("2026-01-01T12:00:00.000Z"),
    });
    expect(await session.report(frame(9).start, frame(9).end)).toMatchObject({ ok: false });
  });
});

describe("a recording with a limit", () => {
  it("ends at its size and says so, and old ones that nobody named go", async () => {
    const captures = capturesByHand();
    const directory = await temporaryDirectory();
    const old = "copyscope-dd-20250101-000000.copyscope";
    for (const name of [old, "mine.copyscope"]) await writeRecording(join(directory, name), [frame(0)]);
    const limits = { maxBytes: 600, keep: { olderThanMs: null, largerThanBytes: 1 } };
    const parts = { startCapture: captures.start, version: "0.1.0", directory, limits };
    const session = new LiveSession(parts, OPTIONS);
    await session.start();
    expect(await session.record("start")).toEqual({ ok: true });
    const now = session.state().recording?.file ?? "";
    for (let index = 0; index < 5; index++) captures.now.give(frame(index, [relayProcess(index)]));
    await inTime(() => expect(session.state().lastRecording).toEqual({ file: now, failure: null }));
    await inTime(async () => expect((await readdir(directory)).sort()).toEqual([now, "mine.copyscope"]));
  });
});

describe("the last minutes", () => {
  it("become a recording after the fact, with their marks", async () => {
    const { captures, session, directory, frames } = await world();
    await session.start();
    const now = Date.now();
    const given = Array.from({ length: 20 }, (_, index) => {
      const moment = { start: now - (20 - index) * 250, end: now - (19 - index) * 250 };
      return frame(index, [relayProcess(index)], moment);
    });
    for (const each of given) captures.now.give(each);
    await frames(20);
    const saved = await session.save(2.6);
    if (!saved.ok) throw new Error(saved.message);
    // what lies wholly within: the clock has gone on since
    expect(saved.frames).toBeGreaterThan(5);
    expect(saved).toMatchObject({ to: given.at(-1)?.end, frames: expect.any(Number) });
    expect(await readWhole(join(directory, saved.file))).toMatchObject({
      frames: given.slice(-saved.frames),
      end: { kind: "whole", end: { reason: "interrupted" } },
    });
  });

  it("are refused while there are none, and leave no file", async () => {
    const { session, directory } = await world();
    await session.start();
    expect(await session.save(60)).toEqual({ ok: false, message: "There is nothing to save yet." });
    expect(await readdir(directory)).toEqual([]);
  });

  it("begin after the last change of what is captured", async () => {
    const { captures, session, directory, frames } = await world();
    await session.start();
    const now = Date.now();
    captures.now.give(frame(0, [], { start: now - 1000, end: now - 800 }));
    await frames(1);
    await session.watch({ kind: "comm", comm: "nginx" });
    captures.now.give(frame(1, [], { start: now - 300, end: now - 100 }));
    await frames(2);
    const saved = await session.save(60);
    expect(saved).toMatchObject({ ok: true, frames: 1, from: now - 300 });
    if (!saved.ok) return;
    expect(await readWhole(join(directory, saved.file))).toMatchObject({
      info: { scope: { kind: "comm", comm: "nginx" }, startedAt: now - 300 },
    });
  });
});
