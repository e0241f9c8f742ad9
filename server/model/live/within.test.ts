import { describe, expect, it } from "vitest";
import { liesWithin } from "./within.ts";

/** As a page has it, and as its address does. */
const inFrame = (moment: number) => Math.round(moment * 10) / 10;
const inAddress = (moment: number) => Math.round(inFrame(moment));

describe("liesWithin", () => {
  it("finds a frame between its own bounds, however they were rounded on their way", () => {
    for (let part = 0; part < 1000; part++) {
      const [start, end] = [1_000 + part / 1000, 1_250 + ((part * 7) % 1000) / 1000];
      expect(liesWithin({ start, end }, inAddress(start), inAddress(end))).toBe(true);
    }
  });

  it("does not take a frame that reaches over a bound by a millisecond", () => {
    expect(liesWithin({ start: 999, end: 1_250 }, 1_000, 1_250)).toBe(false);
    expect(liesWithin({ start: 1_000, end: 1_251 }, 1_000, 1_250)).toBe(false);
  });
});
