/** The rhythm of a page: at four frames a second no tick has everything to do, at one a second every tick has. */
import { describe, expect, it } from "vitest";
import { behind, whoseTurn } from "./turns.ts";

/** Who had a turn at each tick, with a table once a second. */
function rhythm(interval: number, ticks: number, movement = 460): string[] {
  let [figures, charts] = [0, 0];
  return Array.from({ length: ticks }, (_, index) => {
    const now = (index + 1) * interval;
    const tableCame = now % 1000 === 0;
    const turn = whoseTurn({
      tableCame,
      figuresBehind: behind(figures, now),
      chartsBehind: behind(charts, now),
      movement,
    });
    if (turn.figures) figures = now;
    if (turn.charts) charts = now;
    return [tableCame && "table", turn.figures && "figures", turn.charts && "charts"].filter(Boolean).join("+");
  });
}

describe("turns", () => {
  it("are taken one by one at four frames a second", () => {
    expect(rhythm(250, 12).every((turn) => !turn.includes("+"))).toBe(true);
    expect(rhythm(250, 12).filter((turn) => turn === "figures").length).toBeGreaterThanOrEqual(5);
  });

  it("are taken one by one where charts move only now and then", () => {
    const turns = rhythm(250, 120, 7_000);
    expect(turns.every((turn) => !turn.includes("+"))).toBe(true);
    expect(turns.filter((turn) => turn === "charts")).toHaveLength(4);
    expect(rhythm(1000, 24, 7_000).filter((turn) => turn.includes("charts"))).toHaveLength(3);
  });

  it("leave charts that still wait no time in a tick with a table, and little in one with figures", () => {
    const tick = { figuresBehind: 250, chartsBehind: 250, movement: 460 };
    expect(whoseTurn({ ...tick, tableCame: true }).drawing).toBe(0);
    expect(whoseTurn({ ...tick, figuresBehind: 500, tableCame: false }).drawing).toBeLessThan(
      whoseTurn({ ...tick, chartsBehind: 500, tableCame: false }).drawing,
    );
  });

  it("come to all at once where a frame takes a second", () => {
    expect(rhythm(1000, 3)).toEqual(Array(3).fill("table+figures+charts"));
  });

  it("come at once to what was never shown", () => {
    const never = behind(null, 5);
    expect(whoseTurn({ tableCame: true, figuresBehind: never, chartsBehind: never, movement: 460 })).toEqual({
      figures: true,
      charts: true,
      drawing: 3,
    });
  });
});
