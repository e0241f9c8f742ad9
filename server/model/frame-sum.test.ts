import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arbitraryFrame } from "../test/builders/arbitrary-frames.ts";
import { frame, processFrame, relayProcess, runEnd, runInfo } from "../test/builders/frames.ts";
import type { Frame } from "./frame.ts";
import { FrameSum } from "./frame-sum.ts";
import type { Report } from "./report.ts";
import { ReportAccumulator, reportFromFrames } from "./report-from-frames.ts";

/** The report of frames that were summed in groups of so many. */
function reportOfSums(frames: readonly Frame[], each: number): Report {
  const accumulator = new ReportAccumulator(runInfo());
  for (let at = 0; at < frames.length; at += each) {
    const sum = new FrameSum();
    for (const frame of frames.slice(at, at + each)) sum.add(frame);
    for (const [index, summed] of sum.frames().entries()) accumulator.add(summed, index === 0 ? sum.count : 0);
  }
  return accumulator.report(runEnd());
}

describe("the report of frames in sum", () => {
  it("is the report of the frames, whatever they are and however they are grouped", () => {
    fc.assert(
      fc.property(fc.array(arbitraryFrame, { maxLength: 6 }), fc.integer({ min: 1, max: 6 }), (frames, each) => {
        expect(reportOfSums(frames, each)).toEqual(reportFromFrames(runInfo(), frames, runEnd()));
      }),
      { numRuns: 300 },
    );
  });

  it("stays unknown where one of the frames did not measure a part", () => {
    const frames = [
      frame(0, [relayProcess(3)]),
      frame(1, [relayProcess(4, { switches: null, ioUring: null })], { runQueueWait: null }),
      frame(2, [relayProcess(5)]),
    ];
    const report = reportOfSums(frames, 3);
    expect(report.totals.switches).toBeNull();
    expect(report.ioUring).toBeNull();
    expect(report.missing).toContainEqual({ part: "run-queue wait", reason: "measured in some intervals only" });
    expect(report).toEqual(reportFromFrames(runInfo(), frames, runEnd()));
  });

  it("has each thread's figures", () => {
    const quiet = { pageFaults: null, wakeups: 1, migrations: 0, time: null };
    const threads = (voluntary: number) => [
      { tid: 7, ...quiet, switches: { voluntary, involuntary: 1 } },
      { tid: 8, ...quiet, switches: null },
    ];
    const frames = [
      frame(0, [processFrame({ threads: threads(2) })]),
      frame(1, [processFrame({ threads: threads(3) })]),
    ];
    const report = reportOfSums(frames, 2);
    expect(report.processes[0]?.threads).toMatchObject([
      { tid: 7, switches: { voluntary: 5, involuntary: 2 }, wakeups: 2 },
      { tid: 8, switches: null },
    ]);
    expect(report).toEqual(reportFromFrames(runInfo(), frames, runEnd()));
  });
});

describe("frames that all measured the same", () => {
  it("come to one", () => {
    const sum = new FrameSum();
    for (let index = 0; index < 240; index++) sum.add(frame(index, [relayProcess(index)]));
    expect(sum.count).toBe(240);
    expect(sum.frames()).toHaveLength(1);
    expect(sum.frames()[0]?.processes).toHaveLength(1);
  });
});
