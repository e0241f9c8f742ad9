/** Bytes a second by how they moved, stacked: what the CPU copies at the bottom, where it is measured by eye. */
import type { Edge } from "../../server/model/live/data-path.ts";
import { alongEdge } from "../../server/model/live/live-sums.ts";
import type { LiveFrame } from "../../server/model/live/protocol.ts";
import { MECHANISMS, type Mechanism } from "../../server/model/mechanism.ts";
import { byteRate } from "../parts/figure-text.ts";
import { mechanismLabel } from "../parts/mechanism-words.ts";
import { secondsOf } from "./chart-model.ts";
import type { LineChart } from "./line-chart.ts";

/** Always in the legend; the others once they moved anything. */
const ALWAYS: ReadonlySet<Mechanism> = new Set<Mechanism>(["copy", "reference", "direct"]);

function bytesBy(frame: LiveFrame, mechanism: Mechanism, edge: Edge | null): number {
  if (edge === null) return frame.totals.bytes.byMechanism[mechanism] ?? 0;
  return frame.flows.reduce((sum, flow) => (flow[2] === mechanism && alongEdge(flow, edge) ? sum + flow[4] : sum), 0);
}

/**
 * Along an edge, that edge's mechanism alone; else the usual three, and whatever else moved anything in these frames.
 */
export function mechanismChart(frames: readonly LiveFrame[], edge: Edge | null): LineChart {
  const moved = (mechanism: Mechanism) => frames.some((frame) => bytesBy(frame, mechanism, edge) > 0);
  const shown = MECHANISMS.filter((mechanism) =>
    edge === null ? ALWAYS.has(mechanism) || moved(mechanism) : mechanism === edge.mechanism,
  );
  return {
    rows: shown.map((mechanism) => ({
      key: mechanism,
      label: mechanismLabel(mechanism),
      colour: mechanism,
      value: (frame) => bytesBy(frame, mechanism, edge) / secondsOf(frame),
    })),
    stacked: true,
    base: "binary",
    format: byteRate,
    unmeasured: "DMA is not made of flows: see disk and NIC",
  };
}
