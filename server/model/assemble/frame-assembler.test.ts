import { describe, expect, it } from "vitest";
import {
  assemblerOptions,
  CAPTURED_VERSIONS,
  capturedFrames,
  capturedText,
  framesOf,
  NO_COST,
  NO_DEVICES,
} from "../../test/builders/captures.ts";
import type { DeviceDma, FlowCount, Frame, ProcessFrame } from "../frame.ts";
import { type AssemblerOptions, FrameAssembler } from "./frame-assembler.ts";
import type { MapEntry } from "./record.ts";

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
const upper = (count: number) => count * 2 ** 26;

interface TableRow {
  readonly operation: string;
  readonly from: string;
  readonly to: string;
  readonly calls: number;
  readonly bytes: number;
  readonly copied?: number;
}

const wayOf = ({ operation, from, to }: FlowCount) => `${operation} ${from.kind} ${to.kind}`;

type Content = Readonly<Record<string, number | readonly number[]>>;

const entriesOf = (content: Content): readonly MapEntry[] =>
  Object.entries(content).map(([key, value]) => ({
    key: key.split(",").map(Number),
    values: typeof value === "number" ? [value] : value,
  }));

/** An assembler at work, told what the probes print in one frame after the other. */
function assembly(more: Partial<AssemblerOptions> = {}) {
  const assembler = new FrameAssembler(assemblerOptions(more));
  assembler.begin(0);
  let at = 0;
  return {
    assembler,
    /** The frame of these maps, 250 ms after the last one. */
    frame(
      maps: Readonly<Record<string, Content>>,
      skipped: Readonly<Record<string, number>> = {},
      devices: DeviceDma = NO_DEVICES,
    ): Frame {
      at += 250e6;
      assembler.add({ kind: "flip", sequence: at / 250e6, at });
      for (const [map, content] of Object.entries(maps))
        assembler.add({ kind: "map", map, entries: entriesOf(content) });
      return assembler.frame({ cost: NO_COST, skipped, gaps: [], devices });
    },
    born(pid: number, parent: number, name: string) {
      assembler.add({ kind: "births", births: [{ pid, parent, name }] });
    },
    named(pid: number, name: string) {
      assembler.add({ kind: "names", names: [{ pid, name }] });
    },
  };
}

describe("the end of a frame", () => {
  it("is over with a flip, not with the end of a snapshot that was begun before the beginning", () => {
    const assembler = new FrameAssembler(assemblerOptions());
    assembler.begin(5e9);
    assembler.add({ kind: "done", sequence: 3 });
    expect(assembler.isOver).toBe(false);
    assembler.add({ kind: "flip", sequence: 4, at: 5.25e9 });
    assembler.add({ kind: "done", sequence: 4 });
    expect(assembler.isOver).toBe(true);
    const { start, end } = assembler.frame({ cost: NO_COST, skipped: {}, gaps: [], devices: NO_DEVICES });
    expect(end - start).toBe(250);
    expect(assembler.isOver).toBe(false);
  });
});

const withThreads = { measured: { ...assemblerOptions().measured, threads: true } };

describe.each(CAPTURED_VERSIONS)("the frames of a run with bpftrace %s", (version) => {
  const processes = capturedFrames(version, "counts").flatMap((frame) => frame.processes);
  // The children came one after the other, so their ids rise in the order of the workload's programs.
  const ids = [...new Set(processes.map(({ id }) => id))].sort((a, b) => a - b);
  const named = (command: string) =>
    ids
      .map((id) => processes.filter((process) => process.id === id))
      .filter((list) => list.at(-1)?.command === command);
  const total = (list: readonly ProcessFrame[], operation: string, of: (flow: FlowCount) => number) =>
    sum(list.flatMap(({ flows }) => flows.filter((flow) => flow.operation === operation).map(of)));

  it("hold the calls and bytes of each way that the workload's data took", () => {
    const rows: readonly TableRow[] = JSON.parse(capturedText("families.table.json"));
    const [idle = [], busy = []] = named("families");
    const ways = new Map<string, [calls: number, bytes: number]>();
    const add = (way: string, calls: number, bytes: number) => {
      const [before, bytesBefore] = ways.get(way) ?? [0, 0];
      ways.set(way, [before + calls, bytesBefore + bytes]);
    };
    for (const { flows } of busy) for (const flow of flows) add(wayOf(flow), flow.calls, flow.bytes);
    for (const { flows } of idle) for (const flow of flows) add(wayOf(flow), -flow.calls, -flow.bytes);
    for (const { operation, from, to, calls, bytes, copied } of rows) {
      // A datagram cut short counts as what reached memory.
      add(`${operation} ${from} ${to}`, -calls, -(from === "udp" ? (copied ?? bytes) : bytes));
    }
    expect(ways.size).toBeGreaterThan(60);
    expect([...ways].filter(([, [calls, bytes]]) => calls !== 0 || bytes !== 0)).toEqual([]);
  });

  it("hold the calls that failed, EBADF apart from EAGAIN", () => {
    const [, busy = []] = named("families");
    expect(total(busy, "read", ({ errors }) => errors)).toBe(5);
    expect(total(busy, "read", ({ again }) => again)).toBe(7);
  });

  it("hold the io_uring requests, with their bytes", () => {
    const rows: readonly { operation: string; calls: number; bytes: number; errors: number }[] = JSON.parse(
      capturedText("uring.table.json"),
    );
    const [uring = []] = named("uring");
    for (const operation of new Set(rows.map((row) => row.operation))) {
      const wanted = rows.filter((row) => row.operation === operation);
      const requests = uring.flatMap(({ ioUring }) => ioUring ?? []).filter((row) => row.operation === operation);
      const calls = sum(wanted.map((row) => row.calls));
      expect(sum(requests.map(({ submitted }) => submitted)), operation).toBe(calls);
      expect(sum(requests.map(({ errors }) => errors)), operation).toBe(sum(wanted.map(({ errors }) => errors)));
      if (operation === "io_uring:nop") continue;
      expect(
        total(uring, operation, ({ bytes }) => bytes),
        operation,
      ).toBe(sum(wanted.map(({ bytes }) => bytes)));
    }
  });

  it("name every process, and say whose child it is", () => {
    const [shell = []] = named("sh");
    const children = ids.map((id) => processes.findLast((process) => process.id === id));
    const others = children.filter((process) => process?.command !== "sh");
    expect(others.map((process) => process?.command)).toEqual([
      "families",
      "families",
      "uring",
      'a,"]}\n\ufffd\\u',
      "exactly15bytes!",
      "naïve€name12",
    ]);
    expect(others.map((process) => process?.parent)).toEqual(others.map(() => shell[0]?.pid));
  });

  it("are trusted: nothing was lost", () => {
    for (const { trust } of capturedFrames(version, "counts")) {
      expect(trust).toMatchObject({ lostEvents: 0, mapsFull: [], unmatched: 0, inFlightAtStart: 0, skippedRuns: 0 });
    }
  });

  it("join without a hole", () => {
    const frames = capturedFrames(version, "full");
    expect(frames.slice(1).map(({ start }) => start)).toEqual(frames.slice(0, -1).map(({ end }) => end));
  });

  it("split the wall time of each thread", () => {
    const accounts = capturedText(`${version}/full.accounts.jsonl`)
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const threads = capturedFrames(version, "full").flatMap((frame) =>
      frame.processes.flatMap((one) => one.threads ?? []),
    );
    expect(accounts).toHaveLength(3);
    for (const { tid, wallNs, cpuNs } of accounts) {
      const times = threads.filter((thread) => thread.tid === tid).map(({ time }) => time);
      const part = (name: "user" | "kernel" | "runnable" | "blocked") => sum(times.map((time) => time?.[name] ?? 0));
      // The account is opened after the thread's birth and closed before its end: a few ms where CPUs are short.
      const wall = part("user") + part("kernel") + part("runnable") + part("blocked");
      expect(wall).toBeGreaterThanOrEqual(wallNs);
      expect(wall).toBeLessThan(wallNs + 20e6);
      expect(part("blocked")).toBeGreaterThanOrEqual(300e6);
      expect(part("blocked")).toBeLessThan(310e6);
      expect(part("user") + part("kernel")).toBeGreaterThan(cpuNs - 5e6);
      expect(part("user") + part("kernel")).toBeLessThan(cpuNs + 60e6);
    }
  });

  it("count each thread's switches as the kernel did", () => {
    const accounts = capturedText(`${version}/full.accounts.jsonl`)
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const threads = capturedFrames(version, "full").flatMap((frame) =>
      frame.processes.flatMap((one) => one.threads ?? []),
    );
    for (const { tid, voluntary, involuntary } of accounts) {
      const switches = threads.filter((thread) => thread.tid === tid).flatMap((thread) => thread.switches ?? []);
      const more = sum(switches.map((one) => one.voluntary + one.involuntary)) - voluntary - involuntary;
      expect(more).toBeGreaterThanOrEqual(0);
      expect(more).toBeLessThanOrEqual(2);
    }
  });

  it("hold as many latencies and sizes as data-moving calls that came off", () => {
    const frames = capturedFrames(version, "full");
    const reads = frames
      .flatMap(({ processes }) => processes.flatMap(({ flows }) => flows))
      .filter(({ operation }) => operation === "read");
    const calls = sum(reads.map(({ calls, errors, again }) => calls - errors - again));
    expect(sum(frames.flatMap(({ latency }) => latency?.["read"] ?? []))).toBe(calls);
    expect(sum(frames.flatMap(({ size }) => size?.["read"] ?? []))).toBe(calls);
  });
});

describe("two counts in one number", () => {
  it("are voluntary and involuntary switches", () => {
    const [process] = assembly().frame({ switches: { "7,0": 3 + upper(5), "7,9": upper(1) } }).processes;
    expect(process?.switches).toEqual({ voluntary: 3, involuntary: 6 });
  });

  it("are wake-ups and migrations, and page faults in user mode and in the kernel", () => {
    const frame = assembly().frame({ moves: { "7,0": 11 + upper(2) }, faults: { "7": 13 + upper(4) } });
    expect(frame.processes[0]).toMatchObject({ wakeups: 11, migrations: 2, pageFaults: { user: 13, kernel: 4 } });
  });

  it("stay apart at the edges: 2^26 - 1 below, and 2^26 above", () => {
    const [process] = assembly().frame({ switches: { "7,0": 2 ** 26 - 1 + upper(2 ** 26) } }).processes;
    expect(process?.switches).toEqual({ voluntary: 2 ** 26 - 1, involuntary: 2 ** 26 });
  });

  it("are told apart by thread where threads are", () => {
    const frame = assembly(withThreads).frame({ switches: { "7,7": 1, "7,8": upper(2) }, moves: { "7,8": 3 } });
    expect(frame.processes[0]?.threads).toMatchObject([
      { tid: 7, switches: { voluntary: 1, involuntary: 0 }, wakeups: 0 },
      { tid: 8, switches: { voluntary: 0, involuntary: 2 }, wakeups: 3 },
    ]);
    expect(frame.processes[0]).toMatchObject({ switches: { voluntary: 1, involuntary: 2 }, wakeups: 3 });
  });
});

describe("system calls", () => {
  const key = (number: number, outcome = 0) => number * 4 + outcome;

  it("are counted by name, with errors and EAGAIN apart", () => {
    const frame = assembly().frame({ calls: { [`7,${key(39)}`]: 5, [`7,${key(39, 1)}`]: 2, [`7,${key(39, 2)}`]: 1 } });
    expect(frame.processes[0]?.syscalls).toEqual([{ name: "getpid", calls: 8, errors: 2, again: 1 }]);
  });

  it("that move data count among the calls and as a flow", () => {
    const read = `7,${key(0)},${8 * 2 ** 32 + 0xef53},0,0`;
    const [process] = assembly().frame({ flows: { [read]: [3, 300] } }).processes;
    expect(process?.syscalls).toEqual([{ name: "read", calls: 3, errors: 0, again: 0 }]);
    expect(process?.flows).toMatchObject([
      { operation: "read", from: { kind: "file", filesystem: "ext4" }, mechanism: "copy", calls: 3, bytes: 300 },
    ]);
  });

  it("of 32-bit programs go by the names of their own table", () => {
    const compat = 2 ** 40;
    const frame = assembly().frame({ calls: { [`7,${compat + key(20)}`]: 5, [`7,${compat + key(999, 1)}`]: 2 } });
    expect(frame.processes[0]?.syscalls).toEqual([
      { name: "i386:getpid", calls: 5, errors: 0, again: 0 },
      { name: "i386:syscall_999", calls: 2, errors: 2, again: 0 },
    ]);
  });

  it("that nobody knows are counted under their number", () => {
    const frame = assembly().frame({ calls: { [`7,${key(999, 1)}`]: 4 } });
    expect(frame.processes[0]?.syscalls).toEqual([{ name: "syscall_999", calls: 4, errors: 4, again: 0 }]);
  });

  it("have other numbers on arm64", () => {
    const frame = assembly({ arch: "arm64" }).frame({
      flows: { [`7,${key(63)},0,0,0`]: [1, 10] },
      calls: { [`7,${key(172)}`]: 1 },
    });
    expect(frame.processes[0]?.syscalls.map(({ name }) => name)).toEqual(["read", "getpid"]);
  });

  it("through two block devices are one flow: the device's number is not part of what it is", () => {
    const block = (device: number) => 6 * 2 ** 32 + device;
    const frame = assembly().frame({ flows: { [`7,0,${block(1)},0,0`]: [1, 10], [`7,0,${block(2)},0,0`]: [2, 20] } });
    expect(frame.processes[0]?.flows).toMatchObject([{ from: { kind: "block" }, calls: 3, bytes: 30 }]);
  });

  it("that were already running when the probes came are counted, their endpoints unknown", () => {
    const flow = assembly().frame({ flows: { [`7,0,${2 ** 41},0,0`]: [1, 10] } }).processes[0]?.flows[0];
    expect(flow).toMatchObject({ from: { kind: "unknown" }, calls: 1, bytes: 10 });
  });
});

describe("io_uring", () => {
  it("counts submissions, completions, errors and bytes by opcode", () => {
    const tcp = 12 * 2 ** 32 + 2 ** 44 + (2 << 16) + 6;
    const frame = assembly().frame({
      submitted: { "7,26": 5 },
      completed: {
        [`7,${26 * 4},${tcp}`]: [3, 300],
        [`7,${26 * 4 + 1},${tcp}`]: [1, 0],
        [`7,${26 * 4 + 2},${tcp}`]: [1, 0],
      },
    });
    expect(frame.processes[0]?.ioUring).toEqual([
      { operation: "io_uring:send", submitted: 5, completed: 5, errors: 2 },
    ]);
    expect(frame.processes[0]?.flows).toMatchObject([
      { operation: "io_uring:send", to: { kind: "tcp" }, calls: 5, errors: 1, again: 1, bytes: 300 },
    ]);
  });

  it("makes no flow of a request that moves no data", () => {
    const frame = assembly().frame({ submitted: { "7,0": 2 }, completed: { [`7,0,${2 ** 41}`]: [2, 0] } });
    expect(frame.processes[0]?.flows).toEqual([]);
    expect(frame.processes[0]?.ioUring).toEqual([{ operation: "io_uring:nop", submitted: 2, completed: 2, errors: 0 }]);
  });

  it("counts a completion without a request under a name of its own", () => {
    const frame = assembly().frame({ completed: { [`7,${255 * 4},${2 ** 41}`]: [2, 70] } });
    expect(frame.processes[0]?.flows).toMatchObject([
      { operation: "io_uring:multishot", from: { kind: "unknown" }, bytes: 70 },
    ]);
  });

  it("is null where this kernel cannot tell", () => {
    const { measured } = assemblerOptions();
    const frame = assembly({ measured: { ...measured, ioUring: false } }).frame({ calls: { "7,156": 1 } });
    expect(frame.processes[0]?.ioUring).toBeNull();
  });
});

describe("a process", () => {
  it("that is born, renamed and gone in one frame shows with its last name and its parent", () => {
    const { frame, born, named, assembler } = assembly();
    assembler.list([{ pid: 5, parent: 1, command: "sh" }], [], 0);
    born(7, 5, "sh");
    named(7, "true");
    const { processes } = frame({ gone: { "7": 1 }, calls: { "7,156": 3 } });
    expect(processes).toMatchObject([{ pid: 7, parent: 5, command: "true", syscalls: [{ name: "getpid", calls: 3 }] }]);
    expect(assembler.processes.alive()).toEqual([5]);
  });

  it("that has not executed anything yet has the name it was born with", () => {
    const { frame, born } = assembly();
    born(7, 5, "worker");
    expect(frame({ calls: { "7,156": 1 } }).processes[0]?.command).toBe("worker");
  });

  it("keeps its id from frame to frame", () => {
    const { frame } = assembly();
    const ids = [1, 2, 3].map(() => frame({ calls: { "7,156": 1, "8,156": 1 } }).processes.map(({ id }) => id));
    expect(ids).toEqual([ids[0], ids[0], ids[0]]);
  });

  it("with the number of one that has gone is another process", () => {
    const { frame, born } = assembly();
    born(7, 1, "first");
    const first = frame({ calls: { "7,156": 1 }, gone: { "7": 1 } }).processes[0];
    born(7, 2, "second");
    const second = frame({ calls: { "7,156": 1 } }).processes[0];
    expect(second).toMatchObject({ pid: 7, parent: 2, command: "second" });
    expect(second?.id).toBeGreaterThan(first?.id ?? 0);
  });

  it("whose number is used again within the frame lives on, for the end was the first one's", () => {
    const { frame, born, assembler } = assembly();
    assembler.list([{ pid: 7, parent: 1, command: "first" }], [], 0);
    born(7, 2, "second");
    expect(frame({ gone: { "7": 1 }, calls: { "7,156": 9 } }).processes).toMatchObject([
      { command: "second", syscalls: [{ calls: 9 }] },
    ]);
    expect(assembler.processes.alive()).toEqual([7]);
    expect(frame({ gone: { "7": 1 } }).processes).toEqual([]);
    expect(assembler.processes.alive()).toEqual([]);
  });

  it("whose number is used again within the frame is gone when both have ended", () => {
    const { frame, born, assembler } = assembly();
    assembler.list([{ pid: 7, parent: 1, command: "first" }], [], 0);
    born(7, 2, "second");
    frame({ gone: { "7": 2 } });
    expect(assembler.processes.alive()).toEqual([]);
  });

  it("that nobody announced has no name and no parent", () => {
    expect(assembly().frame({ calls: { "7,156": 1 } }).processes).toMatchObject([
      { pid: 7, command: "", parent: null },
    ]);
  });

  it("fills the page cache in bytes, by the machine's page size", () => {
    const frame = assembly({ pageSize: 16_384 }).frame({ cached: { "7": 3 }, received: { "7": 501 } });
    expect(frame.processes[0]).toMatchObject({ pageCacheFilled: 3 * 16_384, socketBufferCopied: 501 });
  });

  it("shows null, not 0, for what this run does not measure", () => {
    const nothing = {
      pageFaults: false,
      time: false,
      pageCache: false,
      socketCopies: false,
      ioUring: false,
      threads: false,
    };
    const frame = assembly({ measured: { ...nothing, nicPaged: false } }).frame({ calls: { "7,156": 1 } });
    expect(frame.processes[0]).toMatchObject({
      pageFaults: null,
      time: null,
      pageCacheFilled: null,
      socketBufferCopied: null,
    });
    expect(frame).toMatchObject({ runQueueWait: null, latency: null, size: null });
  });
});

describe("DMA", () => {
  const devices: DeviceDma = { diskRead: 512, diskWrite: 1024, nicTransmit: 100, nicReceive: 7 };
  const maps = { paged: { "0": 60 } };

  it("is what the devices say they moved, and what a probe saw sent from page fragments", () => {
    expect(assembly().frame(maps, {}, devices).dma).toEqual({ ...devices, nicTransmitPaged: 60 });
  });

  it("is null where it is not measured", () => {
    const { measured } = assemblerOptions();
    const { dma } = assembly({ measured: { ...measured, nicPaged: false } }).frame(maps);
    expect(new Set(Object.values(dma))).toEqual(new Set([null]));
  });

  it("starts again in the next frame", () => {
    const { frame } = assembly();
    frame(maps);
    expect(frame({}).dma.nicTransmitPaged).toBe(0);
  });
});

describe("entries that differ only in the processor that counted them", () => {
  const dividable: Readonly<Record<string, Content>> = {
    calls: { "7,156": 40, "7,157": 10 },
    flows: { [`7,0,${8 * 2 ** 32},0,0`]: [30, 3000], [`7,4,${8 * 2 ** 32},0,2`]: [10, 500] },
    batches: { "7,929": [20, 50] },
    completions: { "7,1": 10 },
    looks: { "7": 60 },
    switches: { "7,0": upper(20) + 10, "7,71": upper(10) },
    moves: { "7,0": upper(10) + 20 },
    faults: { "7": upper(30) + 10 },
    cached: { "7": 10 },
    received: { "7": 5000 },
    submitted: { "7,22": 20 },
    completed: { [`7,88,${8 * 2 ** 32}`]: [20, 80] },
    unmatched: { "71": 10, "72": 20 },
    unread: { "71": 10 },
    paged: { "0": 30 },
    wait: { "0": [10, 0, 20] },
    latency: { "0": [0, 10], "1": [20] },
    size: { "0": [10, 10] },
  };
  /** The same, a tenth of it counted by one processor and the rest by another. */
  const divided = Object.fromEntries(
    Object.entries(dividable).map(([map, content]) => [
      map,
      Object.fromEntries(
        Object.entries(content).flatMap(([key, value]) =>
          [0.1, 0.9].map((share, cpu): [string, readonly number[]] => [
            `${key},${cpu}`,
            [value].flat().map((number) => Math.round(number * share)),
          ]),
        ),
      ),
    ]),
  );

  it("add up to the same frame", () => {
    for (const more of [{}, withThreads]) {
      const frames = [dividable, divided].map((maps) => {
        const { assembler, frame } = assembly(more);
        assembler.list([{ pid: 7, parent: 1, command: "busy" }], [[71, 7]], 0);
        return frame(maps);
      });
      expect(frames[0]?.processes[0]?.flows.length).toBeGreaterThan(1);
      expect(frames[0]?.trust.unmatched).toBe(29);
      expect(frames[1]).toEqual(frames[0]);
    }
  });

  it("end a process as often as they say together", () => {
    const { assembler, born, frame } = assembly();
    assembler.list([{ pid: 7, parent: 1, command: "first" }], [], 0);
    born(7, 2, "second");
    frame({ gone: { "7,0": 1, "7,1": 1 } });
    expect(assembler.processes.alive()).toEqual([]);
  });
});

describe("trust", () => {
  const many = (count: number): Content =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`7,${4 * i},0,0,0`, [1, 1]]));

  it("names the maps that were full, once, in the frame in which they were", () => {
    const { frame } = assembly({ mapCapacity: 3 });
    const content = { "1,0": 1, "2,0": 1, "3,0": 1 };
    expect(frame({ calls: content, switches: { "1,0": 1 } }).trust.mapsFull).toEqual(["calls"]);
    expect(frame({ calls: { "1,0": 1 } }).trust.mapsFull).toEqual([]);
  });

  it("knows that stats take two keys in older versions of bpftrace", () => {
    expect(assembly({ mapCapacity: 6, keysPerStats: 2 }).frame({ flows: many(3) }).trust.mapsFull).toEqual(["flows"]);
    expect(assembly({ mapCapacity: 6, keysPerStats: 2 }).frame({ flows: many(2) }).trust.mapsFull).toEqual([]);
    expect(assembly({ mapCapacity: 6, keysPerStats: 1 }).frame({ flows: many(5) }).trust.mapsFull).toEqual([]);
    expect(assembly({ mapCapacity: 6, keysPerStats: 1 }).frame({ flows: many(6) }).trust.mapsFull).toEqual(["flows"]);
    expect(
      assembly({ mapCapacity: 6, keysPerStats: 2 }).frame({ calls: { "1,0": 1, "2,0": 1, "3,0": 1 } }).trust.mapsFull,
    ).toEqual([]);
  });

  it("counts each bucket of a histogram as a key, for bpftrace keeps it under one", () => {
    const wait = (...buckets: readonly number[]) => assembly({ mapCapacity: 3 }).frame({ wait: { "0": buckets } });
    expect(wait(0, 4, 0, 1).trust.mapsFull).toEqual([]);
    expect(wait(2, 4, 0, 1).trust.mapsFull).toEqual(["wait"]);
  });

  it("counts the keys of each processor, where they have their own", () => {
    const content = { "7,156,0": 1, "7,156,1": 1, "7,160,1": 1 };
    expect(assembly({ mapCapacity: 3 }).frame({ calls: content }).trust.mapsFull).toEqual(["calls"]);
    expect(assembly({ mapCapacity: 4 }).frame({ calls: content }).trust.mapsFull).toEqual([]);
  });

  it("says when births or names did not all find room", () => {
    const { frame, assembler } = assembly({ mapCapacity: 1 });
    assembler.add({ kind: "births", births: [{ pid: 7, parent: 1, name: "a" }] });
    assembler.add({ kind: "names", names: [{ pid: 7, name: "b" }] });
    expect(frame({}).trust.mapsFull).toEqual(["born", "name"]);
  });

  it("adds up lost events, and those of messages that could not be read", () => {
    const { frame, assembler } = assembly();
    assembler.add({ kind: "lost", events: 3 });
    assembler.add({ kind: "lost", events: 4 });
    expect(frame({ unread: { "7": 2 } }).trust.lostEvents).toBe(9);
    expect(frame({}).trust.lostEvents).toBe(0);
  });

  it("tells a call that was running at the start from one that began unseen", () => {
    const { frame, assembler } = assembly();
    assembler.list(
      [{ pid: 7, parent: 1, command: "sh" }],
      [
        [7, 7],
        [8, 7],
      ],
      0,
    );
    expect(frame({ unmatched: { "7": 1, "9": 1 } }).trust).toMatchObject({ inFlightAtStart: 1, unmatched: 1 });
    // once is once: the same thread's second one began after the start
    expect(frame({ unmatched: { "7": 1, "8": 3 } }).trust).toMatchObject({ inFlightAtStart: 1, unmatched: 3 });
  });

  it("keeps probe runs that were skipped in interrupts apart, by probe", () => {
    const { trust } = assembly().frame(
      {},
      { "sched:sched_switch": 2, "raw_syscalls:sys_exit": 1, "sched:sched_wakeup": 5, "net:net_dev_start_xmit": 6 },
    );
    expect(trust.skippedRuns).toBe(3);
    expect(trust.skippedInInterrupts).toEqual({ "sched:sched_wakeup": 5, "net:net_dev_start_xmit": 6 });
  });

  it("counts threads whose time cannot be known, and gives them none", () => {
    const { frame, born } = assembly(withThreads);
    born(7, 1, "hidden");
    const { trust, processes } = frame({ clock: { "7,7": [100, 7 * 8 + 6, 1, 2, 3, 4] } });
    expect(trust.hiddenThreads).toBe(1);
    expect(processes).toEqual([]);
  });
});

describe("histograms", () => {
  it("of several entries are added bucket by bucket, and begin anew in each frame", () => {
    const { frame } = assembly();
    const first = frame({ wait: { "0": [1, 2] }, latency: { "0": [0, 0, 3], "1": [1] }, size: { "0": [4] } });
    expect(first).toMatchObject({
      runQueueWait: [1, 2],
      latency: { read: [0, 0, 3], write: [1] },
      size: { read: [4] },
    });
    expect(frame({})).toMatchObject({ runQueueWait: [], latency: {}, size: {} });
  });
});

describe("a frame", () => {
  it("forgets what was counted before its beginning", () => {
    const assembler = new FrameAssembler(assemblerOptions());
    assembler.add({ kind: "map", map: "calls", entries: [{ key: [7, 156], values: [1] }] });
    assembler.begin(5e9);
    const [frame] = framesOf(assembler, [
      '{"type": "printf", "data": "flip 1 5250000000\\n"}',
      '{"type": "map", "data": {"@calls_a": {"7,156": 2}}}',
      '{"type": "printf", "data": "done 1\\n"}',
    ]);
    expect(frame).toMatchObject({ start: 5000, end: 5250, processes: [{ syscalls: [{ calls: 2 }] }] });
  });

  it("stands in epoch time", () => {
    const { frame } = assembly({ clockOffset: 1_767_268_800_000 });
    frame({});
    expect(frame({})).toMatchObject({ start: 1_767_268_800_250, end: 1_767_268_800_500 });
  });

  it("of a run that goes on with other probes keeps its processes", () => {
    const before = assembly();
    const [first] = before.frame({ calls: { "7,156": 1 } }).processes;
    const after = assembly({ processes: before.assembler.processes });
    expect(after.frame({ calls: { "7,156": 1 } }).processes[0]?.id).toBe(first?.id);
  });
});
