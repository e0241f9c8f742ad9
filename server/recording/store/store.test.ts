import { copyFile, mkdir, readdir, readFile, symlink, truncate, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { frame, relayProcess, runEnd, runInfo, STARTED_AT } from "../../test/builders/frames.ts";
import { readWhole, writeRecording } from "../../test/builders/recordings.ts";
import { temporaryDirectory } from "../../test/builders/temporary-directory.ts";
import { openRecording } from "../read-recording.ts";
import { describeRecording } from "./describe.ts";
import { prunable } from "./prune.ts";
import { RecordingStore } from "./store.ts";
import { summaryOf } from "./summary.ts";

const frames = [0, 1, 2].map((index) => frame(index, [relayProcess(index + 1)]));
const DAY = 86_400_000;

async function storeWith(...names: readonly string[]): Promise<RecordingStore> {
  const directory = await temporaryDirectory();
  for (const name of names) await writeRecording(join(directory, name), frames);
  return new RecordingStore(directory);
}

describe("the list of a directory's recordings", () => {
  it("says of each what it is, and of a file that is none why", async () => {
    const store = await storeWith("one.copyscope");
    await writeFile(join(store.directory, "bad.copyscope"), "hello\n");
    await writeFile(join(store.directory, "notes.txt"), "no recording");
    await mkdir(join(store.directory, "folder.copyscope"));
    await symlink("/etc/passwd", join(store.directory, "link.copyscope"));
    expect(await store.list()).toMatchObject([
      { ok: true, summary: { name: "one.copyscope", durationSeconds: 1, ended: true, info: runInfo() } },
      { ok: false, name: "bad.copyscope", message: expect.stringContaining("not gzip-compressed") },
    ]);
  });

  it("says how long a recording is that ended early", async () => {
    const path = join(await temporaryDirectory(), "early.copyscope");
    await writeRecording(
      path,
      Array.from({ length: 300 }, (_, index) => frame(index)),
      runInfo(),
      null,
    );
    expect(await summaryOf(path)).toMatchObject({ ok: true, summary: { ended: false, durationSeconds: 60 } });
  });
});

describe("a name", () => {
  it.each([
    "../else.copyscope",
    "/etc/x.copyscope",
    "a\u0000.copyscope",
    "a\u001b[2J.copyscope",
    ".copyscope",
    ".hidden.copyscope",
    "notes.txt",
    "..\\x.copyscope",
    `${"x".repeat(250)}.copyscope`,
  ])("%j is refused, and no file is touched", async (name) => {
    const store = await storeWith("one.copyscope");
    for (const failure of [await store.delete(name), await store.rename(name, "two")]) expect(failure).toMatch(/\.$/);
    if (name !== "notes.txt") expect(await store.rename("one.copyscope", name)).toMatch(/\.$/);
    expect(await readdir(store.directory)).toEqual(["one.copyscope"]);
  });

  it("is changed, and never to one that another recording has", async () => {
    const store = await storeWith("one.copyscope", "two.copyscope");
    const two = await readFile(join(store.directory, "two.copyscope"));
    expect(await store.rename("one.copyscope", "two")).toBe("There is a recording 'two.copyscope' already.");
    expect(await readFile(join(store.directory, "two.copyscope"))).toEqual(two);
    expect(await store.rename("one.copyscope", "after 1")).toBeNull();
    expect((await readdir(store.directory)).sort()).toEqual(["after 1.copyscope", "two.copyscope"]);
    expect(await store.delete("after 1.copyscope")).toBeNull();
    expect(await store.delete("after 1.copyscope")).toContain("does not exist");
  });
});

describe("title, tags and note", () => {
  it("are said after the fact, again and again, and change no figure", async () => {
    const store = await storeWith("one.copyscope");
    const path = join(store.directory, "one.copyscope");
    const now = Date.now();
    expect(await describeRecording(path, { title: "sendfile on", addTags: ["nginx", "b"] }, now)).toBeNull();
    expect(await describeRecording(path, { note: "x", addTags: ["a"], removeTags: ["b"] }, now)).toBeNull();
    const about = { title: "sendfile on", tags: ["a", "nginx"], note: "x" };
    expect(await summaryOf(path)).toMatchObject({ summary: { about } });
    expect(await readWhole(path)).toEqual({ info: runInfo(), frames, end: { kind: "whole", end: runEnd() } });
  });

  it("of a recording that was cut come behind its whole frames, and it says that it ended early", async () => {
    const path = join(await temporaryDirectory(), "cut.copyscope");
    await writeRecording(path, frames, runInfo(), null);
    await truncate(path, (await readFile(path)).length - 30);
    expect(await describeRecording(path, { title: "t" }, Date.now())).toContain("is still being written");
    expect(await describeRecording(path, { title: "t" }, Date.now() + 60_000)).toBeNull();
    expect(await readWhole(path)).toMatchObject({
      frames: frames.slice(0, 2),
      end: { kind: "whole", end: { reason: "failed", message: expect.stringContaining("ended early, after 2") } },
    });
    expect(await summaryOf(path)).toMatchObject({ summary: { about: { title: "t" } } });
  });

  it("are not said while it is being written, however long its frames are", async () => {
    const path = join(await temporaryDirectory(), "slow.copyscope");
    await writeRecording(path, frames, runInfo({ intervalMs: 60_000 }), null);
    expect(await describeRecording(path, { title: "t" }, Date.now() + 90_000)).toContain("is still being written");
    expect(await describeRecording(path, { title: "t" }, Date.now() + 150_000)).toBeNull();
  });

  it("of a recording of an older format bring it to the newest", async () => {
    const path = join(await temporaryDirectory(), "old.copyscope");
    await copyFile(fileURLToPath(new URL("../fixtures/format-1.copyscope", import.meta.url)), path);
    const before = await readWhole(path);
    expect(await describeRecording(path, { addTags: ["old"] }, Date.now() + 60_000)).toBeNull();
    expect(await readWhole(path)).toEqual(before);
    const opened = await openRecording(path);
    expect(opened).toMatchObject({ recording: { format: 2 } });
    if (opened.ok) await opened.recording.close();
  });
});

describe("pruning", () => {
  it("takes the oldest of those that copyscope named itself, and none that was described", async () => {
    const name = (day: number) => `copyscope-dd-2026010${day}-120000.copyscope`;
    const store = await storeWith(name(1), name(2), name(3), name(4), "mine.copyscope");
    await describeRecording(join(store.directory, name(2)), { addTags: ["keep"] }, Date.now());
    for (const day of [1, 2, 3, 4]) {
      const at = new Date(STARTED_AT + day * DAY);
      await utimes(join(store.directory, name(day)), at, at);
    }
    await utimes(join(store.directory, "mine.copyscope"), 0, 0);
    const now = STARTED_AT + 5 * DAY;
    expect(await prunable(store, { olderThanMs: 1.5 * DAY, largerThanBytes: null }, now)).toEqual([name(1), name(3)]);
    const all = (await store.list()).reduce((sum, each) => sum + (each.ok ? each.summary.bytes : 0), 0);
    expect(await prunable(store, { olderThanMs: null, largerThanBytes: all - 1 }, now)).toEqual([name(1)]);
    expect(await prunable(store, { olderThanMs: null, largerThanBytes: 1 }, now)).toEqual([name(1), name(3), name(4)]);
  });
});
