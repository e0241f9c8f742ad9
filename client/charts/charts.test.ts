/** Frames in, series out: what charts draw, tested without drawing. */
import { describe, expect, it } from "vitest";
import type { LiveFrame } from "../../server/model/live/protocol.ts";
import { activityOf, frameOf } from "../dev/fake-frames.ts";
import { READ_WRITE, SENDFILE } from "../dev/fake-workload.ts";
import { seeded } from "../dev/random.ts";
import { seriesOf, unbroken } from "./chart-model.ts";
import { DMA_CHART } from "./dma.ts";
import { gapsIn } from "./events-plugin.ts";
import { heatModel } from "./heat-map.ts";
import { lineModel } from "./line-chart.ts";
import { mechanismChart } from "./mechanisms.ts";
import { seriesPlugin } from "./series-plugin.ts";
import { TIME_CHART } from "./time-split.ts";
import { clock, spanText, tickStep, timeTicks } from "./time-ticks.ts";
import { roundTop, steadyTop } from "./value-scale.ts";

function frames(count: number, from = 1_000_000): LiveFrame[] {
  const random = seeded(1);
  return Array.from({ length: count }, (_, index) => {
    const start = from + index * 250;
    const activities = [READ_WRITE, SENDFILE].map((one, id) => activityOf(one, id, start, start + 250, random));
    return frameOf(index, start, start + 250, activities, random);
  });
}

const NONE = new Set<string>();

describe("a stacked chart", () => {
  it("ends at the sum of its rows, in bytes a second", () => {
    const all = frames(4);
    const { series } = lineModel(mechanismChart(all, null), all, NONE, 1);
    const top = series.at(-1)?.line.at(-1);
    const bytes = Object.values(all[3]?.totals.bytes.byMechanism ?? {}).reduce((sum, value) => sum + (value ?? 0), 0);
    expect(top).toBeCloseTo(bytes / 0.25);
  });

  it("leaves hidden rows out of the stack and still reads them out", () => {
    const all = frames(2);
    const shown = lineModel(TIME_CHART, all, NONE, 1);
    const hidden = lineModel(TIME_CHART, all, new Set(["blocked"]), 1);
    expect(hidden.top).toBeLessThan(shown.top);
    expect(hidden.series.at(-1)?.line).toHaveLength(0);
    expect(hidden.series.at(-1)?.values[0]).toBeGreaterThan(0);
  });

  it("breaks where time is missing", () => {
    const all = [...frames(2), ...frames(2, 1_009_000)];
    const { series } = lineModel(mechanismChart(all, null), all, NONE, 1);
    expect(unbroken(all, series[0]?.line ?? [])).toEqual([
      [0, 2],
      [2, 4],
    ]);
    expect(gapsIn({ frames: all })).toEqual([{ from: 1_000_500, to: 1_009_000 }]);
  });

  it("says that a figure was not measured, and draws no zero", () => {
    const all = frames(2).map((frame) => ({ ...frame, totals: { ...frame.totals, time: null } }));
    const model = lineModel(TIME_CHART, all, NONE, 1);
    expect(model.silence).toMatch(/full/);
    const line = model.series[0]?.line ?? [];
    expect(unbroken(all, line)).toEqual([]);
    expect(line.every(Number.isNaN)).toBe(true);
  });

  it("stands a row on what is below one that was not measured", () => {
    const all = frames(2);
    const row = (key: string, value: number | null) => ({ key, label: key, colour: "", value: () => value });
    const series = seriesOf(all, [row("a", 1), row("b", null), row("c", 2)], true, NONE);
    expect([...(series[2]?.line ?? [])]).toEqual([3, 3]);
    expect([...(series[2]?.floor ?? [])]).toEqual([1, 1]);
  });

  it("shows only the flows of a chosen edge", () => {
    const all = frames(2);
    const edge = { from: "page-cache", to: "socket", mechanism: "reference" } as const;
    const { series } = lineModel(mechanismChart(all, edge), all, NONE, 1);
    expect(series.map(({ key }) => key)).toEqual(["reference"]);
    expect(series[0]?.values[0]).toBeCloseTo((all[0]?.totals.bytes.byMechanism.reference ?? 0) / 0.25);
  });
});

describe("a frame without neighbours", () => {
  it("is drawn over its own time", () => {
    const [only] = frames(1);
    const model = lineModel(DMA_CHART, only === undefined ? [] : [only], NONE, 1);
    const strokes: number[][] = [];
    const note = (x: number) => strokes.at(-1)?.push(x);
    const ignore = () => {};
    const ctx = { save: ignore, restore: ignore, beginPath: () => strokes.push([]), rect: ignore, clip: ignore };
    const pen = { moveTo: note, lineTo: note, setLineDash: ignore, stroke: ignore };
    const chart = {
      ctx: { ...ctx, ...pen },
      chartArea: { left: 0, top: 0, width: 500, height: 100 },
      scales: {
        x: { left: 0, width: 500, min: (only?.start ?? 0) - 125, max: (only?.end ?? 0) + 125 },
        y: { bottom: 100, height: 100, min: 0, max: model.top },
      },
    };
    const look = { colour: () => "rgb(1, 2, 3)", font: "" };
    const plugin = seriesPlugin(
      () => model,
      () => look,
    );
    plugin.beforeDatasetsDraw?.(chart as never, {} as never, {} as never);
    expect(strokes).toContainEqual([125, 375]);
  });
});

describe("a heat map", () => {
  it("runs its lines through the middle of the percentile's bucket", () => {
    const [frame] = frames(1);
    const one = { ...(frame as LiveFrame), latency: [0, 0, 0, 98, 0, 0, 2] };
    const map = {
      histogram: ({ latency }: LiveFrame) => latency,
      format: () => ({ number: "", unit: "" }),
      unmeasured: "",
    };
    const { series } = heatModel(map, [one], NONE);
    expect(series.map(({ values }) => values[0])).toEqual([3.5, 6.5]);
  });
});

describe("axes", () => {
  it("have round tops that come down only when a third would do", () => {
    expect(roundTop(340)).toBe(500);
    expect(roundTop(1025, "binary")).toBe(2048);
    expect(steadyTop(500, 220)).toBe(500);
    expect(steadyTop(500, 90)).toBe(100);
    expect(roundTop(0.0004)).toBe(0.01);
  });

  it("have ticks at round moments, never more than fit", () => {
    const ticks = timeTicks(1_000_300, 1_060_300, 5);
    expect(ticks.length).toBeLessThanOrEqual(5);
    expect(ticks.every((tick) => tick % tickStep(60_000, 5) === 0)).toBe(true);
    expect(clock(0)).toMatch(/^\d\d:\d\d:\d\d$/);
  });

  it("say lengths of time as people do", () => {
    expect([500, 20_000, 300_000, 3_600_000].map(spanText)).toEqual(["0.5 s", "20 s", "5 min", "1 h"]);
  });
});
