/** `copyscope replay`: a recording in the dashboard, without a tracer. */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cliWorld } from "../test/builders/cli.ts";
import { frame, relayProcess } from "../test/builders/frames.ts";
import { inTime } from "../test/builders/in-time.ts";
import { writeRecording } from "../test/builders/recordings.ts";

describe("copyscope replay", () => {
  it("serves the recording, traces nothing, and ends with 0 on Ctrl-C", async () => {
    const world = await cliWorld();
    await writeRecording(join(world.directory, "a b.copyscope"), [frame(0, [relayProcess(3)])]);
    const status = world.run("replay", "a b.copyscope", "--port", "0");
    await inTime(() => expect(world.stderr()).toMatch(/http:\S+#recording=a\+b\.copyscope/));
    const url = /http:[^\s#]+/.exec(world.stderr())?.[0] ?? "";
    const state = (await (await fetch(`${url}api/state`)).json()) as { readonly phase: unknown };
    expect(state.phase).toEqual({ phase: "replaying", file: "a b.copyscope" });
    expect((await fetch(`${url}api/recordings/a%20b.copyscope/replay`)).status).toBe(200);
    world.signal("SIGINT");
    expect(await status).toBe(0);
    expect(world.stdout()).toBe("");
  });

  it.each([
    ["absent.copyscope", "cannot find"],
    ["notes.txt", "ends in .copyscope"],
  ])("says of %s in a sentence that it cannot", async (file, why) => {
    const world = await cliWorld();
    expect(await world.run("replay", file, "--port", "0")).toBe(125);
    expect(world.stderr()).toContain(why);
  });
});
