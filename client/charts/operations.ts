/** Bytes a second by operation, stacked: the heaviest of the visible time, and all others as one. */
import type { Edge } from "../../server/model/live/data-path.ts";
import { alongEdge } from "../../server/model/live/live-sums.ts";
import type { LiveFrame } from "../../server/model/live/protocol.ts";
import { byteRate } from "../parts/figure-text.ts";
import { once } from "../state/once.ts";
import { type Row, secondsOf } from "./chart-model.ts";
import type { LineChart } from "./line-chart.ts";
import { operationColours } from "./operation-colours.ts";

const SHOWN = 6;

function alongEdgeByOperation(frame: LiveFrame, edge: Edge | null): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const flow of frame.flows) {
    if (alongEdge(flow, edge)) sums.set(flow[3], (sums.get(flow[3]) ?? 0) + flow[4]);
  }
  return sums;
}

const byOperation = once((frame: LiveFrame) => alongEdgeByOperation(frame, null));

/** Bytes a second of the heaviest six operations of these frames, the others as one row. */
export function operationChart(frames: readonly LiveFrame[], edge: Edge | null): LineChart {
  const sums = new Map(
    frames.map((frame) => [frame, edge === null ? byOperation(frame) : alongEdgeByOperation(frame, edge)]),
  );
  const totals = new Map<string, number>();
  for (const sum of sums.values()) {
    sum.forEach((bytes, operation) => {
      totals.set(operation, (totals.get(operation) ?? 0) + bytes);
    });
  }
  const ranked = [...totals].sort(([, a], [, b]) => b - a).map(([operation]) => operation);
  // By name among the heaviest: a stack whose layers change places cannot be read.
  const shown = ranked.slice(0, SHOWN).toSorted();
  const rest = ranked.slice(SHOWN);
  const colours = operationColours(shown);
  const bytes = (frame: LiveFrame, name: string) => sums.get(frame)?.get(name) ?? 0;
  const rows: Row[] = shown.map((name) => ({
    key: name,
    label: name,
    colour: colours.get(name) ?? "series-rest",
    value: (frame) => bytes(frame, name) / secondsOf(frame),
  }));
  if (rest.length > 0) {
    const label = `${rest.length} others`;
    const value = (frame: LiveFrame) => rest.reduce((sum, name) => sum + bytes(frame, name), 0) / secondsOf(frame);
    rows.push({ key: "rest", label, colour: "series-rest", value });
  }
  return { rows, stacked: true, base: "binary", format: byteRate, unmeasured: "No bytes moved in this time" };
}
