/**
 * Frames → few frames that say the same in sum: a report made of them is the report of the frames. Where some
 * frames measured a part and others did not, the sum is kept apart by what was measured, for a sum with an unknown
 * addend is unknown.
 */
import { addExact } from "./accumulate.ts";
import { ActivityTally, Tally } from "./accumulate-tally.ts";
import { mergedDma, plus } from "./dma-sum.ts";
import { sumOfEventCounts } from "./event-counts.ts";
import type { Activity, Cost, Frame, Gap, Log2Histogram, ProcessFrame, ThreadFrame, Trust } from "./frame.ts";
import { mergedHistogram } from "./percentiles.ts";

/** Single events are left out: they are looked at one by one, in the frames. */
type Head = Omit<Frame, "processes" | "gaps" | "events">;

interface ProcessSum {
  readonly id: number;
  readonly pid: number;
  readonly tally: Tally;
}

interface ProcessName {
  command: string;
  parent: number | null;
  /** By tid and what was measured; null where threads were not recorded. */
  threads: Map<string, { readonly tid: number; readonly tally: ActivityTally }> | null;
}

export class FrameSum {
  readonly #heads = new Map<string, Head>();
  readonly #processes = new Map<string, ProcessSum>();
  readonly #names = new Map<number, ProcessName>();
  readonly #gaps: Gap[] = [];
  #count = 0;

  /** How many frames are summed here. */
  get count(): number {
    return this.#count;
  }

  add(frame: Frame): void {
    this.#count++;
    this.#gaps.push(...frame.gaps);
    this.#addHead(frame);
    for (const process of frame.processes) this.#addProcess(process);
  }

  /** One frame, or a few where not all measured the same. All processes and gaps stand in the first. */
  frames(): readonly Frame[] {
    const processes = this.#processFrames();
    return [...this.#heads.values()].map((head, index) => ({
      ...head,
      processes: index === 0 ? processes : [],
      gaps: index === 0 ? [...this.#gaps] : [],
    }));
  }

  #addHead({ processes: _, gaps: __, events: ___, ...head }: Frame): void {
    const { dma, runQueueWait, latency, size, cost } = head;
    const key = nulls([runQueueWait, latency, size, ...Object.values(dma), ...Object.values(cost)]);
    const sum = this.#heads.get(key);
    this.#heads.set(key, sum === undefined ? head : sumOfHeads(sum, head));
  }

  #addProcess(process: ProcessFrame): void {
    const { id, pid, socketBufferCopied, pageCacheFilled, ioUring } = process;
    const key = `${id} ${nulls([...activityParts(process), socketBufferCopied, pageCacheFilled, ioUring])}`;
    let sum = this.#processes.get(key);
    if (sum === undefined) {
      sum = { id, pid, tally: new Tally() };
      this.#processes.set(key, sum);
    }
    sum.tally.add(process);
    const name = this.#names.get(id) ?? { command: process.command, parent: null, threads: null };
    this.#names.set(id, name);
    name.command = process.command;
    name.parent = process.parent ?? name.parent;
    for (const thread of process.threads ?? []) addThread(name, thread);
    if (process.threads !== undefined) name.threads ??= new Map();
  }

  #processFrames(): readonly ProcessFrame[] {
    const told = new Set<number>();
    return [...this.#processes.values()].map(({ id, pid, tally }) => {
      const name = this.#names.get(id);
      const threads = told.has(id) ? null : (name?.threads ?? null);
      told.add(id);
      return {
        id,
        pid,
        parent: name?.parent ?? null,
        command: name?.command ?? "",
        ...activityOf(tally.activity),
        socketBufferCopied: tally.socketBufferCopied.value(),
        pageCacheFilled: tally.pageCacheFilled.value(),
        syscalls: tally.syscalls,
        flows: tally.flows,
        ioUring: tally.requests,
        particulars: tally.particulars,
        ...(threads === null ? {} : { threads: [...threads.values()].map(threadFrame) }),
      };
    });
  }
}

/** Which parts are null, as a key. */
function nulls(parts: readonly unknown[]): string {
  return parts.map((part) => (part === null ? "0" : "1")).join("");
}

function activityParts({ pageFaults, switches, wakeups, migrations, time }: Activity): readonly unknown[] {
  return [pageFaults, switches, wakeups, migrations, time];
}

function activityOf({ pageFaults, switches, wakeups, migrations, time }: ActivityTally): Activity {
  return {
    pageFaults: pageFaults.value(),
    switches: switches.value(),
    wakeups: wakeups.value(),
    migrations: migrations.value(),
    time: time.nanoseconds(),
  };
}

function addThread(into: ProcessName, thread: ThreadFrame): void {
  into.threads ??= new Map();
  const key = `${thread.tid} ${nulls(activityParts(thread))}`;
  const held = into.threads.get(key) ?? { tid: thread.tid, tally: new ActivityTally() };
  into.threads.set(key, held);
  held.tally.add(thread);
}

function threadFrame({ tid, tally }: { readonly tid: number; readonly tally: ActivityTally }): ThreadFrame {
  return { tid, ...activityOf(tally) };
}

function sumOfHeads(a: Head, b: Head): Head {
  const eventCounts = sumOfEventCounts(a.eventCounts, b.eventCounts);
  return {
    ...(eventCounts === null ? {} : { eventCounts }),
    start: Math.min(a.start, b.start),
    end: Math.max(a.end, b.end),
    dma: mergedDma(a.dma, b.dma),
    runQueueWait: a.runQueueWait && mergedHistogram(a.runQueueWait, b.runQueueWait ?? []),
    latency: sumOfHistograms(a.latency, b.latency),
    size: sumOfHistograms(a.size, b.size),
    trust: sumOfTrust(a.trust, b.trust),
    cost: sumOfCost(a.cost, b.cost),
  };
}

function most(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : Math.max(a, b);
}

type Histograms = { readonly [operation: string]: Log2Histogram };

function sumOfHistograms(a: Histograms | null, b: Histograms | null): Histograms | null {
  if (a === null || b === null) return null;
  const sums = new Map(Object.entries(a));
  for (const [operation, histogram] of Object.entries(b)) {
    sums.set(operation, mergedHistogram(sums.get(operation) ?? [], histogram));
  }
  return Object.fromEntries(sums);
}

function sumOfTrust(a: Trust, b: Trust): Trust {
  const skipped = new Map(Object.entries(a.skippedInInterrupts));
  for (const [probe, runs] of Object.entries(b.skippedInInterrupts)) {
    skipped.set(probe, addExact(skipped.get(probe) ?? 0, runs));
  }
  return {
    lostEvents: addExact(a.lostEvents, b.lostEvents),
    mapsFull: [...new Set([...a.mapsFull, ...b.mapsFull])],
    unmatched: addExact(a.unmatched, b.unmatched),
    inFlightAtStart: addExact(a.inFlightAtStart, b.inFlightAtStart),
    hiddenThreads: Math.max(a.hiddenThreads, b.hiddenThreads),
    skippedRuns: addExact(a.skippedRuns, b.skippedRuns),
    skippedInInterrupts: Object.fromEntries(skipped),
  };
}

function sumOfCost(a: Cost, b: Cost): Cost {
  return {
    probeRuns: plus(a.probeRuns, b.probeRuns),
    probeNanoseconds: plus(a.probeNanoseconds, b.probeNanoseconds),
    bpftraceCpuNanoseconds: plus(a.bpftraceCpuNanoseconds, b.bpftraceCpuNanoseconds),
    serverCpuNanoseconds: plus(a.serverCpuNanoseconds, b.serverCpuNanoseconds),
    bpftraceResidentBytes: most(a.bpftraceResidentBytes, b.bpftraceResidentBytes),
    serverResidentBytes: most(a.serverResidentBytes, b.serverResidentBytes),
  };
}
