import { mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, it, onTestFinished } from "vitest";
import { frame, relayProcess, runEnd, runInfo } from "../test/builders/frames.ts";
import { readWhole, writeRecording } from "../test/builders/recordings.ts";
import { temporaryDirectory } from "../test/builders/temporary-directory.ts";
import { createNamedRecording, createRecording, type RecordingWriter } from "./write-recording.ts";

async function created(path: string, force = false): Promise<RecordingWriter> {
  const made = await createRecording(path, force);
  if (!made.ok) throw new Error(made.message);
  return made.recording;
}

describe("creating a recording", () => {
  it("does not overwrite a file", async () => {
    const path = join(await temporaryDirectory(), "mine");
    await writeFile(path, "precious");
    expect(await createRecording(path, false)).toEqual({
      ok: false,
      message: `cannot create '${path}': it exists already; choose another name, or overwrite it with --force.`,
      exists: true,
    });
    expect(await readFile(path, "utf8")).toBe("precious");
  });
  it("does not follow a dangling link to a place nobody named", async () => {
    const directory = await temporaryDirectory();
    await symlink(join(directory, "elsewhere"), join(directory, "link"));
    expect((await createRecording(join(directory, "link"), false)).ok).toBe(false);
  });
  it("overwrites with force, all of it", async () => {
    const path = join(await temporaryDirectory(), "mine");
    await writeFile(path, "x".repeat(100_000));
    const recording = await created(path, true);
    await recording.begin(runInfo());
    await recording.finish(runEnd());
    expect(await readWhole(path)).toMatchObject({ frames: [], end: { kind: "whole" } });
  });
  it("that comes to nothing leaves nothing behind, and leaves alone what was there", async () => {
    const directory = await temporaryDirectory();
    const old = join(directory, "old");
    await writeFile(old, "precious");
    await (await created(join(directory, "new"))).discardUnlessBegun();
    await (await created(old, true)).discardUnlessBegun();
    expect(await readdir(directory)).toEqual(["old"]);
    expect(await readFile(old, "utf8")).toBe("precious");
  });
  it("says when the directory is missing, and when the place is a directory", async () => {
    const directory = await temporaryDirectory();
    await mkdir(join(directory, "place"));
    expect(await createRecording(join(directory, "no", "file"), false)).toMatchObject({
      message: expect.stringContaining("a directory on the way to it, does not exist"),
    });
    expect(await createRecording(join(directory, "place"), true)).toMatchObject({
      message: expect.stringContaining("it is a directory"),
    });
  });
});

describe("recordings that nobody named", () => {
  it("get names of their own when several begin in the same second", async () => {
    const directory = await temporaryDirectory();
    const now = new Date(2026, 0, 2, 3, 4, 5);
    const made = await Promise.all(
      [1, 2, 3, 4].map(async () => await createNamedRecording(directory, { kind: "system" }, now)),
    );
    const paths = made.map((each) => (each.ok ? each.recording.path : each.message)).sort();
    const name = "copyscope-system-20260102-030405";
    expect(paths).toEqual(
      [`${name}-2`, `${name}-3`, `${name}-4`, name].map((each) => join(directory, `${each}.copyscope`)),
    );
    for (const each of made) if (each.ok) await each.recording.discardUnlessBegun();
  });
  it("are not made where nothing can be", async () => {
    const nowhere = join(await temporaryDirectory(), "nowhere");
    expect(await createNamedRecording(nowhere, { kind: "system" }, new Date())).toMatchObject({
      ok: false,
      message: expect.stringContaining("does not exist"),
    });
  });
});

describe("a recording that is being written", () => {
  it("can be read up to its last frame at any time", async () => {
    const path = join(await temporaryDirectory(), "live");
    const recording = await created(path);
    await recording.begin(runInfo());
    for (let index = 0; index < 5; index++) {
      expect(await readWhole(path)).toMatchObject({ frames: { length: index }, end: { kind: "ended-early" } });
      await recording.write(frame(index, [relayProcess(1)]));
    }
    await recording.finish(runEnd());
    expect((await stat(path)).size).toBe(recording.bytes);
  });
});

describe("a full disk", () => {
  it("is told once, and what was written before stays readable", async ({ skip }) => {
    const directory = await temporaryDirectory();
    const mounted = await execa("mount", ["-t", "tmpfs", "-o", "size=32k", "tmpfs", directory], { reject: false });
    if (mounted.failed) skip("mounting a small filesystem needs root");
    onTestFinished(async () => void (await execa("umount", [directory])));

    const path = join(directory, "full");
    const recording = await created(path);
    expect(await recording.begin(runInfo())).toBeNull();
    let whole = 0;
    let failure: string | null = null;
    for (let index = 0; index < 10_000 && failure === null; index++) {
      const processes = Array.from({ length: 20 }, (_, id) => relayProcess((index * id * 7919) % 10_007, { id }));
      failure = await recording.write(frame(index, processes));
      if (failure === null) whole++;
    }
    expect(failure).toBe(`cannot write '${path}': the disk is full; free some space or choose another place.`);
    expect(await recording.write(frame(0))).toBeNull();
    expect(await recording.finish(runEnd())).toBeNull();
    const read = await readWhole(path);
    expect(read).toMatchObject({ frames: { length: whole }, end: { kind: "ended-early" } });
    expect(whole).toBeGreaterThan(5);
  });
});

describe("a disk without room for the first line", () => {
  it("is told, and no file is left that cannot be read", async ({ skip }) => {
    const directory = await temporaryDirectory();
    const mounted = await execa("mount", ["-t", "tmpfs", "-o", "size=16k", "tmpfs", directory], { reject: false });
    if (mounted.failed) skip("mounting a small filesystem needs root");
    onTestFinished(async () => void (await execa("umount", [directory])));
    await writeFile(join(directory, "others"), Buffer.alloc(64 * 1024)).catch(() => {});

    const path = join(directory, "full");
    const recording = await created(path);
    expect(await recording.begin(runInfo())).toMatch(/the disk is full/);
    expect(recording.isReadable).toBe(false);
    expect(await recording.finish(runEnd())).toBeNull();
    expect(await readdir(directory)).toEqual(["others"]);
  });
});

describe("a command that records nothing", () => {
  it("makes a recording of no frames", async () => {
    const path = join(await temporaryDirectory(), "none");
    await writeRecording(path, []);
    expect(await readWhole(path)).toMatchObject({ frames: [], end: { kind: "whole", end: runEnd() } });
  });
});
