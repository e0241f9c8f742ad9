import { mkdir, readdir, readFile, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, it, onTestFinished } from "vitest";
import { reportSchema } from "../model/report-schema.ts";
import { type CliWorld, cliWorld } from "../test/builders/cli.ts";
import { frame, relayProcess } from "../test/builders/frames.ts";
import { writeRecording } from "../test/builders/recordings.ts";

const frames = [0, 1, 2].map((index) => frame(index, [relayProcess(40)]));

async function worldWithRecording(): Promise<CliWorld> {
  const world = await cliWorld();
  await writeRecording(join(world.directory, "run"), frames);
  return world;
}

describe("report FILE", () => {
  it("prints text, and nothing on standard error", async () => {
    const world = await worldWithRecording();
    expect(await world.run("report", "run")).toBe(0);
    expect(world.stdout()).toContain("CPU copies per output byte  2.00");
    expect(world.stderr()).toBe("");
  });
  it("prints JSON of the documented shape", async () => {
    const world = await worldWithRecording();
    expect(await world.run("report", "run", "--format", "json")).toBe(0);
    const report = reportSchema.parse(JSON.parse(world.stdout()));
    expect(report.totals).toMatchObject({ syscalls: 240, copiesPerOutputByte: 2 });
    expect(report.trust.complete).toBe(true);
  });
  it("prints Markdown", async () => {
    const world = await worldWithRecording();
    expect(await world.run("report", "run", "--format", "md")).toBe(0);
    expect(world.stdout()).toMatch(/^## copyscope: `dd if=\/dev\/zero`\n/);
  });
  it("prints CSV, all of it or one table, and says what --table goes with", async () => {
    const world = await worldWithRecording();
    expect(await world.run("report", "run", "--format", "csv", "--table", "syscalls")).toBe(0);
    expect(world.stdout()).toContain("\r\nsyscalls,1,4242,1,relay,1,read,120,0,0\r\n");
    expect(await world.run("report", "run", "--table", "syscalls")).toBe(125);
    expect(world.stderr()).toBe("copyscope: --table goes with --format csv only.\n");
  });
  it("writes to a file, but not over one", async () => {
    const world = await worldWithRecording();
    expect(await world.run("report", "run", "-o", "out.md", "--format", "md")).toBe(0);
    expect(await world.run("report", "run", "-o", "run")).toBe(125);
    expect(await world.run("report", "run", "-o", "out.md", "--force")).toBe(0);
    expect(world.stdout()).toBe("");
    expect(await readFile(join(world.directory, "out.md"), "utf8")).toContain("copyscope: dd");
    expect(await world.run("report", "run")).toBe(0);
  });
  it.each(["text", "json", "html"])("reads a recording from a pipe, which can be read but once: %s", async (format) => {
    const world = await worldWithRecording();
    expect(await world.run("report", "run", "--format", format)).toBe(0);
    const [pipe, asFile] = [join(world.directory, "pipe"), world.stdout()];
    await execa("mkfifo", [pipe]);
    const sent = writeFile(pipe, await readFile(join(world.directory, "run")));
    expect(await world.run("report", "pipe", "--format", format)).toBe(0);
    expect(world.stderr()).toBe("");
    expect(world.stdout()).toBe(asFile + asFile);
    await sent;
  });
  it("takes - for standard output, and leaves no file of that name", async () => {
    const world = await worldWithRecording();
    expect(await world.run("report", "run", "--format", "md", "-o", "-")).toBe(0);
    expect(world.stdout()).toMatch(/^## copyscope: `dd/);
    expect(await world.run("compare", "run", "run", "-o", "-")).toBe(0);
    expect(world.stdout()).toContain("Comparison of A, B");
    expect(await world.run("export", "run", "--format", "csv", "--table", "syscalls", "-o", "-")).toBe(0);
    expect(world.stdout()).toContain("frame_start,");
    expect(await world.run("export", "run", "--format", "csv", "-o", "-")).toBe(125);
    expect(world.stderr()).toContain("it needs -o DIRECTORY");
    expect(await readdir(world.directory)).toEqual(["run"]);
  });
  it("never writes over the recording that it reads, under whatever name", async () => {
    const world = await worldWithRecording();
    const bytes = await readFile(join(world.directory, "run"));
    await symlink("run", join(world.directory, "link"));
    for (const out of ["run", "./run", "link"]) {
      expect(await world.run("report", "run", "--force", "-o", out)).toBe(125);
      expect(await world.run("compare", "link", "run", "--force", "-o", out)).toBe(125);
      expect(await world.run("export", "run", "--format", "perfetto", "--force", "-o", out)).toBe(125);
    }
    for (const line of world.stderr().trimEnd().split("\n")) expect(line).toContain("is the recording itself");
    expect(await readFile(join(world.directory, "run"))).toEqual(bytes);
  });
  it("leaves no half of a report on a full disk", async ({ skip }) => {
    const world = await worldWithRecording();
    const small = join(world.directory, "small");
    await mkdir(small);
    if ((await execa("mount", ["-t", "tmpfs", "-o", "size=8k", "tmpfs", small], { reject: false })).failed) {
      return skip("mounting a small filesystem needs root");
    }
    onTestFinished(async () => void (await execa("umount", [small])));
    expect(await world.run("report", "run", "--format", "json", "-o", "small/report")).toBe(125);
    expect(world.stderr()).toContain("the disk is full");
    expect(await readdir(small)).toEqual([]);
  });
  it("reports a recording that ended early up to there, and says so in both places", async () => {
    const world = await cliWorld();
    await writeRecording(join(world.directory, "run"), frames, undefined, null);
    expect(await world.run("report", "run", "--format", "json")).toBe(0);
    const report = reportSchema.parse(JSON.parse(world.stdout()));
    expect(report.recording).toMatchObject({ frames: 3, endReason: null });
    expect(report.trust).toMatchObject({ complete: false, reasons: [expect.stringContaining("ended early, after 3")] });
    expect(world.stderr()).toContain("ended early, after 3 whole intervals");
  });
  it("refuses what is damaged, missing or something else, with 125 and one sentence", async () => {
    const world = await worldWithRecording();
    await writeFile(join(world.directory, "other"), "hello");
    await writeFile(join(world.directory, "empty"), "");
    const bytes = await readFile(join(world.directory, "run"));
    bytes[200] = (bytes[200] ?? 0) ^ 1;
    await writeFile(join(world.directory, "flipped"), bytes);
    await truncate(join(world.directory, "run"), 40);
    for (const file of ["other", "empty", "flipped", "run", "nowhere"]) {
      expect(await world.run("report", file)).toBe(125);
    }
    const lines = world.stderr().trimEnd().split("\n");
    expect(lines).toHaveLength(5);
    for (const line of lines) expect(line).toMatch(/^copyscope: .*'\/.*\.?\)?$/);
    expect(world.stdout()).toBe("");
  });
});
