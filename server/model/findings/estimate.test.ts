import { describe, expect, it } from "vitest";
import { calibration } from "../../test/builders/calibration.ts";
import { cpuSeconds } from "./estimate.ts";

const NOTHING = { bytesNotCopied: null, transitionsFewer: null, switchesFewer: null, pageFaultsFewer: null };

describe("a saving in CPU seconds", () => {
  it("lies between copying in the CPU's cache and copying from memory", () => {
    const saved = cpuSeconds({ ...NOTHING, bytesNotCopied: 1e9 }, {}, calibration(), null);
    expect(saved?.low).toBeCloseTo(0.025);
    expect(saved?.expected).toBeCloseTo(0.1);
    expect(saved?.high).toBeCloseTo(0.3);
  });
  it("takes two transitions for a call, from one that does nothing to a small read", () => {
    const saved = cpuSeconds({ ...NOTHING, transitionsFewer: 2e6 }, {}, calibration(), null);
    expect(saved?.low).toBeCloseTo(0.05);
    expect(saved?.expected).toBeCloseTo(0.2);
    expect(saved?.high).toBeCloseTo(0.6);
  });
  it("takes calls that send to be from one that does nothing to a small send", () => {
    const saved = cpuSeconds({ ...NOTHING, transitionsFewer: 2e6 }, { callsSend: true }, calibration(), null);
    expect(saved).toEqual({ low: 0.05, expected: expect.closeTo(1.05), high: 4 });
  });
  it("does not count the transitions of a page fault twice", () => {
    const saved = cpuSeconds({ ...NOTHING, pageFaultsFewer: 1e6, transitionsFewer: 2e6 }, {}, calibration(), null);
    expect(saved).toEqual({ low: 0.05, expected: expect.closeTo(1.55), high: expect.closeTo(7.5) });
  });
  it("takes off what handing pages over costs, and is never less than nothing", () => {
    const saved = cpuSeconds({ ...NOTHING, bytesNotCopied: 1e9 }, { handedOver: 1e9 }, calibration(), null);
    expect(saved).toEqual({ low: 0, expected: expect.closeTo(0.08), high: expect.closeTo(0.29) });
  });
  it("is never more than the process spent", () => {
    const saved = cpuSeconds({ ...NOTHING, switchesFewer: 1e6 }, {}, calibration(), 0.75);
    expect(saved).toEqual({ low: 0.25, expected: 0.75, high: 0.75 });
  });
  it("is unknown without a calibration, and where no count is known", () => {
    expect(cpuSeconds({ ...NOTHING, bytesNotCopied: 1e9 }, {}, null, null)).toBeNull();
    expect(cpuSeconds(NOTHING, {}, calibration(), null)).toBeNull();
  });
});
