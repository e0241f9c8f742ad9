/**
 * Records → frames. Everything the probes printed between a flip of their switch and its receipt is one
 * frame, which ended at the flip.
 */

import { eventCountsOf } from "../event-counts.ts";
import { batchName, COPIED_SENDS, FILLS, LOOKS, TLS_LIBRARY, UNCOPIED_SENDS } from "../findings/particular.ts";
import type { FlowIdentity } from "../flow-identity.ts";
import type { Cost, Dma, Frame, Gap } from "../frame.ts";
import { ioUringOperation } from "../io-uring-opcode.ts";
import { syscallName } from "../syscall-name.ts";
import { EventAssembler } from "./event-assembler.ts";
import { flowOfCall, flowOfRequest, operationByNumber } from "./flow-from-words.ts";
import { type ListedProcess, ProcessTable } from "./process-table.ts";
import { type Measured, madeOnce, type Outcome, ProcessTally } from "./process-tally.ts";
import type { MapEntry, Record } from "./record.ts";
import { ThreadClocks } from "./thread-clocks.ts";

export interface AssemblerOptions {
  readonly arch: "x64" | "arm64";
  readonly pageSize: number;
  readonly measured: Measured & { readonly disk: boolean; readonly nic: boolean };
  /** Keys a map can hold; a map printed with that many was full. */
  readonly mapCapacity: number;
  /** Keys that one entry of a stats() map takes: two (calls and bytes) in older versions of bpftrace. */
  readonly keysPerStats: 1 | 2;
  /** Epoch milliseconds at which CLOCK_MONOTONIC was 0. */
  readonly clockOffset: number;
  /** The table of a run that goes on with other probes. */
  readonly processes?: ProcessTable;
}

/** What is known about a frame from outside the probes. */
export interface FrameSurroundings {
  readonly cost: Cost;
  /** Probe runs the kernel skipped in this frame, by probe. */
  readonly skipped: { readonly [probe: string]: number };
  readonly gaps: readonly Gap[];
  /** No frame comes after this one. */
  readonly isLast?: boolean;
}

/** Maps of stats(): calls, and what they moved or dealt with. */
const STATS: readonly string[] = ["flows", "completed", "batches"];

/** Bit 40 of a call's key: a 32-bit call (probes/parts/count-call.bt). */
const COMPAT = 2 ** 40;

export class FrameAssembler {
  readonly processes: ProcessTable;
  readonly #options: AssemblerOptions;
  readonly #operations;
  readonly #flows = new Map<string, FlowIdentity | null>();
  readonly #clocks = new ThreadClocks();
  readonly #events: EventAssembler;
  /** Threads that were there before the probes, and may have been inside a call. */
  readonly #early = new Set<number>();
  /** Processes that have a TLS library mapped. */
  readonly #tls = new Set<number>();
  #tallies = new Map<number, ProcessTally>();
  #gone: [pid: number, times: number][] = [];
  #start = 0;
  #end = 0;
  #flipped = false;
  #clocksSeen: readonly MapEntry[] = [];
  #ended: readonly MapEntry[] = [];
  #mapsFull = new Set<string>();
  #trust = { lostEvents: 0, unmatched: 0, inFlightAtStart: 0 };
  #dma = { diskRead: 0, diskWrite: 0, nicTransmit: 0, nicTransmitPaged: 0, nicReceive: 0 };
  #wait: number[] = [];
  #latency: { [operation: string]: number[] } = {};
  #size: { [operation: string]: number[] } = {};

  constructor(options: AssemblerOptions) {
    this.#options = options;
    this.processes = options.processes ?? new ProcessTable();
    this.#operations = operationByNumber(options.arch);
    this.#events = new EventAssembler(options.arch, this.processes);
  }

  /** Names what was running before, at this CLOCK_MONOTONIC time in ns: the processes, and all their threads. */
  list(
    processes: Iterable<ListedProcess>,
    threads: readonly (readonly [tid: number, pid: number])[],
    at: number,
  ): void {
    this.processes.list(processes);
    for (const [tid] of threads) this.#early.add(tid);
    if (this.#options.measured.time) this.#clocks.list(threads, at);
  }

  /** A library that does TLS was found to be mapped into this process. */
  noteTlsLibrary(pid: number): void {
    if (this.processes.has(pid)) this.#tls.add(pid);
  }

  /** Begins the first frame at this CLOCK_MONOTONIC time in ns, and forgets what was counted before it. */
  begin(at: number): void {
    this.#reset();
    this.#start = at;
    this.#flipped = false;
  }

  /**
   * Whether a flip has ended the frame. A snapshot that was begun while the probes were being attached says "done"
   * after the beginning, without a flip: it is no frame, and what it holds is the first frame's.
   */
  get isOver(): boolean {
    return this.#flipped;
  }

  /** Takes in one record. */
  add(record: Record): void {
    switch (record.kind) {
      case "flip":
        this.#end = record.at;
        this.#flipped = true;
        break;
      case "births":
        if (record.births.length >= this.#options.mapCapacity) this.#mapsFull.add("born");
        for (const { pid, parent, name } of record.births) this.processes.born(pid, parent, name);
        break;
      case "names":
        if (record.names.length >= this.#options.mapCapacity) this.#mapsFull.add("name");
        for (const { pid, name } of record.names) this.processes.renamed(pid, name);
        break;
      case "lost":
        this.#trust.lostEvents += record.events;
        break;
      case "map":
        if (this.#keys(record.map, record.entries) >= this.#options.mapCapacity) this.#mapsFull.add(record.map);
        this.#map(record.map, record.entries);
        break;
      case "strange":
        // What it would have said is missing.
        this.#trust.lostEvents += 1;
        break;
      case "event":
        this.#events.add(record.event);
        break;
      case "window":
        this.#events.open(record.at);
        break;
      case "left":
        this.#events.granted(record.events, record.open);
        break;
      case "done":
      case "ready":
      case "attached":
        break;
    }
  }

  /** Ends the frame whose maps have all been added. */
  frame({ cost, skipped, gaps, isLast = false }: FrameSurroundings): Frame {
    this.#time();
    const events = this.#events.frame({ start: this.#start, isLast });
    for (const pid of this.#tls) this.#tallies.get(pid)?.particular(TLS_LIBRARY, 1);
    const { measured } = this.#options;
    const frame: Frame = {
      start: this.#epoch(this.#start),
      end: this.#epoch(this.#end),
      processes: [...this.#tallies].map(([pid, tally]) => tally.frame(this.processes.get(pid), measured)),
      dma: this.#measuredDma(),
      runQueueWait: measured.time ? this.#wait : null,
      latency: measured.time ? this.#latency : null,
      size: measured.time ? this.#size : null,
      trust: {
        ...this.#trust,
        hiddenThreads: this.#clocks.hidden,
        mapsFull: [...this.#mapsFull],
        ...skippedRuns(skipped),
      },
      gaps,
      cost,
      ...(events === null ? {} : { events, eventCounts: eventCountsOf(events) }),
    };
    for (const [pid, times] of this.#gone) {
      this.processes.gone(pid, times);
      this.#tls.delete(pid);
    }
    this.processes.settle();
    this.begin(this.#end);
    return frame;
  }

  #reset(): void {
    this.#tallies = new Map();
    this.#gone = [];
    this.#clocksSeen = [];
    this.#ended = [];
    this.#mapsFull = new Set();
    this.#trust = { lostEvents: 0, unmatched: 0, inFlightAtStart: 0 };
    this.#dma = { diskRead: 0, diskWrite: 0, nicTransmit: 0, nicTransmitPaged: 0, nicReceive: 0 };
    this.#wait = [];
    this.#latency = {};
    this.#size = {};
  }

  #map(map: string, entries: readonly MapEntry[]): void {
    switch (map) {
      case "clock":
        this.#clocksSeen = [...this.#clocksSeen, ...entries];
        return;
      case "ended":
        this.#ended = [...this.#ended, ...entries];
        return;
    }
    for (const { key, values } of entries) this.#entry(map, key, values);
  }

  #entry(map: string, key: readonly number[], values: readonly number[]): void {
    const [pid = 0, second = 0, third = 0, fourth = 0, fifth = 0] = key;
    const [value = 0, bytes = 0] = values;
    switch (map) {
      case "gone":
        this.#gone.push([pid, value]);
        break;
      case "calls":
        this.#tally(pid).syscall(this.#callName(second), outcomeOf(second), value);
        break;
      case "flows":
        this.#call(pid, second, third, fourth, fifth, value, bytes);
        break;
      case "batches":
        this.#batch(pid, second, value, bytes);
        break;
      case "completions":
        this.#tally(pid).particular(second === 1 ? COPIED_SENDS : UNCOPIED_SENDS, value);
        break;
      case "looks":
        this.#tally(pid).particular(LOOKS, value);
        break;
      case "switches":
        for (const activity of this.#activities(pid, second)) {
          activity.voluntary += lower(value);
          activity.involuntary += upper(value);
        }
        break;
      case "moves":
        for (const activity of this.#activities(pid, second)) {
          activity.wakeups += lower(value);
          activity.migrations += upper(value);
        }
        break;
      case "faults": {
        const { faults } = this.#tally(pid);
        faults.user += lower(value);
        faults.kernel += upper(value);
        break;
      }
      case "cached":
        this.#tally(pid).cachedBytes += value * this.#options.pageSize;
        break;
      case "received":
        this.#tally(pid).socketBufferCopied += value;
        break;
      case "submitted":
        this.#tally(pid).request(ioUringOperation(second).name, "submitted", value);
        break;
      case "completed":
        this.#request(pid, second, third, value, bytes);
        break;
      case "unmatched":
        this.#unmatched(pid, value);
        break;
      case "unread":
        this.#trust.lostEvents += value;
        break;
      case "disk":
        this.#dma[pid === 0 ? "diskRead" : "diskWrite"] += value;
        break;
      case "nic":
        if (pid === 0) this.#dma.nicTransmit += value;
        if (pid === 1) this.#dma.nicTransmitPaged += value;
        if (pid === 2) this.#dma.nicReceive += value;
        break;
      case "wait":
        addHistogram(this.#wait, values);
        break;
      case "latency":
      case "size": {
        const histograms = map === "latency" ? this.#latency : this.#size;
        const name = this.#callName(pid * 4);
        const histogram = histograms[name] ?? [];
        histograms[name] = histogram;
        addHistogram(histogram, values);
        break;
      }
    }
  }

  #call(pid: number, key: number, first: number, second: number, flags: number, calls: number, bytes: number): void {
    const operation = this.#operations.get(Math.floor(key / 4));
    if (operation === undefined) return;
    const tally = this.#tally(pid);
    const outcome = outcomeOf(key);
    tally.syscall(operation.name, outcome, calls);
    const flow = this.#identity(`${key - outcome},${first},${second},${flags}`, () =>
      flowOfCall(operation, first, second, flags),
    );
    if (flow !== null) tally.flow(flow, outcome, calls, bytes);
  }

  /** A call that deals with several things at once: `things` is how many it dealt with, over all these calls. */
  #batch(pid: number, key: number, calls: number, things: number): void {
    const name = this.#callName(key);
    const tally = this.#tally(pid);
    tally.syscall(name, 0, calls);
    tally.particular(batchName(name, FILLS[key % 4] ?? "some"), calls, things);
  }

  #request(pid: number, key: number, word: number, requests: number, bytes: number): void {
    const opcode = Math.floor(key / 4);
    const outcome = outcomeOf(key);
    const tally = this.#tally(pid);
    const flow = this.#identity(`io_uring,${opcode},${word}`, () => flowOfRequest(opcode, word));
    const name = flow?.operation ?? ioUringOperation(opcode).name;
    tally.request(name, "completed", requests);
    if (outcome !== 0) tally.request(name, "errors", requests);
    if (flow !== null) tally.flow(flow, outcome, requests, bytes);
  }

  /** One object for each flow of a run, so that tallies can be keyed by it. */
  #identity(key: string, make: () => FlowIdentity | null): FlowIdentity | null {
    const known = this.#flows.get(key);
    if (known !== undefined) return known;
    const flow = make();
    // Different words can be the same flow in words (two block devices): they share one object.
    const same = flow === null ? null : [...this.#flows.values()].find((other) => sameFlow(other, flow));
    this.#flows.set(key, same ?? flow);
    return same ?? flow;
  }

  #unmatched(tid: number, calls: number): void {
    const early = this.#early.delete(tid) ? 1 : 0;
    this.#trust.inFlightAtStart += early;
    this.#trust.unmatched += calls - early;
  }

  #time(): void {
    this.#clocks.update(this.#clocksSeen);
    const advances = [
      ...this.#clocks.end(this.#ended),
      ...this.#clocks.advance(this.#end, (pid) => this.processes.has(pid)),
    ];
    for (const { pid, tid, time } of advances) {
      if (time.user + time.kernel + time.runnable + time.blocked === 0) continue;
      const tally = this.#tally(pid);
      tally.addTime(time);
      if (this.#options.measured.threads) tally.thread(tid).addTime(time);
    }
  }

  /** The process's tally and, where threads are told apart, the thread's. */
  #activities(pid: number, tid: number) {
    const tally = this.#tally(pid);
    return this.#options.measured.threads ? [tally, tally.thread(tid)] : [tally];
  }

  #keys(map: string, entries: readonly MapEntry[]): number {
    return entries.length * (STATS.includes(map) ? this.#options.keysPerStats : 1);
  }

  #tally(pid: number): ProcessTally {
    return madeOnce(this.#tallies, pid, () => new ProcessTally());
  }

  #callName(key: number): string {
    const compat = key >= COMPAT;
    return syscallName({ arch: this.#options.arch, compat, number: Math.floor((compat ? key - COMPAT : key) / 4) });
  }

  #measuredDma(): Dma {
    const { disk, nic } = this.#options.measured;
    const dma = this.#dma;
    return {
      diskRead: disk ? dma.diskRead : null,
      diskWrite: disk ? dma.diskWrite : null,
      nicTransmit: nic ? dma.nicTransmit : null,
      nicTransmitPaged: nic ? dma.nicTransmitPaged : null,
      nicReceive: nic ? dma.nicReceive : null,
    };
  }

  #epoch(nanoseconds: number): number {
    return this.#options.clockOffset + nanoseconds / 1e6;
  }
}

/**
 * Events that can come in an interrupt, and so while another probe runs on the same CPU. What is skipped of
 * them costs no call, byte, switch or second: see docs/exactness.md for what each one does cost.
 */
const IN_INTERRUPTS: readonly string[] = [
  "sched:sched_wakeup",
  "sched:sched_migrate_task",
  "block:block_rq_complete",
  "net:net_dev_start_xmit",
  "net:netif_receive_skb",
  "exceptions:page_fault_kernel",
];

function skippedRuns(skipped: { readonly [probe: string]: number }) {
  let skippedRuns = 0;
  const skippedInInterrupts: { [probe: string]: number } = {};
  for (const [probe, runs] of Object.entries(skipped)) {
    if (IN_INTERRUPTS.includes(probe)) skippedInInterrupts[probe] = runs;
    else skippedRuns += runs;
  }
  return { skippedRuns, skippedInInterrupts };
}

/** Two counts share one number in some maps: the one in its lower 26 bits, and the one above. */
const SHARED = 2 ** 26;
const lower = (value: number): number => value % SHARED;
const upper = (value: number): number => Math.floor(value / SHARED);

function outcomeOf(key: number): Outcome {
  return (key % 4) as Outcome;
}

function sameFlow(one: FlowIdentity | null, other: FlowIdentity): boolean {
  return one !== null && JSON.stringify(one) === JSON.stringify(other);
}

function addHistogram(into: number[], counts: readonly number[]): void {
  counts.forEach((count, index) => {
    while (into.length <= index) into.push(0);
    into[index] = (into[index] ?? 0) + count;
  });
}
