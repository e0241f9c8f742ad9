import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, it, onTestFinished } from "vitest";
import { cliWorld } from "../test/builders/cli.ts";
import { fakeCapture } from "../test/builders/fake-capture.ts";
import { frame, relayProcess, runEnd } from "../test/builders/frames.ts";
import { readWhole } from "../test/builders/recordings.ts";

/** Text without its line breaks. */
const unwrapped = (text: string) => text.replaceAll(/\s+/g, " ");

const frames = [0, 1, 2].map((index) => frame(index, [relayProcess(40)]));

describe("record -- COMMAND", () => {
  it("records, says what happened on standard error, and gives the command's status", async () => {
    const capture = fakeCapture({ frames, end: runEnd({ exitCode: 3 }) });
    const world = await cliWorld({ parts: { startCapture: capture.start } });
    expect(await world.run("record", "-o", "run", "--", "sh", "-c", "exit 3", "--interval", "--")).toBe(3);
    expect(capture.options()).toEqual({
      scope: { kind: "command", argv: ["sh", "-c", "exit 3", "--interval", "--"] },
      detail: "full",
      intervalMs: 250,
      threads: false,
      budgetPercent: null,
    });
    expect(world.stdout()).toBe("");
    expect(world.stderr()).toContain("CPU copies per output byte  2.00");
    expect(world.stderr()).toContain(`Recording: '${join(world.directory, "run")}'`);
    expect(await readWhole(join(world.directory, "run"))).toMatchObject({ frames, end: { kind: "whole" } });
  });
  it("passes on what was asked for", async () => {
    const capture = fakeCapture({ frames });
    const world = await cliWorld({ parts: { startCapture: capture.start } });
    const options = ["--detail", "counts", "--interval", "1000", "--threads", "--budget", "2.5"];
    expect(await world.run("record", ...options, "--", "true")).toBe(0);
    expect(capture.options()).toMatchObject({ detail: "counts", intervalMs: 1000, threads: true, budgetPercent: 2.5 });
  });
  it("passes on how long and how many single events are wanted", async () => {
    const capture = fakeCapture({ frames });
    const world = await cliWorld({ parts: { startCapture: capture.start } });
    const options = ["--detail", "events", "--events-window", "2.5", "--events-limit", "700"];
    expect(await world.run("record", ...options, "--", "true")).toBe(0);
    expect(capture.options()?.events).toEqual({ windowSeconds: 2.5, perSecond: 700 });
  });
  it("ends the recording at its largest size, and not the command", async () => {
    const capture = fakeCapture({ frames, end: runEnd({ exitCode: 7 }) });
    const world = await cliWorld({ parts: { startCapture: capture.start } });
    expect(await world.run("record", "-o", "run", "--max-size", "500B", "--", "true")).toBe(7);
    expect(world.stderr()).toContain("The recording has reached 500 B and ends here.");
    expect(world.stderr()).toContain("3 intervals");
    const read = await readWhole(join(world.directory, "run"));
    expect(read).toMatchObject({ end: { kind: "whole", end: { reason: "size-limit" } } });
    if (typeof read !== "string") expect(read.frames.length).toBeLessThan(3);
  });
  it("makes a name when none is given", async () => {
    const world = await cliWorld({ parts: { startCapture: fakeCapture({ frames }).start } });
    expect(await world.run("record", "--", "/bin/dd")).toBe(0);
    expect(await readdir(world.directory)).toEqual([expect.stringMatching(/^copyscope-dd-\d{8}-\d{6}\.copyscope$/)]);
  });
  it.each([125, 126, 127] as const)("leaves nothing behind when it does not start, and gives %i", async (exitCode) => {
    const failure = { message: "cannot run 'nope': it was not found.", remedy: "Look at PATH.", exitCode };
    const world = await cliWorld({ parts: { startCapture: async () => ({ ok: false, failure }) } });
    expect(await world.run("record", "--", "nope")).toBe(exitCode);
    expect(world.stderr()).toBe("copyscope: cannot run 'nope': it was not found.\nLook at PATH.\n");
    expect(await readdir(world.directory)).toEqual([]);
  });
  it("does not start anything when the recording cannot be made", async () => {
    const capture = fakeCapture({ frames });
    const world = await cliWorld({ parts: { startCapture: capture.start } });
    await writeFile(join(world.directory, "mine"), "precious");
    expect(await world.run("record", "-o", "mine", "--", "true")).toBe(125);
    expect(await world.run("record", "-o", "no/such/place", "--", "true")).toBe(125);
    expect(capture.options()).toBeNull();
    expect(world.stderr()).toContain("it exists already; choose another name, or overwrite it with --force.");
    expect(await world.run("record", "--force", "-o", "mine", "--", "true")).toBe(0);
    expect(await world.run("record", "-o", "-", "--", "true")).toBe(125);
    expect(world.stderr()).toContain("A recording is a file, for standard output is COMMAND's: name one with -o.");
    expect(await readdir(world.directory)).toEqual(["mine"]);
  });
});

describe("record without a command", () => {
  it("ends at Ctrl-C with its summary and status 0", async () => {
    const ready: { signal?: () => void } = {};
    const capture = fakeCapture({ frames, end: null, whenIdle: () => ready.signal?.() });
    const world = await cliWorld({ parts: { startCapture: capture.start } });
    ready.signal = () => world.signal("SIGINT");
    expect(await world.run("record", "--pid", "7", "-o", "run")).toBe(0);
    expect(capture.stops()).toEqual(["interrupted"]);
    expect(unwrapped(world.stderr())).toContain("ended by the user.");
    expect(await readWhole(join(world.directory, "run"))).toMatchObject({ end: { end: { reason: "interrupted" } } });
  });
  it("heeds a Ctrl-C that came before it had started", async () => {
    const capture = fakeCapture({ frames: [], end: null });
    const world = await cliWorld({
      parts: {
        startCapture: async (options) => {
          world.signal("SIGTERM");
          return await capture.start(options);
        },
      },
    });
    expect(await world.run("record", "--system")).toBe(0);
    expect(capture.stops()).toEqual(["interrupted"]);
  });
  it("ends after --duration", async () => {
    const capture = fakeCapture({ frames, end: null });
    const world = await cliWorld({ parts: { startCapture: capture.start } });
    expect(await world.run("record", "--duration", "0.01")).toBe(0);
    expect(capture.options()?.scope).toEqual({ kind: "system" });
    expect(capture.stops()).toEqual(["duration"]);
  });
  it("ends with 0 when what it watched is gone", async () => {
    const world = await cliWorld({
      parts: { startCapture: fakeCapture({ frames, end: runEnd({ reason: "target-gone", exitCode: null }) }).start },
    });
    expect(await world.run("record", "--pid", "7")).toBe(0);
    expect(unwrapped(world.stderr())).toContain("ended when what it watched was gone.");
  });
});

describe("a command that was interrupted", () => {
  it.each<[seen: string, tickMs: number, stops: readonly string[]]>([
    ["one press that arrives twice as one wish", 10, ["interrupted"]],
    ["two presses as two, the second stronger", 1000, ["interrupted", "interrupted"]],
    ["two presses as two, though the clock was set back between them", -5000, ["interrupted", "interrupted"]],
  ])("sees %s", async (_, tickMs, stops) => {
    const ready: { signal?: () => void } = {};
    const capture = fakeCapture({ frames, end: null, whenIdle: () => ready.signal?.() });
    const world = await cliWorld({ parts: { startCapture: capture.start }, tickMs });
    ready.signal = () => {
      world.signal("SIGINT");
      world.signal("SIGINT");
    };
    expect(await world.run("record", "--", "sleep", "9")).toBe(130);
    expect(capture.stops()).toEqual(stops);
  });
  it("that comes a second time, when nothing was recorded, does not end it before its file is gone", async () => {
    const failure = { message: "SIGINT came before the probes were attached.", remedy: null, exitCode: 130 } as const;
    const world = await cliWorld({
      parts: {
        startCapture: async () => {
          world.signal("SIGINT");
          return { ok: false, failure };
        },
      },
    });
    expect(await world.run("record", "--system")).toBe(130);
    expect(await readdir(world.directory)).toEqual([]);
    expect(world.listens()).toBe(true);
  });
  it("ends the process again once a capture has failed by itself", async () => {
    const failure = { message: "there is no process 7.", remedy: null, exitCode: 125 } as const;
    const world = await cliWorld({ parts: { startCapture: async () => ({ ok: false, failure }) } });
    expect(await world.run("record", "--pid", "7")).toBe(125);
    expect(world.listens()).toBe(false);
  });
  it("gives the shell's status for the signal when it was not seen to end", async () => {
    const ready: { signal?: () => void } = {};
    const capture = fakeCapture({ frames, end: null, whenIdle: () => ready.signal?.() });
    const world = await cliWorld({ parts: { startCapture: capture.start } });
    ready.signal = () => world.signal("SIGTERM");
    expect(await world.run("record", "--", "sleep", "9")).toBe(143);
  });
});

describe("a failing capture", () => {
  it("is 125, with what was recorded and the command's own status", async () => {
    const end = runEnd({ reason: "failed", message: "bpftrace died.", exitCode: 3 });
    const world = await cliWorld({ parts: { startCapture: fakeCapture({ frames, end }).start } });
    expect(await world.run("record", "-o", "run", "--", "true")).toBe(125);
    expect(world.stderr()).toContain("copyscope: bpftrace died.\nThe command itself ended with status 3.\n");
    expect(world.stderr()).toContain("NOT COMPLETE");
    expect(await readWhole(join(world.directory, "run"))).toMatchObject({ frames, end: { kind: "whole" } });
  });
  it("that breaks off keeps what it had", async () => {
    const capture = fakeCapture({ frames, end: null, fault: new Error("the tracer's pipe broke.") });
    const world = await cliWorld({ parts: { startCapture: capture.start } });
    expect(await world.run("record", "-o", "run", "--system")).toBe(125);
    expect(world.stderr()).toContain("copyscope: the tracer's pipe broke.");
    expect(capture.stops()).toEqual(["failed"]);
    expect(await readWhole(join(world.directory, "run"))).toMatchObject({ frames, end: { kind: "whole" } });
  });
});

describe("a disk that fills while recording", () => {
  const many = Array.from({ length: 3000 }, (_, index) =>
    frame(index, [relayProcess((index * 7919) % 10_007), relayProcess((index * 31) % 997, { id: 2 })]),
  );

  async function recordOnSmallDisk(words: readonly string[], end: null | ReturnType<typeof runEnd>) {
    const capture = fakeCapture({ frames: many, end });
    const world = await cliWorld({ parts: { startCapture: capture.start } });
    const mount = ["-t", "tmpfs", "-o", "size=32k", "tmpfs", world.directory];
    if ((await execa("mount", mount, { reject: false })).failed) return null;
    onTestFinished(async () => void (await execa("umount", [world.directory])));
    const status = await world.run("record", "-o", "run", ...words);
    return {
      status,
      stderr: world.stderr(),
      stops: capture.stops(),
      read: await readWhole(join(world.directory, "run")),
    };
  }

  it("lets the command run to its end, with a summary of all of it, and gives 125", async ({ skip }) => {
    const small = await recordOnSmallDisk(["--", "true"], runEnd({ exitCode: 5 }));
    if (small === null) return skip("mounting a small filesystem needs root");
    expect(small.status).toBe(125);
    expect(small.stops).toEqual([]);
    expect(small.stderr.match(/the disk is full/g)).toHaveLength(1);
    expect(small.stderr).toContain("3,000 intervals of 250 ms");
    expect(small.stderr).toContain("The command itself ended with status 5.");
    expect(small.read).toMatchObject({ end: { kind: "ended-early" } });
  });
  it("ends a recording that has no command", async ({ skip }) => {
    const small = await recordOnSmallDisk(["--system"], null);
    if (small === null) return skip("mounting a small filesystem needs root");
    expect(small.status).toBe(125);
    expect(small.stops[0]).toBe("failed");
  });
});

describe("the status line", () => {
  const moving = "copied 20.0 MiB/s   transitions 696/s   switches 172/s   lost 0";
  const second = [0, 4, 8].map((index) => frame(index, [relayProcess(40, { pageFaults: { user: 7, kernel: 0 } })]));

  it.each<[when: string, terminals: readonly ("stdout" | "stderr")[], words: readonly string[], shown: boolean]>([
    ["on a terminal", ["stderr"], ["--system"], true],
    ["not where standard error is a file", ["stdout"], ["--system"], false],
    ["not where a command writes to the terminal", ["stdout", "stderr"], ["--", "true"], false],
    ["where the command's output goes elsewhere", ["stderr"], ["--", "true"], true],
    ["where it is asked for", ["stdout", "stderr"], ["--status", "--", "true"], true],
    ["not where it is not wanted", ["stderr"], ["--no-status", "--system"], false],
  ])("shows %s", async (when, terminals, words, shown) => {
    expect(when.startsWith("not")).toBe(!shown);
    const capture = fakeCapture({ frames: second });
    const world = await cliWorld({ parts: { startCapture: capture.start }, terminals });
    expect(await world.run("record", ...words)).toBe(0);
    expect(world.stderr().includes(moving)).toBe(shown);
  });
});

describe("the status line of a terminal that does not know its size", () => {
  it("shows all the same", async () => {
    const capture = fakeCapture({ frames: [0, 4].map((index) => frame(index, [relayProcess(40)])) });
    const world = await cliWorld({ parts: { startCapture: capture.start }, terminals: ["stderr"] });
    // A container's terminal, a serial line, script(1) without a terminal of its own.
    Object.assign(world.io.stderr, { columns: 0, rows: 0 });
    expect(await world.run("record", "--system")).toBe(0);
    expect(world.stderr()).toContain("copied 20.0 MiB/s");
  });
});

describe("the summary", () => {
  it("is bold on a terminal only, and not with NO_COLOR", async () => {
    const bold = "\u001b[1mcopyscope: ";
    for (const [terminals, environment, expected] of [
      [["stderr"], {}, true],
      [["stderr"], { NO_COLOR: "1" }, false],
      [[], {}, false],
    ] as const) {
      const world = await cliWorld({ parts: { startCapture: fakeCapture({ frames }).start }, terminals, environment });
      await world.run("record", "--no-status", "--", "true");
      expect(world.stderr().includes(bold)).toBe(expected);
    }
  });
});
