/**
 * Every program that copyscope can compose is accepted by every bpftrace of the matrix, on this kernel: compiled by
 * 0.17 (-d), and loaded, attached and taken away again by newer ones (--dry-run).
 */
import { execFileSync } from "node:child_process";
import { execa } from "execa";
import { beforeAll, describe, expect, test } from "vitest";
import { bpftraceEnvironment, cpuInKeys, keysPerStats } from "../../bpftrace/dialect.ts";
import type { Detail } from "../../model/frame.ts";
import { composeProgram } from "../../probes/compose.ts";
import { type KernelFacts, readKernelFacts } from "../../probes/kernel-facts.ts";
import type { ResolvedScope } from "../../probes/scope-macros.ts";
import { allTracepoints } from "../../probes/sources.ts";
import { mapCapacity, mapMachine } from "../../tracer/map-capacity.ts";
import { mountTracefs } from "../../tracer/mount-tracefs.ts";
import { bpftraceVersions } from "../matrix/versions.ts";

const COMMAND: ResolvedScope = { kind: "command", root: 1 };
const SYSTEM: ResolvedScope = { kind: "system", exclude: [1, 2] };
const HOSTILE_NAME: ResolvedScope = {
  kind: "comm",
  comm: Buffer.from('"}\\\n%s\xff*/;exit', "latin1").subarray(0, 15),
};
const HOSTILE_PATH: ResolvedScope = {
  kind: "cgroup",
  ids: [1n, 2n ** 63n],
  path: '/a"b\\x41\n*/ "); exit(); //SCOPE é',
};

/** Few enough to be quick, and every line of every probe file is in one of them. */
const PROGRAMS: readonly (readonly [Detail, readonly ResolvedScope[], threads: boolean])[] = [
  ["counts", [HOSTILE_NAME, HOSTILE_PATH], false],
  ["full", [COMMAND, HOSTILE_NAME], false],
  ["full", [SYSTEM], true],
  ["events", [COMMAND, SYSTEM], true],
];

let kernel: KernelFacts;

beforeAll(() => {
  mountTracefs();
  const facts = readKernelFacts(allTracepoints());
  if ("failure" in facts) throw new Error(facts.failure);
  kernel = facts;
});

describe.each(bpftraceVersions)("bpftrace $version", ({ command, version }) => {
  const dry = execFileSync(command, ["--help"], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).includes(
    "--dry-run",
  )
    ? "--dry-run"
    : "-d";

  test.each(PROGRAMS)("accepts programs of detail %s", async (detail, scopes, threads) => {
    const refusals = scopes.map(async (scope) => {
      const program = composeProgram({
        scope,
        detail,
        threads,
        intervalMs: 250,
        cpuInKeys: cpuInKeys(version),
        mapCapacity: 16_384,
        tracerPid: process.pid,
        kernel,
      });
      if ("failure" in program) return [`${scope.kind}: ${program.failure}`];
      expect(program.missing).toEqual([]);
      const { exitCode, stderr } = await execa(command, [dry, "-"], {
        input: program.text,
        reject: false,
        stdout: "ignore",
        timeout: 60_000,
        env: bpftraceEnvironment(mapCapacity(mapMachine()), null),
      });
      const errors = stderr.split("\n").filter((line) => line.includes("ERROR") && !line.includes("RLIMIT_MEMLOCK"));
      return exitCode === 0 && errors.length === 0 ? [] : [`${scope.kind}: status ${exitCode}: ${errors.join("; ")}`];
    });
    expect((await Promise.all(refusals)).flat()).toEqual([]);
  });

  test("does not accept a program with a slip in it", async () => {
    const { exitCode } = await execa(command, [dry, "-"], { input: "BEGIN { $a = }", reject: false });
    expect(exitCode).not.toBe(0);
  });

  test("keeps as many keys in a map as it is told to, and a stats() entry takes as many of them as we know", async () => {
    const fill = [1, 2, 3, 4, 5, 6].map((key) => `@counts[${key}] = 1; @sums[${key}] = stats(1);`).join(" ");
    const { stdout } = await execa(command, ["-f", "json", "-e", `BEGIN { ${fill} exit(); }`], {
      env: bpftraceEnvironment(4, null),
    });
    const entries = (map: string) => {
      const line = stdout.split("\n").find((text) => text.includes(`"${map}"`)) ?? "{}";
      return Object.keys(JSON.parse(line).data[map]).length;
    };
    expect({ counts: entries("@counts"), sums: entries("@sums") }).toEqual({
      counts: 4,
      sums: 4 / keysPerStats(version),
    });
  });
});
