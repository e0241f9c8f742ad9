/**
 * Records → frames. Everything the probes printed between a flip of their switch and its receipt is one
 * frame, which ended at the flip.
 */

import { eventCountsOf } from "../event-counts.ts";
import { batchName, COPIED_SENDS, FILLS, LOOKS, TLS_LIBRARY, UNCOPIED_SENDS } from "../findings/particular.ts";
import type { Cost, DeviceDma, Frame, Gap } from "../frame.ts";
import { ioUringOperation } from "../io-uring-opcode.ts";
import { syscallName } from "../syscall-name.ts";
import { EventAssembler } from "./event-assembler.ts";
import { operationByNumber } from "./flow-from-words.ts";
import { FlowIdentities } from "./flow-identities.ts";
import { type ListedProcess, ProcessTable } from "./process-table.ts";
import { type Measured, madeOnce, type Outcome, ProcessTally } from "./process-tally.ts";
import type { MapEntry, Record } from "./record.ts";
import { type MeasuredDma, ScopeTally } from "./scope-tally.ts";
import { skippedRuns } from "./skipped-runs.ts";
import { ThreadClocks } from "./thread-clocks.ts";

export interface AssemblerOptions {
  readonly arch: "x64" | "arm64";
  readonly pageSize: number;
  readonly measured: Measured & MeasuredDma;
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
  /** What devices moved in it. */
  readonly devices: DeviceDma;
  /** No frame comes after this one. */
  readonly isLast?: boolean;
}

/** Maps of stats(): calls, and what they moved or dealt with. */
const STATS: readonly string[] = ["flows", "completed", "batches"];

/** Maps of hist(), which keeps each bucket under a key of its own. */
const HISTOGRAMS: readonly string[] = ["wait", "latency", "size"];

/** Bit 40 of a call's key: a 32-bit call (probes/parts/count-call.bt). */
const COMPAT = 2 ** 40;

export class FrameAssembler {
  readonly processes: ProcessTable;
  readonly #options: AssemblerOptions;
  readonly #operations;
  readonly #flows = new FlowIdentities();
  readonly #clocks = new ThreadClocks();
  readonly #events: EventAssembler;
  /** Threads that were there before the probes, and may have been inside a call. */
  readonly #early = new Set<number>();
  /** Processes that have a TLS library mapped. */
  readonly #tls = new Set<number>();
  #tallies = new Map<number, ProcessTally>();
  #gone = new Map<number, number>();
  #start = 0;
  #end = 0;
  #flipped = false;
  #clocksSeen: readonly MapEntry[] = [];
  #ended: readonly MapEntry[] = [];
  #mapsFull = new Set<string>();
  #trust = { lostEvents: 0, unmatched: 0, inFlightAtStart: 0 };
  #scope = new ScopeTally();

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
  frame({ cost, skipped, gaps, devices, isLast = false }: FrameSurroundings): Frame {
    this.#time();
    const events = this.#events.frame({ start: this.#start, end: this.#end, isLast });
    for (const pid of this.#tls) this.#tallies.get(pid)?.particular(TLS_LIBRARY, 1);
    const { measured } = this.#options;
    const frame: Frame = {
      start: this.#epoch(this.#start),
      end: this.#epoch(this.#end),
      processes: [...this.#tallies].map(([pid, tally]) => tally.frame(this.processes.get(pid), measured)),
      dma: this.#scope.dma(devices, measured),
      runQueueWait: measured.time ? this.#scope.wait : null,
      latency: measured.time ? this.#scope.latency : null,
      size: measured.time ? this.#scope.size : null,
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
    this.#gone = new Map();
    this.#clocksSeen = [];
    this.#ended = [];
    this.#mapsFull = new Set();
    this.#trust = { lostEvents: 0, unmatched: 0, inFlightAtStart: 0 };
    this.#scope = new ScopeTally();
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

  /**
   * Adds one entry to the frame. Its key can have one part more than the map's description says, the number of the
   * processor that counted it (probes/snapshot.bt): entries that differ only there add up.
   */
  #entry(map: string, key: readonly number[], values: readonly number[]): void {
    const [pid = 0, second = 0, third = 0, fourth = 0, fifth = 0] = key;
    const [value = 0, bytes = 0] = values;
    switch (map) {
      case "gone":
        this.#gone.set(pid, (this.#gone.get(pid) ?? 0) + value);
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
      case "paged":
        this.#scope.paged(value);
        break;
      case "wait":
        this.#scope.waited(values);
        break;
      case "latency":
      case "size":
        this.#scope.called(map, this.#callName(pid * 4), values);
        break;
    }
  }

  #call(pid: number, key: number, first: number, second: number, flags: number, calls: number, bytes: number): void {
    const operation = this.#operations.get(Math.floor(key / 4));
    if (operation === undefined) return;
    const tally = this.#tally(pid);
    const outcome = outcomeOf(key);
    tally.syscall(operation.name, outcome, calls);
    tally.flow(this.#flows.ofCall(operation, first, second, flags), outcome, calls, bytes);
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
    const flow = this.#flows.ofRequest(opcode, word);
    const name = flow?.operation ?? ioUringOperation(opcode).name;
    tally.request(name, "completed", requests);
    if (outcome !== 0) tally.request(name, "errors", requests);
    if (flow !== null) tally.flow(flow, outcome, requests, bytes);
  }

  #unmatched(tid: number, calls: number): void {
    const early = this.#early.delete(tid) ? 1 : 0;
    this.#trust.inFlightAtStart += early;
    this.#trust.unmatched += calls - early;
  }

  #time(): void {
    const advances = [
      ...this.#clocks.update(this.#clocksSeen, this.#ended),
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

  /** How many of the keys that the map can hold were taken. */
  #keys(map: string, entries: readonly MapEntry[]): number {
    if (HISTOGRAMS.includes(map)) {
      return entries.reduce((keys, { values }) => keys + values.filter((count) => count > 0).length, 0);
    }
    return entries.length * (STATS.includes(map) ? this.#options.keysPerStats : 1);
  }

  #tally(pid: number): ProcessTally {
    return madeOnce(this.#tallies, pid, () => new ProcessTally());
  }

  #callName(key: number): string {
    const compat = key >= COMPAT;
    return syscallName({ arch: this.#options.arch, compat, number: Math.floor((compat ? key - COMPAT : key) / 4) });
  }

  #epoch(nanoseconds: number): number {
    return this.#options.clockOffset + nanoseconds / 1e6;
  }
}

/** Two counts share one number in some maps: the one in its lower 26 bits, and the one above. */
const SHARED = 2 ** 26;
const lower = (value: number): number => value % SHARED;
const upper = (value: number): number => Math.floor(value / SHARED);

function outcomeOf(key: number): Outcome {
  return (key % 4) as Outcome;
}
