import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cliWorld } from "../test/builders/cli.ts";
import { frame, relayProcess, runInfo } from "../test/builders/frames.ts";
import { writeRecording } from "../test/builders/recordings.ts";

async function worldWith(...names: readonly string[]): ReturnType<typeof cliWorld> {
  const world = await cliWorld();
  for (const name of names) {
    const scope = { kind: "comm", comm: "\u001b[2Jevil" } as const;
    await writeRecording(join(world.directory, name), [frame(0, [relayProcess(3)])], runInfo({ scope }));
  }
  return world;
}

describe("copyscope recordings", () => {
  it("lists, with names that cannot harm the terminal", async () => {
    const world = await worldWith("one.copyscope");
    expect(await world.run("recordings")).toBe(0);
    expect(world.stdout()).toContain("one.copyscope");
    expect(world.stdout()).toContain("2026-01-01 12:00:00");
    expect(world.stdout()).toContain("programs named \\x1b[2Jevil");
    expect(world.stdout()).not.toContain("\u001b");
  });

  it("lists for a program", async () => {
    const world = await worldWith("one.copyscope");
    expect(await world.run("recordings", "list", "--json")).toBe(0);
    expect(JSON.parse(world.stdout())).toMatchObject([{ ok: true, summary: { name: "one.copyscope", ended: true } }]);
  });

  it("lists names that cannot harm the terminal as JSON, too", async () => {
    const world = await worldWith("a\u202eb.copyscope");
    expect(await world.run("recordings", "--json")).toBe(0);
    expect(world.stdout()).not.toContain("\u202e");
    expect(JSON.parse(world.stdout())).toMatchObject([{ summary: { name: "a\u202eb.copyscope" } }]);
  });

  it("describes, renames, prunes and deletes", async () => {
    const world = await worldWith("one.copyscope", "copyscope-dd-20250101-000000.copyscope");
    expect(await world.run("recordings", "describe", "one.copyscope", "--title", "before", "--tag", "x", "y")).toBe(0);
    expect(await world.run("recordings")).toBe(0);
    expect(world.stdout()).toContain("before #x #y");
    expect(await world.run("recordings", "rename", "one.copyscope", "two")).toBe(0);
    expect(await world.run("recordings", "prune", "--larger-than", "1KiB", "--dry-run")).toBe(0);
    expect(world.stderr()).toContain("Would delete copyscope-dd-20250101-000000.copyscope");
    expect(await world.run("recordings", "prune", "--larger-than", "1KiB")).toBe(0);
    expect(await readdir(world.directory)).toEqual(["two.copyscope"]);
    expect(await world.run("recordings", "delete", "two.copyscope")).toBe(0);
    expect(await readdir(world.directory)).toEqual([]);
  });

  it.each([
    [["recordings", "delete", "none.copyscope"], "it, or a directory on the way to it, does not exist"],
    [["recordings", "list", "nowhere"], "is not a directory that can be read"],
    [["recordings", "prune", "nowhere", "--older-than", "30d"], "is not a directory that can be read"],
    [["recordings", "prune", "nope", "nope", "--older-than", "30d"], "Try 'copyscope recordings prune --help'."],
    [["recordings", "rename", "one"], "Try 'copyscope recordings rename --help'."],
    [["recordings", "prune"], "--older-than or --larger-than"],
    [["recordings", "prune", "--older-than", "soon"], "Give a time such as"],
    [["recordings", "prune", "--larger-than", "5gb"], "Give a size such as"],
    [["save", "--port", "1"], "no dashboard of copyscope answers at 127.0.0.1:1"],
  ])("%j is refused with a sentence", async (argv, sentence) => {
    const world = await cliWorld();
    expect(await world.run(...argv)).toBe(125);
    expect(world.stderr()).toContain(sentence);
    expect(world.stdout()).toBe("");
  });
});
