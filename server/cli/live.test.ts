/** `copyscope live`, and copyscope alone, as somebody at a terminal or a script sees them. */
import { describe, expect, it } from "vitest";
import { type CapturesByHand, capturesByHand } from "../test/builders/captures-by-hand.ts";
import { type CliWorld, cliWorld } from "../test/builders/cli.ts";
import { frame } from "../test/builders/frames.ts";
import { inTime } from "../test/builders/in-time.ts";
import { withSubcommand } from "./subcommand.ts";

interface LiveRun extends CliWorld {
  readonly captures: CapturesByHand;
  readonly status: Promise<number>;
  readonly url: () => string;
}

async function liveRun(...argv: readonly string[]): Promise<LiveRun> {
  const captures = capturesByHand();
  const world = await cliWorld({ parts: { startCapture: captures.start } });
  const status = world.run(...argv);
  return { ...world, captures, status, url: () => /http:\S+/.exec(world.stderr())?.[0] ?? "" };
}

/** The first run loads what serves the dashboard. */
const begun = async ({ captures }: LiveRun) => await inTime(() => expect(captures.all).toHaveLength(1));

describe("the words of the command line", () => {
  it.each([
    [[], ["live"]],
    [
      ["--pid", "4"],
      ["live", "--pid", "4"],
    ],
    [
      ["--", "dd"],
      ["live", "--", "dd"],
    ],
    [
      ["record", "--", "dd"],
      ["record", "--", "dd"],
    ],
    [["--help"], ["--help"]],
    [["-V"], ["-V"]],
  ])("%j ask for %j", (given, asked) => expect(withSubcommand(given)).toEqual(asked));
});

describe("copyscope without a subcommand", () => {
  it("serves the dashboard of the whole system, says where on standard error, and ends with 0 on Ctrl-C", async () => {
    const run = await liveRun("--port", "0");
    await begun(run);
    expect(run.captures.now.options).toEqual({
      scope: { kind: "system" },
      detail: "full",
      intervalMs: 250,
      threads: false,
      budgetPercent: null,
    });
    const state = (await (await fetch(`${run.url()}api/state`)).json()) as { readonly phase: unknown };
    expect(state.phase).toEqual({ phase: "running" });
    run.signal("SIGINT");
    expect(await run.status).toBe(0);
    expect(run.captures.now.asked).toEqual(["stop"]);
    expect(run.stdout()).toBe("");
    await expect(fetch(`${run.url()}api/state`)).rejects.toThrow();
  });
});

describe("a command under the dashboard", () => {
  it("may end: the dashboard stays and says so, and ends with the command's status", async () => {
    const run = await liveRun("live", "--port", "0", "--", "dd", "--pid", "5");
    await begun(run);
    expect(run.captures.now.options.scope).toEqual({ kind: "command", argv: ["dd", "--pid", "5"] });
    run.captures.now.give(frame(0));
    run.captures.now.endCommand(3);
    await inTime(() => expect(run.stderr()).toContain("the command ended with status 3. The dashboard stays"));
    expect(await (await fetch(`${run.url()}api/frames`)).json()).toMatchObject({ frames: [{ sequence: 1 }] });
    run.signal("SIGTERM");
    expect(await run.status).toBe(3);
  });
});

describe("a dashboard that cannot begin", () => {
  it("is a sentence and the status of the failure", async () => {
    const captures = capturesByHand();
    captures.fail("there is no process 99", "ps -e lists the processes there are");
    const world = await cliWorld({ parts: { startCapture: captures.start } });
    expect(await world.run("--port", "0", "--pid", "99")).toBe(125);
    expect(world.stderr()).toContain("copyscope: there is no process 99.\nps -e lists the processes there are.");
  });

  it("because of its address says which would do", async () => {
    const world = await cliWorld();
    expect(await world.run("--host", "192.0.2.1", "--port", "0")).toBe(125);
    expect(world.stderr()).toContain('this machine has no address "192.0.2.1"');
  });

  it("on an address that others can reach warns before it begins", async () => {
    const run = await liveRun("--host", "0.0.0.0", "--port", "0");
    await begun(run);
    run.signal("SIGINT");
    await run.status;
    expect(run.stderr()).toContain("Whoever can reach it can watch");
  });
});
