import { describe, expect, it } from "vitest";
import type { TracerEvent } from "../tracer/protocol.ts";
import { CostMeter } from "./cost-meter.ts";

type Sums = TracerEvent & { tracer: "sums" };

const sums = (runs: number, more: Partial<Sums> = {}): Sums => ({
  tracer: "sums",
  probeRuns: runs,
  probeNanoseconds: runs * 300,
  skipped: {},
  bpftraceCpuNanoseconds: runs * 10,
  bpftraceResidentBytes: 100_000_000,
  tracerCpuNanoseconds: 0,
  tracerResidentBytes: 50_000_000,
  devices: { diskRead: null, diskWrite: null, nicTransmit: null, nicReceive: null },
  ...more,
});

describe("the cost of a frame", () => {
  it("is what was added since the frame before", () => {
    const meter = new CostMeter();
    meter.sums(sums(100));
    meter.begin();
    meter.sums(sums(150));
    expect(meter.frame().cost).toMatchObject({ probeRuns: 50, probeNanoseconds: 15_000, bpftraceCpuNanoseconds: 500 });
    meter.sums(sums(170));
    expect(meter.frame().cost).toMatchObject({ probeRuns: 20, probeNanoseconds: 6_000 });
  });

  it("leaves out what attaching the probes took", () => {
    const meter = new CostMeter();
    meter.sums(sums(1_000_000));
    meter.begin();
    meter.sums(sums(1_000_001));
    expect(meter.frame().cost.probeRuns).toBe(1);
  });

  it("is nothing more where nothing was said since", () => {
    const meter = new CostMeter();
    meter.sums(sums(100));
    meter.begin();
    meter.sums(sums(130));
    meter.frame();
    expect(meter.frame().cost.probeRuns).toBe(0);
  });

  it("is null, not 0, where the kernel does not say", () => {
    const meter = new CostMeter();
    expect(meter.frame().cost).toMatchObject({
      probeRuns: null,
      bpftraceCpuNanoseconds: null,
      serverResidentBytes: null,
    });
    meter.sums(sums(0, { probeRuns: null, probeNanoseconds: null }));
    expect(meter.frame().cost).toMatchObject({ probeRuns: null, probeNanoseconds: null, bpftraceCpuNanoseconds: 0 });
  });

  it("is not known of the frame in which the kernel's account was off and on again", () => {
    const meter = new CostMeter();
    meter.sums(sums(100));
    meter.begin();
    meter.sums(sums(0, { probeRuns: null, probeNanoseconds: null }));
    expect(meter.frame().cost.probeRuns).toBeNull();
    meter.sums(sums(150));
    expect(meter.frame().cost.probeRuns).toBeNull();
    meter.sums(sums(160));
    expect(meter.frame().cost.probeRuns).toBe(10);
  });

  it("holds both processes' CPU time and memory", () => {
    const meter = new CostMeter();
    meter.sums(sums(0));
    meter.begin();
    meter.sums(sums(0, { tracerCpuNanoseconds: 7_000_000_000 }));
    const { cost } = meter.frame();
    expect(cost.serverCpuNanoseconds).toBeGreaterThanOrEqual(7_000_000_000);
    expect(cost.serverCpuNanoseconds).toBeLessThan(8_000_000_000);
    expect(cost.serverResidentBytes).toBeGreaterThan(50_000_000 + 10_000_000);
    expect(cost.bpftraceResidentBytes).toBe(100_000_000);
  });

  it("comes with the runs that were skipped in it, by probe, and no others", () => {
    const meter = new CostMeter();
    meter.sums(sums(0, { skipped: { "sched:sched_wakeup": 5, "sched:sched_switch": 1 } }));
    meter.begin();
    meter.sums(sums(0, { skipped: { "sched:sched_wakeup": 9, "sched:sched_switch": 1, BEGIN: 2 } }));
    expect(meter.frame().skipped).toEqual({ "sched:sched_wakeup": 4, BEGIN: 2 });
    expect(meter.frame().skipped).toEqual({});
  });
});
