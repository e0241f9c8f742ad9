/** Neighbouring live frames → one: older history is kept so, and a page that fell behind gets it so. */
import { addExact } from "../accumulate.ts";
import { mergedDma, plus } from "../dma-sum.ts";
import type { Gap, Log2Histogram } from "../frame.ts";
import { mergedHistogram } from "../percentiles.ts";
import type { LiveCost, LiveFlow, LiveFrame, LiveTrust, LiveWork } from "./protocol.ts";
import { WorkSum } from "./work-sum.ts";

/** Gaps told of in one frame; an hour of restarts is a wide gap anyway. */
const GAP_LIMIT = 10;

/** The sum of frames, oldest first; there must be one. Null where one of them did not measure it. */
export function mergedFrame(frames: readonly LiveFrame[]): LiveFrame {
  const [first, ...others] = frames;
  if (first === undefined) throw new Error("no frames to merge");
  if (others.length === 0) return first;
  const last = others.at(-1) ?? first;
  return {
    sequence: last.sequence,
    merged: frames.reduce((sum, { merged }) => sum + merged, 0),
    start: first.start,
    end: last.end,
    totals: mergedWork(frames.map(({ totals }) => totals)),
    flows: mergedFlows(frames),
    dma: frames.map(({ dma }) => dma).reduce(mergedDma),
    runQueueWait: mergedHistograms(frames.map(({ runQueueWait }) => runQueueWait)),
    latency: mergedHistograms(frames.map(({ latency }) => latency)),
    size: mergedHistograms(frames.map(({ size }) => size)),
    processes: frames.reduce((most, { processes }) => Math.max(most, processes), 0),
    trust: frames.map(({ trust }) => trust).reduce(mergedTrust),
    cost: frames.map(({ cost }) => cost).reduce(mergedCost),
    gaps: joinedGaps(frames.flatMap(({ gaps }) => gaps)),
    marks: frames.flatMap(({ marks }) => marks),
  };
}

/** What was done in several frames together. */
export function mergedWork(works: readonly LiveWork[]): LiveWork {
  const sum = new WorkSum();
  for (const work of works) sum.addWork(work);
  return sum.value();
}

function mergedHistograms(histograms: readonly (Log2Histogram | null)[]): Log2Histogram | null {
  const known = histograms.filter((histogram) => histogram !== null);
  return known.length < histograms.length ? null : known.reduce(mergedHistogram, []);
}

function mergedTrust(a: LiveTrust | null, b: LiveTrust | null): LiveTrust | null {
  if (a === null || b === null) return a ?? b;
  return {
    lostEvents: addExact(a.lostEvents, b.lostEvents),
    mapsFull: [...new Set([...a.mapsFull, ...b.mapsFull])].sort(),
    unmatched: addExact(a.unmatched, b.unmatched),
    skippedRuns: addExact(a.skippedRuns, b.skippedRuns),
  };
}

function mergedCost(a: LiveCost, b: LiveCost): LiveCost {
  return {
    probes: plus(a.probes, b.probes),
    bpftrace: plus(a.bpftrace, b.bpftrace),
    server: plus(a.server, b.server),
    residentBytes:
      a.residentBytes === null || b.residentBytes === null ? null : Math.max(a.residentBytes, b.residentBytes),
  };
}

function joinedGaps(gaps: readonly Gap[]): readonly Gap[] {
  if (gaps.length <= GAP_LIMIT) return gaps;
  const rest = gaps.slice(GAP_LIMIT - 1);
  const reason = `${rest.length} gaps: ${rest[0]?.reason ?? ""}, …`;
  const joined = { from: rest[0]?.from ?? 0, to: rest.at(-1)?.to ?? 0, reason };
  return [...gaps.slice(0, GAP_LIMIT - 1), joined];
}

function mergedFlows(frames: readonly LiveFrame[]): readonly LiveFlow[] {
  const sums = new Map<string, LiveFlow>();
  for (const { flows } of frames) {
    for (const flow of flows) {
      const [from, to, mechanism, operation, bytes, calls, cpuCopied, unknownCopies] = flow;
      const key = `${from}>${to}>${mechanism}>${operation}`;
      const sum = sums.get(key);
      sums.set(
        key,
        sum === undefined
          ? flow
          : [
              from,
              to,
              mechanism,
              operation,
              addExact(sum[4], bytes),
              addExact(sum[5], calls),
              addExact(sum[6], cpuCopied),
              addExact(sum[7], unknownCopies),
            ],
      );
    }
  }
  return [...sums.values()].sort((a, b) => b[4] - a[4] || b[5] - a[5]);
}
