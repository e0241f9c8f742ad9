import { describe, expect, it } from "vitest";
import { cliWorld } from "../test/builders/cli.ts";

describe("help", () => {
  it("is what copyscope says when it is asked for", async () => {
    const world = await cliWorld();
    expect(await world.run("--help")).toBe(0);
    expect(world.stdout()).toContain("Usage: copyscope");
    expect(world.stderr()).toBe("");
  });
  it("teaches the difference between mode transitions and context switches", async () => {
    const world = await cliWorld();
    expect(await world.run("--help")).toBe(0);
    expect(world.stdout()).toContain('say "four context switches" where they mean four mode transitions');
  });
  it.each(["record", "report", "lab", "doctor", "probes"])(
    "of %s has its options, no line wider than 110",
    async (name) => {
      const world = await cliWorld();
      expect(await world.run(name, "--help")).toBe(0);
      expect(world.stdout()).toContain(`Usage: copyscope ${name}`);
      expect(
        Math.max(
          ...world
            .stdout()
            .split("\n")
            .map((line) => line.length),
        ),
      ).toBeLessThanOrEqual(110);
    },
  );
  it("goes away silently when its reader has gone", async () => {
    const closed = Object.assign(new Error("write EPIPE"), { code: "EPIPE" });
    const world = await cliWorld({ stdoutError: closed });
    expect(await world.run("--help")).toBe(0);
    expect(world.stderr()).toBe("");
  });
  it("fails with a sentence when standard output takes nothing", async () => {
    const full = Object.assign(new Error("write ENOSPC"), { code: "ENOSPC" });
    const world = await cliWorld({ stdoutError: full });
    expect(await world.run("--help")).toBe(125);
    expect(world.stderr()).toContain("cannot write to 'standard output': the disk is full");
  });
  it("has the version", async () => {
    const world = await cliWorld();
    expect(await world.run("--version")).toBe(0);
    expect(world.stdout()).toBe("0.1.0\n");
  });
});

describe("what cannot be understood is a sentence, a hint and 125", () => {
  it.each<[words: readonly string[], sentence: string]>([
    [["--frobnicate"], "unknown option '--frobnicate'."],
    [["recrod"], "unknown command 'recrod' (Did you mean record?)"],
    [["\u001b[2J"], "unknown command '\\x1b[2J'."],
    [["record", "--intervall", "5"], "unknown option '--intervall' (Did you mean --interval?)"],
    [["record", "--interval", "0"], "'0' is invalid. Give whole milliseconds from 100 to 60,000."],
    [["record", "--interval", "-1"], "'-1' is invalid. Give whole milliseconds from 100 to 60,000."],
    [["record", "--interval", "NaN"], "'NaN' is invalid. Give whole milliseconds from 100 to 60,000."],
    [["record", "--interval", "1e3"], "'1e3' is invalid. Give whole milliseconds from 100 to 60,000."],
    [["record", "--interval", "60001"], "'60001' is invalid."],
    [["record", "--interval"], "argument missing."],
    [["record", "--duration", "0"], "'0' is invalid. Give seconds above 0"],
    [["record", "--budget", "101"], "'101' is invalid. Give a percentage above 0, up to 100."],
    [["record", "--pid", "0"], "'0' is invalid. Give whole process numbers from 1 to 4,194,304."],
    [["record", "--pid", "12x"], "'12x' is invalid."],
    [["record", "--comm", ""], "Give a name."],
    [["record", "--comm", "sixteen-letters-"], "The kernel keeps 15 bytes of a command's name"],
    [["record", "--detail", "everything"], "Allowed choices are counts, full, events."],
    [["record", "--pid", "1", "--comm", "x"], "option '--pid <N>' cannot be used with option '--comm <NAME>'."],
    [["record", "--system", "--cgroup", "/x"], "option '--cgroup <PATH>' cannot be used with option '--system'."],
    [["record", "--pid", "1", "--", "true"], "so --pid cannot stand beside it."],
    [["record", "--"], "Nothing stands after --"],
    [["record", "dd", "if=/dev/zero"], "A command to record stands after --."],
    [["report"], "missing required argument 'FILE'."],
    [["report", "x", "--format", "pdf"], "Allowed choices are text, html, md, json, csv."],
  ])("%j", async (words, sentence) => {
    const world = await cliWorld();
    expect(await world.run(...words)).toBe(125);
    const lines = world.stderr().trimEnd().split("\n");
    expect(lines[0]).toContain(sentence);
    expect(lines[0]).toMatch(/^copyscope: /);
    expect(lines[1]).toMatch(/^Try 'copyscope (live |record |report )?--help'\.$/);
    expect(lines).toHaveLength(2);
    expect(world.stdout()).toBe("");
  });
});

describe("a fault of copyscope", () => {
  it("is a sentence too, without a stack", async () => {
    const world = await cliWorld();
    expect(await world.run("doctor")).toBe(125);
    expect(world.stderr()).toBe(
      "copyscope: something that should not happen happened: no doctor in this test.\nThis is a fault of copyscope: please report it.\n",
    );
  });
});

describe("the thin commands", () => {
  it("doctor prints what it found, and says by its status whether copyscope can work", async () => {
    const doctor = async () => ({ healthy: false, text: "lockdown: bad\n", json: { checks: [] } });
    const world = await cliWorld({ parts: { doctor } });
    expect(await world.run("doctor")).toBe(1);
    expect(await world.run("doctor", "--json")).toBe(1);
    expect(world.stdout()).toBe('lockdown: bad\n{\n  "checks": []\n}\n');
  });
  it("probes prints the program and nothing else, for the scope that was asked for", async () => {
    const asked: unknown[] = [];
    const world = await cliWorld({
      parts: {
        program: async (...what) => {
          asked.push(what);
          return { ok: true, text: "BEGIN {}\n", notes: ["left out: io-uring"] };
        },
      },
    });
    expect(await world.run("probes", "--pid", "7", "--detail", "counts")).toBe(0);
    expect(asked).toEqual([[{ kind: "pid", pid: 7 }, "counts"]]);
    expect(world.stdout()).toBe("BEGIN {}\n");
    expect(world.stderr()).toBe("left out: io-uring\n");
  });
  it("lab says why it cannot run, and what to try", async () => {
    const world = await cliWorld({
      parts: { lab: async () => ({ ok: false, message: "no C compiler.", remedy: "Install gcc." }) },
    });
    expect(await world.run("lab", "sendfile")).toBe(125);
    expect(world.stderr()).toBe("copyscope: no C compiler.\nInstall gcc.\n");
  });
});
