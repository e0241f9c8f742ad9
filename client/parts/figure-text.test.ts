/** Figures as the page writes them: never wider than five characters, never a zero for what was not measured. */
import { describe, expect, it } from "vitest";
import { byteRate, eventRate, NO_FIGURE, ratio, share, shortCount, spoken } from "./figure-text.ts";

describe("figures", () => {
  it("have units as people write them", () => {
    expect(spoken(byteRate(1.25 * 2 ** 30))).toBe("1.25 GiB/s");
    expect(spoken(eventRate(12_500))).toBe("12.5 k/s");
    expect(spoken(share(0.041))).toBe("4.1 %");
    expect(spoken(ratio(2))).toBe("2.00");
  });

  it("never grow wider than five characters", () => {
    for (let value = 0.001; value < 1e15; value *= 1.07) {
      expect(byteRate(value).number.length, `${value}`).toBeLessThanOrEqual(5);
      expect(shortCount(value).number.length, `${value}`).toBeLessThanOrEqual(6);
    }
    expect(spoken(byteRate(1011 * 2 ** 20))).toBe("0.99 GiB/s");
  });

  it("are a dash where nothing was measured", () => {
    expect([byteRate(null), eventRate(null), ratio(null), share(null)]).toEqual(Array(4).fill(NO_FIGURE));
  });
});
