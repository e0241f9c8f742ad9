/**
 * Where the threads' time went, stacked, in CPUs: 1.00 is one CPU's whole time. Blocked threads are read out and not
 * drawn unless asked for: a few hundred sleeping ones would flatten everything else.
 */
import type { TimeSplit } from "../../server/model/frame.ts";
import type { LiveFrame } from "../../server/model/live/protocol.ts";
import { ratio } from "../parts/figure-text.ts";
import { type Row, secondsOf } from "./chart-model.ts";
import type { LineChart } from "./line-chart.ts";

const row = (key: keyof TimeSplit, label: string, colour: string): Row => ({
  key,
  label,
  colour,
  value: (frame: LiveFrame) => (frame.totals.time === null ? null : frame.totals.time[key] / 1e9 / secondsOf(frame)),
});

/** In CPUs; silent in detail counts, which measures no time. */
export const TIME_CHART: LineChart = {
  rows: [
    row("kernel", "kernel", "series-2"),
    row("user", "user", "series-1"),
    row("runnable", "runnable", "series-4"),
    { ...row("blocked", "blocked", "series-rest"), quiet: true },
  ],
  stacked: true,
  base: "decimal",
  format: (value) => ratio(value),
  unmeasured: "Measured in detail full only",
};
