/** Bars: their parts lie side by side from the left, whatever part of the bar they fill. */
import { describe, expect, it } from "vitest";
import { backgrounds } from "./bars.tsx";

/** Where each background begins and ends, in shares of the bar, worked out as browsers do. */
function stretches(background: string): [number, number][] {
  return [...background.matchAll(/([\d.]+)% 0 \/ ([\d.]+)% 100%/g)].map(([, position, size]) => {
    const width = Number(size) / 100;
    const from = (1 - width) * (Number(position) / 100);
    return [from, from + width];
  });
}

describe("a bar", () => {
  it.each([[[0.5, 0.3, 0.2]], [[1]], [[0.1, 0.2]], [[0.7, 0.6]]])("has parts of %j beside each other", (shares) => {
    const parts = stretches(backgrounds(shares.map((share) => ({ share, paint: "none" }))));
    let at = 0;
    parts.forEach(([from, to], index) => {
      expect(from).toBeCloseTo(at, 2);
      expect(to).toBeCloseTo(Math.min(1, at + (shares[index] ?? 0)), 2);
      at = to;
    });
  });

  it("of nothing has no parts", () => {
    expect(backgrounds([])).toBe("");
  });
});
