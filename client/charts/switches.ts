/** Context switches a second: voluntary (the thread blocked) and involuntary (it was preempted while runnable). */
import type { LiveFrame } from "../../server/model/live/protocol.ts";
import { eventRate } from "../parts/figure-text.ts";
import { secondsOf } from "./chart-model.ts";
import type { LineChart } from "./line-chart.ts";

const rate = (kind: "voluntary" | "involuntary") => (frame: LiveFrame) =>
  frame.totals.switches === null ? null : frame.totals.switches[kind] / secondsOf(frame);

/** Switches a second; a kernel that does not tell them leaves the chart silent. */
export const SWITCH_CHART: LineChart = {
  rows: [
    { key: "voluntary", label: "voluntary", colour: "series-1", value: rate("voluntary") },
    { key: "involuntary", label: "involuntary", colour: "series-2", value: rate("involuntary") },
  ],
  stacked: true,
  base: "decimal",
  format: eventRate,
  unmeasured: "This kernel does not tell context switches",
};
