/** Frames → live frames: what the charts need of a frame, of the whole scope or of one process in it. */
import { addExact } from "../accumulate.ts";
import type { Cost, FlowCount, Frame, Log2Histogram, ProcessFrame, Trust } from "../frame.ts";
import { mergedHistogram } from "../percentiles.ts";
import { edgeOf, type FlowEdge } from "./data-path.ts";
import type { LiveCost, LiveFlow, LiveFrame, LiveTrust, Mark } from "./protocol.ts";
import { WorkSum } from "./work-sum.ts";

export interface LiveFrameOptions {
  readonly sequence: number;
  readonly marks: readonly Mark[];
  /** The id of the one process to show; null: all. */
  readonly process: number | null;
}

/** The live frame of a frame. */
export function liveFrameOf(frame: Frame, { sequence, marks, process }: LiveFrameOptions): LiveFrame {
  const processes = process === null ? frame.processes : frame.processes.filter(({ id }) => id === process);
  const work = new WorkSum();
  for (const each of processes) work.addCalls(each);
  const flows = liveFlows(processes);
  for (const [from, to, mechanism, , bytes, , cpuCopied, unknownCopies] of flows) {
    work.addBytes(from, to, mechanism, bytes, cpuCopied, unknownCopies);
  }
  if (processes.length === 0 && frame.runQueueWait === null) work.withoutTime();
  const whole = process === null;
  return {
    sequence,
    merged: 1,
    start: toTenth(frame.start),
    end: toTenth(frame.end),
    totals: work.value(),
    flows,
    dma: frame.dma,
    // Nobody keeps histograms by process.
    runQueueWait: whole ? frame.runQueueWait && trimmed(frame.runQueueWait) : null,
    latency: whole ? ofAllOperations(frame.latency) : null,
    size: whole ? ofAllOperations(frame.size) : null,
    processes: processes.length,
    trust: liveTrust(frame.trust),
    cost: liveCost(frame.cost),
    gaps: frame.gaps,
    marks,
  };
}

/** Tenths of a millisecond: finer than any clock here is worth, and short in JSON. */
function toTenth(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}

function trimmed(histogram: Log2Histogram): Log2Histogram {
  return histogram.slice(0, histogram.findLastIndex((count) => count > 0) + 1);
}

function ofAllOperations(histograms: Frame["latency"]): Log2Histogram | null {
  if (histograms === null) return null;
  return trimmed(Object.values(histograms).reduce(mergedHistogram, []));
}

function liveTrust({ lostEvents, mapsFull, unmatched, skippedRuns }: Trust): LiveTrust | null {
  if (lostEvents === 0 && mapsFull.length === 0 && unmatched === 0 && skippedRuns === 0) return null;
  return { lostEvents, mapsFull, unmatched, skippedRuns };
}

function liveCost(cost: Cost): LiveCost {
  const whole = (nanoseconds: number | null) => nanoseconds && Math.round(nanoseconds);
  const resident = [cost.bpftraceResidentBytes, cost.serverResidentBytes].filter((bytes) => bytes !== null);
  return {
    probes: whole(cost.probeNanoseconds),
    bpftrace: whole(cost.bpftraceCpuNanoseconds),
    server: whole(cost.serverCpuNanoseconds),
    residentBytes: resident.length === 0 ? null : resident.reduce((sum, bytes) => sum + bytes, 0),
  };
}

type Writable = { -readonly [K in keyof LiveFlow]: LiveFlow[K] };

/** The flows of these processes by edge, mechanism and operation, most bytes first. */
function liveFlows(processes: readonly ProcessFrame[]): readonly LiveFlow[] {
  const sums = new Map<string, Map<FlowEdge, Writable>>();
  for (const { flows } of processes) for (const flow of flows) addFlow(sums, flow);
  return [...sums.values()].flatMap((rows) => [...rows.values()]).sort((a, b) => b[4] - a[4] || b[5] - a[5]);
}

function addFlow(sums: Map<string, Map<FlowEdge, Writable>>, flow: FlowCount): void {
  const edge = edgeOf(flow);
  let ofOperation = sums.get(flow.operation);
  if (ofOperation === undefined) {
    ofOperation = new Map();
    sums.set(flow.operation, ofOperation);
  }
  let row = ofOperation.get(edge);
  if (row === undefined) {
    row = [edge.from, edge.to, edge.mechanism, flow.operation, 0, 0, 0, 0];
    ofOperation.set(edge, row);
  }
  row[4] = addExact(row[4], flow.bytes);
  row[5] = addExact(row[5], flow.calls);
  if (flow.copiesPerByte === null) row[7] = addExact(row[7], flow.bytes);
  else row[6] = addExact(row[6], flow.bytes * flow.copiesPerByte);
}
