/**
 * What people come for, from beginning to end: five runs of read+write and five of sendfile, recorded, compared, and
 * told in one sentence.
 */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Comparison } from "../../model/compare/comparison.ts";
import { copyscope } from "./copyscope.ts";

const PROGRAMS = fileURLToPath(new URL("../../lab/programs/", import.meta.url));
const RUNS = 5;
const BYTES = 256 * 2 ** 20;
const CHUNK = 65536;

let directory: string;
const sides: Record<string, string[]> = { "read-write": [], sendfile: [] };

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "copyscope-test-"));
  for (const name of ["sink", "read-write", "sendfile"]) {
    execFileSync("cc", ["-O2", "-pthread", "-o", join(directory, name), join(PROGRAMS, `${name}.c`)]);
  }
  writeFileSync(join(directory, "data"), Buffer.alloc(BYTES, "copyscope"));
  for (let run = 1; run <= RUNS; run++) {
    // in turn, so that whatever changes with time changes both
    for (const name of Object.keys(sides)) sides[name]?.push(await recorded(name, run));
  }
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function recorded(name: string, run: number): Promise<string> {
  const sink = spawn(join(directory, "sink"), ["1"], { stdio: ["ignore", "pipe", "inherit"] });
  const [port] = (await once(sink.stdout, "data")) as [Buffer];
  const file = join(directory, `${name}-${run}.copyscope`);
  const transfer = [join(directory, name), join(directory, "data"), `tcp:${String(port).trim()}`, String(CHUNK)];
  const ran = await copyscope(["record", "-o", file, "--", ...transfer]);
  if (ran.exitCode !== 0) throw new Error(ran.stderr);
  return file;
}

async function compared(...more: readonly string[]): ReturnType<typeof copyscope> {
  return await copyscope(["compare", ...(sides["read-write"] ?? []), "--", ...(sides["sendfile"] ?? []), ...more]);
}

test("the comparison names the copies gone, the transitions halved and the CPU time saved, with its spread", async () => {
  const { stdout, exitCode } = await compared("--format", "json");
  expect(exitCode).toBe(0);
  const { figures, verdicts, flows } = JSON.parse(stdout) as Comparison;
  const figure = (key: string) => {
    const found = figures.find((each) => each.key === key);
    if (found === undefined) throw new Error(`no figure ${key}`);
    return { medians: found.sides.map(({ median }) => median ?? Number.NaN), change: found.changes[0] };
  };
  const copies = figure("copiesPerOutputByte");
  expect(copies.medians[0]).toBeCloseTo(2, 2);
  expect(copies.medians[1]).toBeCloseTo(0, 2);
  expect(copies.change?.outcome).toBe("less");
  const transitions = figure("transitionsPerMiB");
  // 16 chunks a MiB: four crossings each, and two; what comes on top is start-up and page faults
  expect(transitions.medians[0]).toBeGreaterThan(64);
  expect(transitions.medians[0]).toBeLessThan(66);
  expect(transitions.medians[1]).toBeGreaterThan(32);
  expect(transitions.medians[1]).toBeLessThan(34);
  const cpu = figure("cpuSecondsPerGiB").change;
  // How much CPU time a run takes depends on what else the machine does, and on a busy one the saving can drown in that.
  // What must hold: it is told with its spread, never as grown, and as saved only where chance is ruled out.
  expect(cpu?.relativeLeast).toBeLessThan(cpu?.relativeMost ?? Number.NaN);
  expect(["less", "noise", "same"]).toContain(cpu?.outcome);
  expect(verdicts).toHaveLength(1);
  if (cpu?.outcome === "less") {
    expect(cpu.chance).toBeLessThanOrEqual(0.05);
    expect(verdicts[0]).toMatch(
      /CPU time cut from [^;]+ \(-[\d.]+%; between -[\d.]+% and [+-][\d.]+% from run to run\)/,
    );
  } else {
    expect(verdicts[0]).toMatch(/CPU time(,[^.]*| and [^.]*)? do(es)? not differ by more than runs do\./);
  }
  expect(verdicts[0]).toMatch(
    /^B has CPU copies per output byte cut from 2\.00 to below 0\.001 \(-100%.*mode transitions cut from/,
  );
  expect(flows.find(({ operation }) => operation === "sendfile")?.outcomes).toEqual(["appeared"]);
  expect(flows.find(({ operation, to }) => operation === "write" && to === "tcp")?.outcomes).toEqual(["vanished"]);
});

test("Markdown and text say the same figures as the JSON", async () => {
  const json = JSON.parse((await compared("--format", "json")).stdout) as Comparison;
  for (const format of ["md", "text"]) {
    const { stdout } = await compared("--format", format);
    const plain = stdout.replaceAll(/\s+/g, " ");
    for (const verdict of json.verdicts) expect(plain).toContain(verdict);
  }
});

test("a gate passes what it should, and stops what it should", async () => {
  const passes = await compared("--fail-if", "copiesPerOutputByte > 0.1", "--fail-if", "transitionsPerMiB > +10%");
  expect(passes.exitCode).toBe(0);
  expect(passes.stderr).toContain("copiesPerOutputByte > 0.1 on B does not hold: passed");
  const [before = [], after = []] = [sides["sendfile"], sides["read-write"]];
  const stops = await copyscope(["compare", ...before, "--", ...after, "--fail-if", "transitionsPerMiB > +10%"]);
  expect(stops.exitCode).toBe(1);
  expect(stops.stderr).toMatch(/transitionsPerMiB > \+10% on B holds: failed \(\+9\d%/);
});
