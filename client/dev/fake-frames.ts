/** Frames of programs that never ran, exact in the way real ones are: totals are the sums of their flows. */
import type { TimeSplit } from "../../server/model/frame.ts";
import { DATA_NODES } from "../../server/model/live/data-path.ts";
import { mergedWork } from "../../server/model/live/merged-frame.ts";
import type { LiveFlow, LiveFrame, LiveWork, ProcessRow } from "../../server/model/live/protocol.ts";
import type { Mechanism } from "../../server/model/mechanism.ts";
import type { FakeFlow, FakeProgram } from "./fake-workload.ts";
import type { Random } from "./random.ts";

const COPIES: ReadonlySet<Mechanism> = new Set<Mechanism>(["copy", "kernel-copy"]);

function liveFlow(
  { from, to, mechanism, operation, rate, callSize }: FakeFlow,
  seconds: number,
  level: number,
): LiveFlow {
  const calls = Math.max(0, Math.round((rate * seconds * level) / callSize));
  const bytes = calls * callSize;
  const copied = COPIES.has(mechanism) || mechanism === "fill" ? bytes : 0;
  return [from, to, mechanism, operation, bytes, calls, copied, 0];
}

/** What flows add up to, in the words of totals-bytes.ts. */
function bytesOf(flows: readonly LiveFlow[]): LiveWork["bytes"] {
  const byMechanism: { [M in Mechanism]?: number } = {};
  let [input, output, cpuCopied] = [0, 0, 0];
  for (const [from, to, mechanism, , bytes, , copied] of flows) {
    byMechanism[mechanism] = (byMechanism[mechanism] ?? 0) + bytes;
    if (DATA_NODES.has(from)) input += bytes;
    if (DATA_NODES.has(to)) output += bytes;
    cpuCopied += copied;
  }
  return { byMechanism, input, output, cpuCopied, unknownCopies: 0, unknownOutput: 0, discarded: 0 };
}

export interface FakeActivity {
  readonly row: ProcessRow;
  readonly flows: readonly LiveFlow[];
}

/** What one program did in an interval. */
export function activityOf(program: FakeProgram, id: number, start: number, end: number, random: Random): FakeActivity {
  const seconds = (end - start) / 1000;
  const wave = Math.sin((start / program.period) * 2 * Math.PI + program.pid);
  const level = Math.max(0, 1 + program.swing * wave + (random() - 0.5) * 0.16);
  const flows = program.flows.map((flow) => liveFlow(flow, seconds, level));
  const calls = flows.reduce((sum, flow) => sum + flow[5], 0);
  const waits = Math.round(program.waits * seconds * level);
  const faults = Math.round(program.faults * seconds * (0.6 + 0.8 * random()));
  const [user, kernel, runnable] = program.cpu.map((share) => Math.round(share * level * seconds * 1e9));
  const time: TimeSplit = { user: user ?? 0, kernel: kernel ?? 0, runnable: runnable ?? 0, blocked: 0 };
  const row: ProcessRow = {
    id,
    pid: program.pid,
    parent: 1,
    command: program.command,
    bytes: bytesOf(flows),
    syscalls: calls + waits,
    unmeasuredCalls: 0,
    transitions: { data: 2 * calls, wait: 2 * waits, files: Math.round(waits / 8) * 2, "page-faults": 2 * faults },
    pageFaults: { user: faults, kernel: Math.round(faults / 5) },
    switches: {
      voluntary: Math.round(program.switches[0] * seconds * level),
      involuntary: Math.round(program.switches[1] * seconds * (0.5 + random())),
    },
    time: { ...time, blocked: Math.max(0, Math.round(seconds * 4e9) - time.user - time.kernel - time.runnable) },
  };
  return { row, flows };
}

/** A bell over power-of-two buckets, like latencies and sizes are. */
function bell(middle: number, width: number, count: number, random: Random): number[] {
  const buckets = Array.from({ length: Math.ceil(middle + 4 * width) }, (_, bucket) =>
    Math.round(count * Math.exp(-(((bucket - middle) / width) ** 2)) * (0.8 + 0.4 * random())),
  );
  return buckets;
}

function sumBy(flows: readonly LiveFlow[], passes: (flow: LiveFlow) => boolean): number {
  return flows.reduce((sum, flow) => (passes(flow) ? sum + flow[4] : sum), 0);
}

/** One row an edge and operation, as the server sends them. */
function summed(flows: readonly LiveFlow[]): readonly LiveFlow[] {
  const sums = new Map<string, LiveFlow>();
  for (const flow of flows) {
    const key = flow.slice(0, 4).join(">");
    const [from, to, mechanism, operation, bytes, calls, copied, unknown] = flow;
    const sum = sums.get(key);
    if (sum === undefined) sums.set(key, flow);
    else {
      const [, , , , sumBytes, sumCalls, sumCopied] = sum;
      sums.set(key, [from, to, mechanism, operation, sumBytes + bytes, sumCalls + calls, sumCopied + copied, unknown]);
    }
  }
  return [...sums.values()];
}

/** A frame of what programs did. */
export function frameOf(
  sequence: number,
  start: number,
  end: number,
  activities: readonly FakeActivity[],
  random: Random,
): LiveFrame {
  const flows = summed(activities.flatMap((activity) => activity.flows).filter((flow) => flow[4] > 0));
  const totals = mergedWork(activities.map(({ row }) => row));
  const seconds = (end - start) / 1000;
  const fromCache = sumBy(flows, ([from]) => from === "page-cache");
  const toSocket = sumBy(flows, ([, to]) => to === "socket");
  const paged = sumBy(flows, ([, to, mechanism]) => to === "socket" && mechanism === "reference");
  const wave = 0.5 + 0.5 * Math.sin(start / 7_000);
  return {
    sequence,
    merged: 1,
    start,
    end,
    totals: pickWork(totals),
    flows: flows.toSorted((a, b) => b[4] - a[4]),
    dma: {
      diskRead: Math.round(fromCache * 0.18 * wave),
      diskWrite: Math.round(24 * 2 ** 20 * seconds * (1 - wave)),
      nicTransmit: Math.round(toSocket * 1.04),
      nicTransmitPaged: Math.round(paged),
      nicReceive: Math.round(toSocket * 0.02),
    },
    runQueueWait: bell(11 + 3 * wave, 2.2, totals.syscalls / 40, random),
    latency: bell(10.5 + 1.5 * wave, 2.6, totals.syscalls / 8, random),
    size: bell(13 + wave, 1.8, totals.syscalls / 8, random).map((count, bucket) =>
      bucket === 18 ? count + Math.round(paged / 262_144) : count,
    ),
    processes: activities.length,
    trust: null,
    cost: {
      probes: Math.round(seconds * 9e6),
      bpftrace: Math.round(seconds * 11e6),
      server: Math.round(seconds * 14e6),
      residentBytes: 178 * 2 ** 20,
    },
    gaps: [],
    marks: [],
  };
}

/** Without the fields that only a row has. */
export function pickWork(work: LiveWork): LiveWork {
  const { bytes, syscalls, unmeasuredCalls, transitions, pageFaults, switches, time } = work;
  return { bytes, syscalls, unmeasuredCalls, transitions, pageFaults, switches, time };
}
