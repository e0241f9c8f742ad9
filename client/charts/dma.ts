/** What devices moved themselves, for the whole machine, and the part that the NIC was seen to gather from page fragments. */
import type { Dma } from "../../server/model/frame.ts";
import type { LiveFrame } from "../../server/model/live/protocol.ts";
import { byteRate } from "../parts/figure-text.ts";
import { type Row, secondsOf } from "./chart-model.ts";
import type { LineChart } from "./line-chart.ts";

const value = (key: keyof Dma) => (frame: LiveFrame) => {
  const bytes = frame.dma[key];
  return bytes === null ? null : bytes / secondsOf(frame);
};

const row = (key: keyof Dma, label: string, colour: string, dash?: readonly number[]): Row => ({
  key,
  label,
  colour,
  value: value(key),
  ...(dash === undefined ? {} : { dash }),
});

/** Bytes a second, of the whole machine whatever is watched; null where a device keeps no account. */
export const DMA_CHART: LineChart = {
  rows: [
    row("diskRead", "disk read", "series-1"),
    row("diskWrite", "disk write", "series-2"),
    row("nicTransmit", "NIC sent", "series-3"),
    row("nicTransmitPaged", "of it gathered, at least", "series-3", [4, 4]),
    row("nicReceive", "NIC received", "series-4"),
  ],
  stacked: false,
  base: "binary",
  format: byteRate,
  unmeasured: "This kernel does not tell DMA",
};
