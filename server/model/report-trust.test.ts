import { describe, expect, it } from "vitest";
import { frame, runEnd, runInfo, STARTED_AT } from "../test/builders/frames.ts";
import type { Frame, Trust } from "./frame.ts";
import { reportFromFrames } from "./report-from-frames.ts";

const fine: Trust = {
  lostEvents: 0,
  mapsFull: [],
  unmatched: 0,
  inFlightAtStart: 0,
  hiddenThreads: 0,
  skippedRuns: 0,
  skippedInInterrupts: {},
};

function trustOf(more: Partial<Frame>, end = runEnd()) {
  return reportFromFrames(runInfo(), [frame(0, [], more), frame(1)], end).trust;
}

describe("trust", () => {
  it("is complete when nothing was lost", () => {
    expect(trustOf({})).toMatchObject({ complete: true, reasons: [] });
  });
  it("stays complete with calls that were already running at the start", () => {
    expect(trustOf({ trust: { ...fine, inFlightAtStart: 3 } })).toMatchObject({ complete: true, inFlightAtStart: 3 });
  });
  it.each([
    [{ lostEvents: 12 }, "12 events lost on the way out of the kernel."],
    [{ mapsFull: ["@calls"] }, "Full maps, so that later keys were not counted: @calls."],
    [{ unmatched: 1 }, "1 system call returned without having been seen to enter."],
    [{ skippedRuns: 2 }, "The kernel skipped 2 probe runs, so as many events are missing."],
  ])("is not complete with %o", (trust, reason) => {
    expect(trustOf({ trust: { ...fine, ...trust } })).toMatchObject({ complete: false, reasons: [reason] });
  });
  it("joins gaps that touch and counts what is left", () => {
    const gap = (from: number, to: number) => ({ from: STARTED_AT + from, to: STARTED_AT + to, reason: "restarted" });
    const trust = trustOf({ gaps: [gap(0, 5), gap(5, 9), gap(100, 110)] });
    expect(trust.gaps).toEqual([gap(0, 9), gap(100, 110)]);
    expect(trust.reasons).toEqual(["2 gaps in which nothing was counted: restarted."]);
  });
  it("is not complete when the run failed", () => {
    expect(trustOf({}, runEnd({ reason: "failed", message: "bpftrace died." })).reasons).toEqual([
      "The run failed: bpftrace died.",
    ]);
  });
  it("is not complete when nothing says how the run ended", () => {
    expect(reportFromFrames(runInfo(), [frame(0)], null).trust.complete).toBe(false);
  });
});

describe("cost", () => {
  it("is a share of all CPUs over the duration", () => {
    const { cost, recording } = reportFromFrames(runInfo(), [frame(0), frame(1)], runEnd());
    expect(recording.durationSeconds).toBe(0.5);
    expect(cost).toMatchObject({ probeRuns: 2000, probeSeconds: 0.001, bpftraceCpuSeconds: 0.004 });
    expect(cost.shareOfMachine).toBeCloseTo((0.001 + 0.004 + 0.01) / (0.5 * 2), 12);
  });
  it("is unknown where the kernel did not tell, and never 0", () => {
    const silent = {
      probeRuns: null,
      probeNanoseconds: null,
      bpftraceCpuNanoseconds: null,
      serverCpuNanoseconds: null,
      bpftraceResidentBytes: null,
      serverResidentBytes: null,
    };
    const { cost, missing } = reportFromFrames(runInfo(), [frame(0, [], { cost: silent })], runEnd());
    expect(cost).toMatchObject({ probeRuns: null, probeSeconds: null, shareOfMachine: null });
    expect(missing).toEqual([]);
  });
});
