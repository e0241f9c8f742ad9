import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { calibration } from "../test/builders/calibration.ts";
import { cliWorld } from "../test/builders/cli.ts";
import { runInfo } from "../test/builders/frames.ts";
import { inTime } from "../test/builders/in-time.ts";
import { temporaryDirectory } from "../test/builders/temporary-directory.ts";
import { changedSince, isOfThatMachine, thisMachine } from "./machine.ts";
import { costsOf, measureCosts } from "./measure.ts";
import { calibrationTable, unsteadiness } from "./render.ts";
import { calibrationPath, storeCalibration, storedCalibration } from "./stored.ts";

const NAMES = Object.keys(calibration().costs);
const printed = (nanoseconds: readonly number[]) =>
  nanoseconds.flatMap((figure) => NAMES.map((name) => `${name} ${figure}`)).join("\n");

describe("what the measuring program prints", () => {
  it("becomes a median, and the bounds of four fifths", () => {
    const measured = costsOf(printed([5, 1, 9, 2, 8, 3, 7, 4, 6, 1000, 0.5]), 11);
    expect(measured).toMatchObject({ ok: true, costs: { smallRead: { low: 1, median: 5, high: 9 } } });
  });
  it("is refused where a measurement is missing or is none", () => {
    expect(costsOf(printed([1, 2]), 3)).toMatchObject({
      ok: false,
      message: "the measuring program printed 2 of 3 measurements of systemCall.",
    });
    for (const line of ["systemCall nan", "teleport 5", "systemCall"]) {
      expect(costsOf(line, 1)).toMatchObject({ ok: false, message: expect.stringContaining(`'${line}'`) });
    }
  });
});

describe("a stored calibration", () => {
  it("is read back as it was, and is the user's alone", async () => {
    const path = join(await temporaryDirectory(), "state", "copyscope", "calibration.json");
    expect(await storeCalibration(calibration(), path)).toBeNull();
    expect(await storedCalibration(path)).toEqual({ kind: "found", calibration: calibration() });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });
  it("that is damaged or of another version is not used, and a sentence says so", async () => {
    const path = join(await temporaryDirectory(), "calibration.json");
    expect(await storedCalibration(path)).toEqual({ kind: "none" });
    for (const text of ["{", JSON.stringify({ ...calibration(), schema: "copyscope-calibration/2" }), "null"]) {
      await writeFile(path, text);
      expect(await storedCalibration(path)).toMatchObject({
        kind: "unusable",
        message: expect.stringContaining("copyscope calibrate"),
      });
    }
  });
  it("lies in the state folder that the environment names, unless that is relative", () => {
    expect(calibrationPath({ XDG_STATE_HOME: "/elsewhere" })).toBe("/elsewhere/copyscope/calibration.json");
    expect(calibrationPath({ XDG_STATE_HOME: "here" })).toMatch(/^\/.*\/\.local\/state\/copyscope\/calibration\.json$/);
  });
  it("holds until processor, kernel or mitigations change; a new host name changes no cost", () => {
    const now = calibration().machine;
    expect(changedSince(calibration(), now)).toBeNull();
    expect(changedSince(calibration(), { ...now, host: "renamed" })).toBeNull();
    expect(changedSince(calibration(), { ...now, processor: "Z80" })).toBe("another processor");
    expect(changedSince(calibration(), { ...now, kernel: "6.19.0" })).toBe("another kernel");
    expect(changedSince(calibration(), { ...now, mitigations: {} })).toBe("other mitigations");
  });
  it("is taken for a recording of its own host and kernel only", () => {
    expect(isOfThatMachine(calibration(), runInfo())).toBe(true);
    expect(isOfThatMachine(calibration(), runInfo({ host: "other" }))).toBe(false);
    expect(isOfThatMachine(calibration(), runInfo({ kernel: "6.1.0" }))).toBe(false);
  });
  it("describes this machine as it is", () => {
    const machine = thisMachine();
    expect(machine.processor).not.toBe("");
    expect(changedSince({ ...calibration(), machine }, thisMachine())).toBeNull();
  });
});

describe("a calibration in words", () => {
  it("tells bytes by the buffer", () => {
    expect(calibrationTable(calibration())).toMatch(/copying 64 KiB, in the CPU's cache +3.28 µs/);
  });
  it("that varies more than twofold is said to be unsteady", () => {
    const steady = { low: 90, median: 100, high: 110 };
    const costs = Object.fromEntries(NAMES.map((name) => [name, steady])) as ReturnType<typeof calibration>["costs"];
    expect(unsteadiness({ ...calibration(), costs })).toBeNull();
    const disturbed = { ...costs, systemCall: { low: 130, median: 900, high: 980 } };
    expect(unsteadiness({ ...calibration(), costs: disturbed })).toContain("130 ns to 980 ns");
  });
});

describe("copyscope calibrate", () => {
  const parts = { calibrate: async () => ({ ok: true, calibration: calibration() }) as const };
  it("keeps the calibration where reports look for it, and prints a table", async () => {
    const state = await temporaryDirectory();
    const world = await cliWorld({ parts, environment: { XDG_STATE_HOME: state } });
    expect(await world.run("calibrate")).toBe(0);
    expect(world.stdout()).toContain("context switch between two threads of one CPU");
    expect((await storedCalibration(calibrationPath({ XDG_STATE_HOME: state }))).kind).toBe("found");
  });
  it("prints JSON, and keeps it in a file of another name", async () => {
    const world = await cliWorld({ parts });
    expect(await world.run("calibrate", "--format", "json", "-o", "costs.json")).toBe(0);
    expect(JSON.parse(world.stdout())).toEqual(calibration());
    expect(JSON.parse(await readFile(join(world.directory, "costs.json"), "utf8"))).toEqual(calibration());
    expect(await world.run("calibrate", "-o", "costs.json")).toBe(125);
  });
  it("ends what measures when it is interrupted, and keeps nothing", async () => {
    const state = await temporaryDirectory();
    const world = await cliWorld({
      parts: {
        calibrate: async (_, abort) => {
          setImmediate(() => world.signal("SIGTERM"));
          await new Promise((resolve) => abort.addEventListener("abort", resolve));
          return { ok: false, message: "interrupted", remedy: null };
        },
      },
      environment: { XDG_STATE_HOME: state },
    });
    expect(await world.run("calibrate")).toBe(143);
    expect(await readdir(state)).toEqual([]);
    expect(world.stderr()).not.toContain("interrupted");
  });
  it("leaves no folder behind when it is given up", async () => {
    const folder = await temporaryDirectory();
    vi.stubEnv("TMPDIR", folder);
    onTestFinished(() => void vi.unstubAllEnvs());
    const abort = new AbortController();
    const measured = measureCosts(1_000, abort.signal);
    await inTime(async () => expect(await readdir(folder)).toHaveLength(1));
    abort.abort();
    expect(await measured).toMatchObject({ ok: false });
    expect(await readdir(folder)).toEqual([]);
  });
  it("says why it could not measure, and where it could not keep it", async () => {
    const broken = {
      calibrate: async () => ({ ok: false, message: "no C compiler.", remedy: "Install gcc." }) as const,
    };
    const without = await cliWorld({ parts: broken });
    expect(await without.run("calibrate")).toBe(125);
    expect(without.stderr()).toContain("copyscope: no C compiler.\nInstall gcc.\n");
    const state = await temporaryDirectory();
    await mkdir(join(state, "copyscope"));
    await writeFile(join(state, "copyscope", "calibration.json"), "former");
    const world = await cliWorld({
      parts,
      environment: { XDG_STATE_HOME: join(state, "copyscope", "calibration.json") },
    });
    expect(await world.run("calibrate")).toBe(125);
    expect(world.stderr()).toContain("a part of the path that should be a directory is none");
  });
});
