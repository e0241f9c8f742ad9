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

/** What one process did, over several frames. */
class ProcessSum {
  readonly id: number;
  readonly pid: number;
  command: string;
  parent: number | null = null;
  /** By what was measured. */
  readonly tallies = new Map<string, Tally>();
  /** By tid and what was measured; null where threads were not recorded. */
  threads: Map<string, { readonly tid: number; readonly tally: ActivityTally }> | null = null;

  constructor({ id, pid, command }: ProcessFrame) {
    this.id = id;
    this.pid = pid;
    this.command = command;
  }

  add(process: ProcessFrame): void {
    const { socketBufferCopied, pageCacheFilled, ioUring } = process;
    const key = nulls([...activityParts(process), socketBufferCopied, pageCacheFilled, ioUring]);
    let tally = this.tallies.get(key);
    if (tally === undefined) {
      tally = new Tally();
      this.tallies.set(key, tally);
    }
    tally.add(process);
    this.command = process.command;
    this.parent = process.parent ?? this.parent;
    for (const thread of process.threads ?? []) this.#addThread(thread);
    if (process.threads !== undefined) this.threads ??= new Map();
  }

  /** One, or a few where not all frames measured the same. All threads stand in the first. */
  frames(): readonly ProcessFrame[] {
    const { id, pid, parent, command, threads } = this;
    return [...this.tallies.values()].map((tally, index) => ({
      id,
      pid,
      parent,
      command,
      ...activityOf(tally.activity),
      socketBufferCopied: tally.socketBufferCopied.value(),
      pageCacheFilled: tally.pageCacheFilled.value(),
      syscalls: tally.syscalls,
      flows: tally.flows,
      ioUring: tally.requests,
      particulars: tally.particulars,
      ...(threads === null || index > 0 ? {} : { threads: [...threads.values()].map(threadFrame) }),
    }));
  }

  #addThread(thread: ThreadFrame): void {
    this.threads ??= new Map();
    const key = `${thread.tid} ${nulls(activityParts(thread))}`;
    const held = this.threads.get(key) ?? { tid: thread.tid, tally: new ActivityTally() };
    this.threads.set(key, held);
    held.tally.add(thread);
  }
}

export class FrameSum {
  readonly #heads = new Map<string, Head>();
  /**
   * By id. A process that was in one frame only is kept as it came: there is nothing to add up, and of a storm of short
   * processes, which are nearly all of this kind, a tally each would take ten times the memory.
   */
  readonly #processes = new Map<number, ProcessFrame | ProcessSum>();
  readonly #gaps: Gap[] = [];
  #count = 0;
  #once = 0;

  /** How many frames are summed here. */
  get count(): number {
    return this.#count;
  }

  /** How many processes were in one of them only. */
  get once(): number {
    return this.#once;
  }

  add(frame: Frame): void {
    this.#count++;
    this.#gaps.push(...frame.gaps);
    this.#addHead(frame);
    for (const process of frame.processes) this.#addProcess(process);
  }

  /** One frame, or a few where not all measured the same. All processes and gaps stand in the first. */
  frames(): readonly Frame[] {
    const processes = [...this.#processes.values()].flatMap((process) =>
      process instanceof ProcessSum ? process.frames() : [process],
    );
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
    const known = this.#processes.get(process.id);
    if (known === undefined) {
      this.#processes.set(process.id, process);
      this.#once++;
    } else if (known instanceof ProcessSum) {
      known.add(process);
    } else {
      const sum = new ProcessSum(known);
      sum.add(known);
      sum.add(process);
      this.#processes.set(process.id, sum);
      this.#once--;
    }
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
