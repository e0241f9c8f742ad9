import { describe, expect, it } from "vitest";
import { formatAtLeast, formatBytes, formatCount, formatRatio, formatSeconds, formatShare, plural } from "./units.ts";

describe("bytes", () => {
  it.each([
    [0, "0 B"],
    [812, "812 B"],
    [1023, "1,023 B"],
    [1024, "1.00 KiB"],
    [65536, "64.0 KiB"],
    [1_048_575, "1.00 MiB"],
    [512 * 2 ** 20, "512 MiB"],
    [1.25 * 2 ** 30, "1.25 GiB"],
    [2 ** 53 - 1, "8.00 PiB"],
  ])("%d is written %s", (bytes, written) => expect(formatBytes(bytes)).toBe(written));
});

describe("counts", () => {
  it("are written in full", () => expect(formatCount(1_234_567)).toBe("1,234,567"));
  it("say one call, and two calls", () => {
    expect(plural(1, "call")).toBe("1 call");
    expect(plural(2000, "call")).toBe("2,000 calls");
  });
});

describe("durations", () => {
  it.each([
    [0, "0 s"],
    [450e-9, "450 ns"],
    [12.5e-6, "12.5 µs"],
    [0.99999e-3, "1.00 ms"],
    [2.314, "2.31 s"],
    [119.6, "2 min 0 s"],
    [725, "12 min 5 s"],
    [90_000, "25 h 0 min"],
  ])("%d s is written %s", (seconds, written) => expect(formatSeconds(seconds)).toBe(written));
});

describe("ratios and shares", () => {
  it("never show something as nothing", () => {
    expect(formatRatio(0)).toBe("0.00");
    expect(formatShare(0.0001)).toBe("<0.1%");
    expect(formatShare(0)).toBe("0.0%");
  });
  it.each([
    [0.0000049, "<0.001"],
    [-0.0000049, ">-0.001"],
    [0.001, "0.0010"],
    [0.0031, "0.0031"],
    [0.005, "0.0050"],
    [0.0095, "0.01"],
  ])("%d is written %s, without zeros that nobody counts", (ratio, written) => {
    expect(formatRatio(ratio)).toBe(written);
  });
  it("say of a lower bound what is true of it", () => {
    expect([formatAtLeast(0.0000049), formatAtLeast(2)]).toEqual(["at least 0.00", "at least 2.00"]);
  });
  it("keep three figures", () => {
    expect(formatRatio(2)).toBe("2.00");
    expect(formatRatio(64.04)).toBe("64.0");
    expect(formatShare(0.0412)).toBe("4.1%");
  });
});
