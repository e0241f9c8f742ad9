/** What the page is shown of frames: the same figures as the report's, however they are cut and summed. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arbitraryFrame } from "../../test/builders/arbitrary-frames.ts";
import {
  endpoint,
  flow,
  frame,
  processFrame,
  readFile,
  relayProcess,
  runInfo,
  sendfile,
  syscall,
} from "../../test/builders/frames.ts";
import type { Frame } from "../frame.ts";
import { reportFromFrames } from "../report-from-frames.ts";
import { dmaEdges, edgeOf } from "./data-path.ts";
import { liveFrameOf } from "./live-frame.ts";
import { edgeSums, operationSums } from "./live-sums.ts";
import { mergedFrame, mergedWork } from "./merged-frame.ts";
import { ProcessSums } from "./process-table.ts";
import { FIRST_VIEW, type LiveFrame, PROCESS_ORDERS, type ProcessOrder } from "./protocol.ts";
import { syscallFamily } from "./syscall-family.ts";
import { WorkSum } from "./work-sum.ts";

const live = (each: Frame, sequence = 1, process: number | null = null): LiveFrame =>
  liveFrameOf(each, { sequence, marks: [], process });
const sum = (values: Iterable<number | undefined>) =>
  [...values].reduce((total: number, value) => total + (value ?? 0), 0);

describe("a live frame", () => {
  it("has the figures that the report of the same frame has, whatever the frame", () => {
    fc.assert(
      fc.property(arbitraryFrame, (any) => {
        // An arbitrary frame may have the same process twice, which no frame of a capture has.
        const { totals } = live(any);
        const report = reportFromFrames(runInfo(), [any], null).totals;
        const { byMechanism: _, ...bytes } = totals.bytes;
        expect(bytes).toEqual({
          input: report.bytes.input,
          output: report.bytes.output,
          cpuCopied: report.bytes.cpuCopied,
          unknownCopies: report.bytes.unknownCopies,
          unknownOutput: report.bytes.unknownOutput,
          discarded: report.bytes.discarded,
        });
        expect(totals.unmeasuredCalls).toBe(report.unmeasuredCalls);
        expect(sum(Object.values(totals.transitions))).toBe(report.transitionsAtLeast);
        expect(totals.switches).toEqual(report.switches);
        expect(totals.pageFaults).toEqual(report.pageFaults);
      }),
    );
  });

  it("shows by its flows what its totals say", () => {
    fc.assert(
      fc.property(arbitraryFrame, (any) => {
        const { flows, totals } = live(any);
        expect(sum(flows.map((row) => row[6]))).toBe(totals.bytes.cpuCopied);
        expect(sum(edgeSums({ flows }).map(({ bytes }) => bytes))).toBe(sum(flows.map((row) => row[4])));
        expect(sum(operationSums({ flows }).map(({ bytes }) => bytes))).toBe(
          sum(Object.values(totals.bytes.byMechanism)),
        );
      }),
    );
  });

  it("of one process leaves out what the others did, and histograms that nobody keeps by process", () => {
    const both = frame(0, [relayProcess(2, { id: 1 }), processFrame({ id: 2, flows: [sendfile(100)] })]);
    const one = live(both, 1, 2);
    expect(one.totals.bytes.byMechanism).toEqual({ reference: 100 });
    expect(one.processes).toBe(1);
    expect(one.runQueueWait).toBeNull();
  });

  it("says null, not 0, for a time split that nobody measured, also when nothing happened", () => {
    expect(live(frame(0, [], { runQueueWait: null, latency: null, size: null })).totals.time).toBeNull();
  });

  it("is under 6 KB, and does not grow with the processes", () => {
    const busy = Array.from({ length: 200 }, (_, id) => relayProcess(1000 + id, { id, pid: 10_000 + id }));
    expect(JSON.stringify(live(frame(1, busy))).length).toBeLessThan(6_000);
  });
});

describe("summed live frames", () => {
  it("say what the report of all of them says, in whatever steps they are summed", () => {
    const frames = fc.array(arbitraryFrame, { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(frames, fc.nat(5), (all, cut) => {
        const lives = all.map((each, index) => live(each, index + 1));
        const parts = [lives.slice(0, cut), lives.slice(cut)].filter((part) => part.length > 0);
        const merged = mergedFrame(parts.map(mergedFrame));
        expect(merged).toEqual(mergedFrame(lives));
        expect(merged.merged).toBe(all.length);
        const report = reportFromFrames(runInfo(), all, null).totals;
        expect(merged.totals.bytes.cpuCopied).toBe(report.bytes.cpuCopied);
        expect(merged.totals.switches).toEqual(report.switches);
      }),
      { numRuns: 50 },
    );
  });
});

describe("the data path", () => {
  const edge = (more: Parameters<typeof flow>[0]) => {
    const { from, to, mechanism } = edgeOf(flow(more));
    return `${from} > ${to} by ${mechanism}`;
  };

  it("draws read and write, sendfile, O_DIRECT and file to file where the texts draw them", () => {
    expect(edge({})).toBe("page-cache > application by copy");
    expect(edge({ from: endpoint("memory"), to: endpoint("tcp") })).toBe("application > socket by copy");
    expect(edge(sendfile(1))).toBe("page-cache > socket by reference");
    expect(edge({ mechanism: "direct", copiesPerByte: 0 })).toBe("disk > application by direct");
    expect(edge({ to: endpoint("file"), mechanism: "kernel-copy" })).toBe("page-cache > file by kernel-copy");
    expect(edge({ from: endpoint("zero"), mechanism: "fill" })).toBe("device > application by fill");
  });

  it("leaves out the DMA that nobody measured", () => {
    const dma = { diskRead: 5, diskWrite: null, nicTransmit: 0, nicTransmitPaged: 0, nicReceive: null };
    expect(dmaEdges(dma).map(({ from, to, bytes }) => [from, to, bytes])).toEqual([
      ["disk", "page-cache", 5],
      ["socket", "nic", 0],
    ]);
  });
});

describe("the families of system calls", () => {
  it("know a call under every architecture's prefix, and call what they do not know other", () => {
    expect(
      ["read", "i386:read", "x32:readv", "epoll_wait", "openat", "syscall_999", "arm:3"].map(syscallFamily),
    ).toEqual(["data", "data", "data", "wait", "files", "other", "other"]);
  });
});

const sumsOf = (frames: readonly Frame[]) =>
  new ProcessSums(frames, mergedWork(frames.map((each) => live(each).totals)));

describe("the process table", () => {
  const frames = [0, 1, 2, 3].map((index) =>
    frame(
      index,
      Array.from({ length: 60 }, (_, id) =>
        processFrame({
          id,
          pid: 100 + id,
          command: id % 2 === 0 ? "nginx" : "Redis",
          flows: [readFile(id * 10)],
          syscalls: [syscall("read", 60 - id)],
        }),
      ),
    ),
  );
  const sums = sumsOf(frames);

  it("shows the first rows by the chosen order, and the sum of the rest", () => {
    const table = sums.table({ ...FIRST_VIEW, rows: 3 });
    expect(table.rows.map(({ id }) => id)).toEqual([59, 58, 57]);
    expect(table.rows[0]?.bytes.cpuCopied).toBe(4 * 590);
    expect(table.rest.processes).toBe(57);
    const all = sum(Array.from({ length: 60 }, (_, id) => 40 * id));
    expect(table.rest.bytes.cpuCopied + sum(table.rows.map(({ bytes }) => bytes.cpuCopied))).toBe(all);
  });

  it("finds by part of a name in any case, and by part of a pid", () => {
    expect(sums.table({ ...FIRST_VIEW, filter: "redis" }).rows.every(({ command }) => command === "Redis")).toBe(true);
    expect(sums.table({ ...FIRST_VIEW, filter: "159" }).rows.map(({ pid }) => pid)).toEqual([159]);
  });

  it("can be put into every order, both ways", () => {
    const orders: readonly ProcessOrder[] = ["syscalls", "transitions", "command", "pid", "cpu", "copies-per-byte"];
    for (const order of orders) {
      const up = sums.table({ ...FIRST_VIEW, order, descending: false, rows: 50 }).rows;
      expect(up).toHaveLength(50);
    }
    expect(sums.table({ ...FIRST_VIEW, order: "syscalls", rows: 1 }).rows[0]?.id).toBe(0);
  });

  it("tells no threads of a process that did nothing, where others' are told, and does not know them where they are not", () => {
    const [idle, busy] = [{ ...processFrame({ id: 7 }) }, processFrame({ id: 1, threads: [] })];
    const row = sumsOf([frame(0, [idle])]).table(FIRST_VIEW).rows[0] ?? null;
    expect(sumsOf([frame(0, [busy])]).detail(7, row)?.threads).toEqual([]);
    expect(sumsOf([frame(0, [processFrame({ id: 1 })])]).detail(7, row)?.threads).toBeNull();
  });

  it("has a rest that is the sum of all others, whatever is in the frames and in the view", () => {
    const views = fc.record({
      order: fc.constantFrom(...PROCESS_ORDERS),
      descending: fc.boolean(),
      rows: fc.nat(4),
      filter: fc.constantFrom("", "1"),
    });
    fc.assert(
      fc.property(fc.array(arbitraryFrame, { minLength: 1, maxLength: 3 }), views, (any, view) => {
        const some = sumsOf(any).table({ ...FIRST_VIEW, ...view });
        const every = sumsOf(any).table({ ...FIRST_VIEW, ...view, rows: 1000 });
        expect(every.rows.slice(0, view.rows)).toEqual(some.rows);
        const rest = new WorkSum();
        for (const row of every.rows.slice(view.rows)) rest.addWork(row);
        const { processes, bytes, syscalls, transitions } = some.rest;
        expect(processes).toBe(every.rows.length - some.rows.length);
        expect({ bytes, syscalls, transitions }).toEqual({
          bytes: rest.value().bytes,
          syscalls: rest.value().syscalls,
          transitions: rest.value().transitions,
        });
      }),
    );
  });

  it("keeps to an edge: only who has flows along it, and only those flows", () => {
    const mixed = sumsOf([frame(0, [relayProcess(1, { id: 1 }), processFrame({ id: 2, flows: [sendfile(7)] })])]);
    const edge = { from: "application", to: "socket", mechanism: "copy" } as const;
    const { rows } = mixed.table({ ...FIRST_VIEW, edge });
    expect(rows.map(({ id, bytes }) => [id, bytes.cpuCopied])).toEqual([[1, 65_536]]);
  });

  it("has a detail of each process with the report's rows, and of one that rests, too", () => {
    const detail = sums.detail(5, null);
    expect(detail?.flows[0]).toMatchObject({ operation: "read", from: "file", bytes: 4 * 50 });
    expect(detail?.syscalls).toEqual([{ name: "read", calls: 4 * 55, errors: 0, again: 0 }]);
    expect(sums.detail(999, null)).toBeNull();
    expect(sums.detail(999, detail?.process ?? null)?.process.syscalls).toBe(0);
  });
});
