/**
 * Exactness: the counts are equal, not near, with every bpftrace of the matrix. The judges are strace, the
 * programs' own knowledge of what they do, /proc and wait4.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Report } from "../../model/report.ts";
import { bpftraceVersions } from "../matrix/versions.ts";
import { callsOf, jsonLines, recordCommand } from "./copyscope.ts";
import { type StraceCount, straceCounts } from "./strace.ts";
import { makeWorkshop, type Workshop } from "./workloads.ts";

let shop: Workshop;

beforeAll(() => {
  shop = makeWorkshop();
  writeFileSync(shop.file("data"), Buffer.alloc(1_000_003, "copyscope"));
  writeFileSync(shop.file("copy"), "");
});

afterAll(() => shop.clean());

const calls = (counts: Record<string, StraceCount>): Record<string, number> =>
  Object.fromEntries(
    Object.entries(counts)
      .map(([name, count]) => [name, count.calls] as const)
      .sort(),
  );

const bytesOf = (report: Report, operation: string): number =>
  report.flows.filter((flow) => flow.operation === operation).reduce((sum, flow) => sum + flow.bytes, 0);

interface Account {
  readonly tid: number;
  readonly wallNs: number;
  readonly cpuNs: number;
  readonly voluntary: number;
  readonly involuntary: number;
}

/** Programs whose calls do not depend on timing. */
const DETERMINISTIC: readonly (readonly [string, (shop: Workshop) => readonly string[]])[] = [
  ["dd of 1,000 blocks", () => ["dd", "if=/dev/zero", "of=/dev/null", "bs=100", "count=1000"]],
  ["cat", (shop) => ["cat", shop.file("data")]],
  ["cp", (shop) => ["cp", "--remove-destination", shop.file("data"), shop.file("copy")]],
  ["a shell with a pipeline's worth of children", () => ["sh", "-c", "for i in 1 2 3 4 5; do /bin/true; done"]],
  ["300 children that exec", (shop) => [shop.program("forker"), "300"]],
  ["500 children that do not", (shop) => [shop.program("forker"), "500", "--no-exec"]],
  ["32-bit calls", (shop) => [shop.program("compat32"), "37", "41"]],
  ["a number that is no system call", (shop) => [shop.program("compat32"), "unknown", "43"]],
];

describe.each(bpftraceVersions)("with bpftrace $version", ({ command: bpftrace }) => {
  const record = (command: readonly string[], flags: readonly string[] = []) =>
    recordCommand(command, shop.file("run.copyscope"), { bpftrace, flags, cwd: shop.directory });

  describe.each(["counts", "full"])("in detail %s", (detail) => {
    test.each(DETERMINISTIC)("the calls of %s equal strace's", async (_, command) => {
      const judged = await straceCounts(command(shop), shop.file("strace"), shop.directory);
      const { report } = await record(command(shop), ["--detail", detail]);
      const expected = calls(judged);
      // strace -c says nothing of a number that it does not know
      if (command(shop).includes("unknown")) expected["syscall_999"] = 43;
      expect(callsOf(report)).toEqual(Object.fromEntries(Object.entries(expected).sort()));
      expect(report.trust).toMatchObject({ lostEvents: 0, unmatched: 0, skippedRuns: 0 });
      // The bytes of 32-bit calls are not measured: 41 writes.
      const unmeasured = report.totals.unmeasuredCalls;
      expect(unmeasured).toBe(command(shop).includes("37") ? 41 : 0);
      expect(report.trust.reasons.filter((reason) => !reason.includes("41 calls moved data"))).toEqual([]);
      expect(report.trust.complete).toBe(unmeasured === 0);
    });

    test("calls that two processors make for the first time at the same moment are all counted", async () => {
      const { report } = await record([shop.program("lockstep"), "3000"], ["--detail", detail]);
      const inStep = report.syscalls.filter(({ name }) => name.startsWith("syscall_"));
      expect(inStep).toHaveLength(3000);
      expect(inStep.filter(({ calls, errors }) => calls !== 2 || errors !== 2)).toEqual([]);
      expect(report.trust).toMatchObject({ complete: true, lostEvents: 0, mapFull: 0 });
    });

    test("bytes of every kind of call equal what was moved", async () => {
      const rows = JSON.parse(
        execFileSync(shop.program("families"), ["--table", shop.directory], { encoding: "utf8" }),
      );
      const idle = await record([shop.program("families"), "--idle"], ["--detail", detail]);
      const { report } = await record([shop.program("families"), shop.directory], ["--detail", detail]);
      expect(flowSums(report.flows, idle.report.flows)).toEqual(tableSums(rows));
      expect(report.trust.unmatched).toBe(0);
    });

    test("bytes of io_uring operations equal what was moved", async () => {
      const rows = JSON.parse(
        execFileSync(shop.program("uring"), ["--table", shop.file("ring")], { encoding: "utf8" }),
      ) as readonly { operation: string; calls: number; bytes: number }[];
      const { report } = await record([shop.program("uring"), shop.file("ring")], ["--detail", detail]);
      for (const operation of new Set(rows.map((row) => row.operation))) {
        const wanted = rows.filter((row) => row.operation === operation);
        const requests = report.ioUring?.find((row) => row.operation === operation);
        expect(requests?.submitted, operation).toBe(sum(wanted.map((row) => row.calls)));
        if (operation !== "io_uring:nop")
          expect(bytesOf(report, operation), operation).toBe(sum(wanted.map((row) => row.bytes)));
      }
    });
  });

  test("wchar of /proc/PID/io equals the bytes written", async () => {
    const wchar = (text: string) => Number(/^wchar: (\d+)/m.exec(text)?.[1]);
    // What the launcher wrote before it became the command is in /proc, and is not the command's.
    const before = wchar((await record(["cat", "/proc/self/io"])).ran.stdout);
    const script = `dd if=${shop.file("data")} of=${shop.file("copy")} bs=777 2>/dev/null; exec cat /proc/$$/io`;
    const { report, ran } = await record(["sh", "-c", script]);
    // The shell's account holds its children's; its last cat then wrote what we read here, and a newline.
    expect(bytesOf(report, "write")).toBe(wchar(ran.stdout) - before + ran.stdout.length + 1);
  });

  test("switches equal the counters that wait4 gives for the process", async () => {
    // %w and %c of time(1) are ru_nvcsw and ru_nivcsw as wait4 hands them over
    const judge = ["/usr/bin/time", "-f", "%w %c", "-o", shop.file("usage")];
    const { report } = await record([...judge, shop.program("pingpong"), "2003", shop.file("pp")]);
    const [voluntary, involuntary] = readFileSync(shop.file("usage"), "utf8").split(" ").map(Number);
    const process = report.processes.find(({ command }) => command === "pingpong");
    expect(process?.totals.switches).toEqual({ voluntary, involuntary });
  });

  test("each thread's switches are those it read of itself, and what came after its last look", async () => {
    const { report } = await record(
      [shop.program("threads"), "16", "50", shop.file("data"), shop.file("accounts")],
      ["--threads"],
    );
    const threads = new Map(
      report.processes.flatMap((process) => process.threads ?? []).map((thread) => [thread.tid, thread]),
    );
    const accounts = jsonLines<Account>(shop.file("accounts"));
    expect(accounts).toHaveLength(16);
    for (const account of accounts) {
      const switches = threads.get(account.tid)?.switches;
      // After its last look a thread gives its stack back and leaves: there it may wait for a lock that its siblings
      // want too, and be preempted, the more so the busier the machine is. How often exactly, wait4 says (above).
      for (const kind of ["voluntary", "involuntary"] as const) {
        const afterwards = (switches?.[kind] ?? 0) - account[kind];
        expect(afterwards, `${kind}, thread ${account.tid}`).toBeGreaterThanOrEqual(0);
        expect(afterwards, `${kind}, thread ${account.tid}`).toBeLessThan(10);
      }
    }
  });

  test.each([1, 4])(
    "the time split of %i threads adds up to wall time, and user + kernel to the CPU time",
    async (count) => {
      const { report } = await record([shop.program("timesplit"), shop.file("split"), String(count)], ["--threads"]);
      const threads = new Map(
        report.processes.flatMap((process) => process.threads ?? []).map((thread) => [thread.tid, thread]),
      );
      const accounts = jsonLines<Account>(shop.file("split"));
      expect(accounts).toHaveLength(count);
      for (const account of accounts) {
        const time = threads.get(account.tid)?.timeSeconds;
        if (time === undefined || time === null) throw new Error(`thread ${account.tid} has no time split`);
        const wall = (time.user + time.kernel + time.runnable + time.blocked) * 1e9;
        const cpu = (time.user + time.kernel) * 1e9;
        expect(Math.abs(cpu - account.cpuNs) / account.cpuNs, "user + kernel").toBeLessThan(0.03);
        // The program's clock runs from its first line to its last; loading it and taking it down come on top.
        const OUTSIDE = 50e6;
        expect(wall, "wall").toBeGreaterThan(account.wallNs * 0.995);
        expect(wall, "wall").toBeLessThan(account.wallNs * 1.005 + OUTSIDE);
      }
    },
  );

  test("page faults in user mode are at least those the program made", async () => {
    const { report } = await record([shop.program("mapper"), "1009", shop.file("faults")]);
    expect(report.totals.pageFaults?.user).toBeGreaterThanOrEqual(1009);
    expect(report.totals.pageFaults?.user).toBeLessThan(1009 + 300);
    expect(report.totals.pageFaults?.kernel).toBeGreaterThanOrEqual(1009);
  });
});

interface Row {
  readonly operation: string;
  readonly from: string | null;
  readonly to: string;
  readonly calls: number;
  readonly bytes: number;
  readonly copied?: number;
  readonly errors: number;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** Calls, bytes and errors by (operation, from, to). */
function tableSums(rows: readonly Row[]): Record<string, string> {
  const sums = new Map<string, [number, number, number]>();
  for (const row of rows) {
    const key = `${row.operation} ${row.from} ${row.to}`;
    const [calls, bytes, errors] = sums.get(key) ?? [0, 0, 0];
    // a datagram cut short counts as what reached memory, where the call says so (recvfrom)
    const moved = row.operation === "recvfrom" && row.from === "udp" ? (row.copied ?? row.bytes) : row.bytes;
    sums.set(key, [calls + row.calls, bytes + moved, errors + row.errors]);
  }
  return sentences(sums);
}

function flowSums(flows: Report["flows"], minus: Report["flows"]): Record<string, string> {
  const sums = new Map<string, [number, number, number]>();
  const add = (some: Report["flows"], sign: 1 | -1): void => {
    for (const flow of some) {
      const key = `${flow.operation} ${flow.from} ${flow.to}`;
      const [calls, bytes, errors] = sums.get(key) ?? [0, 0, 0];
      sums.set(key, [calls + sign * flow.calls, bytes + sign * flow.bytes, errors + sign * flow.errors]);
    }
  };
  add(flows, 1);
  add(minus, -1);
  for (const [key, [calls]] of sums) if (calls === 0) sums.delete(key);
  return sentences(sums);
}

function sentences(sums: ReadonlyMap<string, readonly [number, number, number]>): Record<string, string> {
  return Object.fromEntries(
    [...sums]
      .map(([key, [calls, bytes, errors]]) => [key, `${calls} calls, ${bytes} bytes, ${errors} errors`] as const)
      .sort(),
  );
}
