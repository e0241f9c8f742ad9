import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arbitraryFrame } from "../test/builders/arbitrary-frames.ts";
import { frame, processFrame, relayProcess, runEnd, runInfo, sendfile, syscall } from "../test/builders/frames.ts";
import type { Frame } from "./frame.ts";
import { ReportAccumulator, reportFromFrames } from "./report-from-frames.ts";
import { reportSchema } from "./report-schema.ts";

const info = runInfo();

/** What must not depend on how a run is cut into frames. */
function sums(frames: readonly Frame[], processLimit?: number) {
  const accumulator = new ReportAccumulator(info, processLimit);
  for (const one of frames) accumulator.add(one);
  const { totals, flows, syscalls, ioUring, distributions } = accumulator.report(runEnd());
  return { totals, flows, syscalls, ioUring, distributions };
}

describe("a report", () => {
  it("parses as what its schema says, whatever the frames", () => {
    fc.assert(
      fc.property(fc.array(arbitraryFrame, { maxLength: 6 }), (frames) => {
        const report = reportFromFrames(info, frames, runEnd());
        expect(reportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
      }),
    );
  });

  it("is the same for any order of frames and any grouping of their processes", () => {
    fc.assert(
      fc.property(fc.array(arbitraryFrame, { maxLength: 6 }), fc.nat(), (frames, seed) => {
        const cut = frames.flatMap((whole) => {
          const at = seed % (whole.processes.length + 1);
          const rest = { ...whole, runQueueWait: [], latency: {}, size: {}, dma: { ...whole.dma, diskWrite: 0 } };
          return [
            { ...whole, processes: whole.processes.slice(0, at) },
            { ...rest, processes: whole.processes.slice(at) },
          ];
        });
        const parts = { ...sums(cut.toReversed()) };
        const whole = sums(frames);
        expect({ ...parts, distributions: null }).toEqual({ ...whole, distributions: null });
      }),
    );
  });

  it("adds up: its processes and groups are its totals, also when most are folded", () => {
    fc.assert(
      fc.property(fc.array(arbitraryFrame, { maxLength: 6 }), fc.integer({ min: 1, max: 20 }), (frames, limit) => {
        const accumulator = new ReportAccumulator(info, limit);
        for (const one of frames) accumulator.add(one);
        const { totals, processes, processGroups } = accumulator.report(null);
        const parts = [...processes, ...processGroups].map((part) => part.totals);
        const sum = (figure: (of: typeof totals) => number) => parts.reduce((all, part) => all + figure(part), 0);
        expect(sum((part) => part.syscalls)).toBe(totals.syscalls);
        expect(sum((part) => part.transitionsAtLeast)).toBe(totals.transitionsAtLeast);
        expect(sum((part) => part.bytes.output)).toBe(totals.bytes.output);
        expect(sum((part) => part.bytes.cpuCopied)).toBe(totals.bytes.cpuCopied);
        expect(totals).toEqual(sums(frames).totals);
        expect(processes.length).toBeLessThanOrEqual(limit * 1.25);
      }),
    );
  });

  it("holds the heaviest flows and calls first", () => {
    const report = reportFromFrames(
      info,
      [frame(0, [relayProcess(2), processFrame({ id: 2, flows: [sendfile(9e9)] })])],
      null,
    );
    expect(report.flows.map((flow) => flow.operation)).toEqual(["sendfile", "read", "write"]);
    expect(report.processes.map((process) => process.command)).toEqual(["relay", "dd"]);
  });

  it("gives a flow the filesystem of its file side", () => {
    const report = reportFromFrames(info, [frame(0, [relayProcess(1)])], null);
    expect(report.flows.map((flow) => [flow.operation, flow.filesystem])).toEqual([
      ["read", "ext4"],
      ["write", null],
    ]);
  });

  it("measures no time in detail counts, even when nothing happened", () => {
    const counts = reportFromFrames(runInfo({ detail: "counts" }), [frame(0)], runEnd());
    expect(counts.totals.timeSeconds).toBeNull();
    expect(reportFromFrames(info, [frame(0)], runEnd()).totals.timeSeconds?.user).toBe(0);
  });

  it("says when a part was measured some of the time only", () => {
    const frames = [frame(0, [processFrame()]), frame(1, [processFrame({ time: null })], { latency: null })];
    const report = reportFromFrames(info, frames, runEnd());
    expect(report.missing.map(({ part }) => part)).toEqual(["time split", "latency"]);
    expect(report.totals.timeSeconds).toBeNull();
  });

  it("marks DMA as the whole system's and gives none to a process", () => {
    const report = reportFromFrames(info, [frame(0, [processFrame()]), frame(1)], runEnd());
    expect(report.totals.dma).toMatchObject({ diskWrite: 8192, wholeSystem: true });
    expect(report.processes[0]?.totals.dma.diskWrite).toBeNull();
  });

  it("keeps threads apart where they were recorded", () => {
    const activity = {
      pageFaults: null,
      switches: { voluntary: 1, involuntary: 2 },
      wakeups: 3,
      migrations: 4,
      time: null,
    };
    const process = processFrame({
      threads: [
        { tid: 8, ...activity },
        { tid: 7, ...activity },
      ],
    });
    const report = reportFromFrames(info, [frame(0, [process]), frame(1, [process])], runEnd());
    expect(report.processes[0]?.threads).toEqual([
      {
        tid: 7,
        pageFaults: null,
        switches: { voluntary: 2, involuntary: 4 },
        wakeups: 6,
        migrations: 8,
        timeSeconds: null,
      },
      {
        tid: 8,
        pageFaults: null,
        switches: { voluntary: 2, involuntary: 4 },
        wakeups: 6,
        migrations: 8,
        timeSeconds: null,
      },
    ]);
  });
});

describe("a fork storm", () => {
  it("is folded by command name, and a process that comes back after it was folded starts no row of its own", () => {
    const accumulator = new ReportAccumulator(info, 100);
    const busy = processFrame({ id: 0, command: "shell", syscalls: [syscall("clone", 5000)] });
    const sleeper = processFrame({ id: 1, command: "sleeper", syscalls: [syscall("read", 1)] });
    accumulator.add(frame(0, [busy, sleeper]));
    for (let index = 1; index <= 200; index++) {
      const children = Array.from({ length: 100 }, (_, child) =>
        processFrame({ id: index * 100 + child, command: "true", syscalls: [syscall("execve", 2)] }),
      );
      accumulator.add(frame(index, children));
    }
    accumulator.add(frame(201, [sleeper]));
    const report = accumulator.report(runEnd());
    const kept = report.processes.filter(({ command }) => command === "true").length;
    expect(report.processes[0]?.command).toBe("shell");
    expect(report.processes.length).toBeLessThanOrEqual(125);
    expect(report.processes.some(({ command }) => command === "sleeper")).toBe(false);
    expect(report.processGroups.map(({ command, processes }) => [command, processes])).toEqual([
      ["true", 20_000 - kept],
      ["sleeper", 1],
    ]);
    expect(report.totals.syscalls).toBe(5000 + 2 + 40_000);
  });
});
