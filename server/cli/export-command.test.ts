import { access, mkdir, readdir, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { type CliWorld, type CliWorldOptions, cliWorld } from "../test/builders/cli.ts";
import { frame, relayProcess } from "../test/builders/frames.ts";
import { writeRecording } from "../test/builders/recordings.ts";

const frames = [0, 1, 2].map((index) => frame(index, [relayProcess(40)]));

async function worldWithRecording(options: CliWorldOptions = {}): Promise<CliWorld> {
  const world = await cliWorld(options);
  await writeRecording(join(world.directory, "run"), frames);
  return world;
}

const ALL = ["calls", "flows", "frames", "processes", "syscalls", "threads"];

describe("export FILE", () => {
  it.each(["csv", "parquet"])("writes every table of %s into a directory that it makes", async (format) => {
    const world = await worldWithRecording();
    expect(await world.run("export", "run", "--format", format, "-o", "out")).toBe(0);
    expect((await readdir(join(world.directory, "out"))).sort()).toEqual(ALL.map((name) => `${name}.${format}`));
    expect(world.stdout() + world.stderr()).toBe("");
  });

  it("writes one table to standard output", async () => {
    const world = await worldWithRecording();
    expect(await world.run("export", "run", "--format", "csv", "--table", "syscalls")).toBe(0);
    const lines = world.stdout().split("\r\n");
    expect(lines[0]).toBe("frame_start,frame_end,process,pid,command,name,calls,errors,again");
    expect(lines[1]).toBe("2026-01-01T12:00:00.000000Z,2026-01-01T12:00:00.250000Z,1,4242,relay,read,40,0,0");
    expect(lines).toHaveLength(1 + 3 * 2 + 1);
  });

  it("writes a trace to a file, but over none without --force", async () => {
    const world = await worldWithRecording();
    await writeFile(join(world.directory, "mine"), "precious");
    expect(await world.run("export", "run", "--format", "perfetto", "-o", "mine")).toBe(125);
    expect(await readFile(join(world.directory, "mine"), "utf8")).toBe("precious");
    expect(world.stderr()).toContain("it exists already; choose another name, or overwrite it with --force.");
    expect(await world.run("export", "run", "--format", "perfetto", "-o", "mine", "--force")).toBe(0);
    // a Trace is packets: field 1, with a length
    expect((await readFile(join(world.directory, "mine")))[0]).toBe(0x0a);
  });

  it.each([["csv"], ["perfetto", "--force"]])(
    "takes away what it has made when it is interrupted: %j",
    async (...how) => {
      const world = await cliWorld();
      await writeRecording(
        join(world.directory, "run"),
        Array.from({ length: 2000 }, (_, index) => frame(index, [relayProcess(40)])),
      );
      const status = world.run("export", "run", "-o", "out", "--format", ...how);
      // As soon as there is something to take away.
      const made = join(world.directory, "out", ...(how[0] === "csv" ? ["calls.csv"] : []));
      await vi.waitFor(async () => await access(made), { timeout: 30_000, interval: 1 });
      world.signal("SIGINT");
      expect(await status).toBe(130);
      expect(await readdir(world.directory)).toEqual(["run"]);
      expect(world.stdout() + world.stderr()).toBe("");
    },
  );

  it("says what a table needs, in a sentence", async () => {
    const world = await worldWithRecording({ terminals: ["stdout"] });
    expect(await world.run("export", "run", "--format", "csv")).toBe(125);
    expect(await world.run("export", "run", "--format", "perfetto")).toBe(125);
    expect(await world.run("export", "run", "--format", "perfetto", "--table", "flows")).toBe(125);
    expect(await world.run("export", "run")).toBe(125);
    expect(await world.run("export", "run", "--format", "csv", "--table", "nope")).toBe(125);
    const said = world.stderr().replaceAll("Try 'copyscope export --help'.\n", "").trimEnd().split("\n");
    expect(said).toEqual([
      "copyscope: csv is one file for each table, so it needs -o DIRECTORY; or choose one with --table processes.",
      "copyscope: perfetto is not for a terminal: give it a file with -o, or send it on with | or >.",
      "copyscope: --table chooses a table of csv or parquet; perfetto is one trace.",
      expect.stringContaining("'--format <FORMAT>' not specified"),
      expect.stringContaining("Allowed choices are processes, flows, syscalls, threads, frames, calls."),
    ]);
    expect(world.stdout()).toBe("");
  });

  it("leaves nothing behind when the recording is damaged or the place is wrong", async () => {
    const world = await worldWithRecording();
    await writeFile(join(world.directory, "other"), "hello");
    const bytes = await readFile(join(world.directory, "run"));
    bytes[Math.floor(bytes.length * 0.6)] = (bytes[Math.floor(bytes.length * 0.6)] ?? 0) ^ 0x55;
    await writeFile(join(world.directory, "flipped"), bytes);
    await mkdir(join(world.directory, "taken"));
    await writeFile(join(world.directory, "taken/syscalls.csv"), "precious");
    for (const words of [
      ["other", "--format", "csv", "-o", "out"],
      ["flipped", "--format", "csv", "-o", "out"],
      ["flipped", "--format", "perfetto", "-o", "out"],
      ["run", "--format", "csv", "-o", "no/such/place"],
      ["run", "--format", "csv", "-o", "taken"],
      ["run", "--format", "csv", "-o", "other"],
    ]) {
      expect(await world.run("export", ...words), words.join(" ")).toBe(125);
    }
    expect(world.stderr().trimEnd().split("\n")).toHaveLength(6);
    expect((await readdir(world.directory)).sort()).toEqual(["flipped", "other", "run", "taken"]);
    expect(await readdir(join(world.directory, "taken"))).toEqual(["syscalls.csv"]);
    expect(await readFile(join(world.directory, "taken/syscalls.csv"), "utf8")).toBe("precious");
  });

  it("exports a recording that ended early up to there, and says so", async () => {
    const world = await cliWorld();
    await writeRecording(join(world.directory, "run"), frames, undefined, null);
    expect(await world.run("export", "run", "--format", "csv", "--table", "frames", "-o", "out.csv")).toBe(0);
    expect(world.stderr()).toContain("ended early, after 3 whole intervals");
    expect((await readFile(join(world.directory, "out.csv"), "utf8")).split("\r\n")).toHaveLength(5);
    await truncate(join(world.directory, "run"), 20);
    expect(await world.run("export", "run", "--format", "csv", "--table", "frames")).toBe(125);
  });

  it("ends quietly when its reader has gone", async () => {
    const error = Object.assign(new Error("write EPIPE"), { code: "EPIPE" });
    const world = await worldWithRecording({ stdoutError: error });
    expect(await world.run("export", "run", "--format", "csv", "--table", "flows")).toBe(0);
    expect(world.stderr()).toBe("");
  });
});
