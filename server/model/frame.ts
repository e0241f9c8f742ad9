/**
 * A frame: what happened in one interval, for the whole scope and for each process in it.
 * Frames are what is streamed, recorded and replayed; everything shown is computed from them.
 * Counts are differences, so frames add up: the sum over a run is the run.
 */
import type { Calibration } from "./calibration.ts";
import type { EventCounts } from "./event-counts.ts";
import type { FlowIdentity } from "./flow-identity.ts";
import type { FrameEvents } from "./frame-events.ts";

/** Calls of one system call by one process. `errors` and `again` (EAGAIN) are parts of `calls` that do not overlap. */
export interface SyscallCount {
  /** The kernel's name; `i386:NAME` for a 32-bit call, `syscall_N` for a number nobody knows. */
  readonly name: string;
  readonly calls: number;
  readonly errors: number;
  readonly again: number;
}

/** What a flow came to in one frame. */
export interface FlowCount extends FlowIdentity {
  readonly calls: number;
  /** Failed calls, EAGAIN left out. */
  readonly errors: number;
  /** Calls that found nothing to do (EAGAIN). */
  readonly again: number;
  readonly bytes: number;
}

/** io_uring requests of one opcode. `errors` holds those that completed with an error, EAGAIN too. */
export interface RequestCount {
  /** `io_uring:OPCODE` */
  readonly operation: string;
  readonly submitted: number;
  readonly completed: number;
  readonly errors: number;
}

/**
 * Facts that only findings ask for, as counts by name (findings/particular.ts says what each is). What did not happen,
 * and what the copyscope that recorded did not measure, is absent.
 */
export interface ParticularCount {
  readonly name: string;
  /** How often. */
  readonly times: number;
  /** Over all these times together: events, submissions, completed sends; else the same as `times`. */
  readonly things: number;
}

export interface Switches {
  readonly voluntary: number;
  readonly involuntary: number;
}

/** Where the threads' wall time went, in nanoseconds. */
export interface TimeSplit {
  readonly user: number;
  readonly kernel: number;
  readonly runnable: number;
  readonly blocked: number;
}

/** What a process or a thread did in one frame. What the chosen detail or this kernel does not measure is null. */
export interface Activity {
  readonly pageFaults: { readonly user: number; readonly kernel: number } | null;
  readonly switches: Switches | null;
  readonly wakeups: number | null;
  readonly migrations: number | null;
  readonly time: TimeSplit | null;
}

export interface ThreadFrame extends Activity {
  readonly tid: number;
}

export interface ProcessFrame extends Activity {
  /** Unique in a recording, where a pid can come twice; rises in the order of first appearance. */
  readonly id: number;
  readonly pid: number;
  readonly parent: number | null;
  /** The command's name: bytes of a foreign program, decoded as UTF-8 with U+FFFD for what is not. Data, never markup. */
  readonly command: string;
  readonly syscalls: readonly SyscallCount[];
  readonly flows: readonly FlowCount[];
  /** Bytes the kernel says it copied out of socket buffers (skb:skb_copy_datagram_iovec); a check on the copy model. */
  readonly socketBufferCopied: number | null;
  /** Bytes of pages this process had added to the page cache. */
  readonly pageCacheFilled: number | null;
  /** io_uring requests by opcode, those that move no data too; null where this kernel cannot tell. */
  readonly ioUring: readonly RequestCount[] | null;
  readonly particulars: readonly ParticularCount[];
  /** With --threads only. */
  readonly threads?: readonly ThreadFrame[];
}

/** A histogram with power-of-two buckets: `counts[i]` values v with 2^i <= v < 2^(i+1); `counts[0]` holds 0 and 1. */
export type Log2Histogram = readonly number[];

/** What devices moved, in bytes, by their own account; the whole system's, for the kernel cannot tell whose it is. */
export interface DeviceDma {
  readonly diskRead: number | null;
  readonly diskWrite: number | null;
  readonly nicTransmit: number | null;
  readonly nicReceive: number | null;
}

export interface Dma extends DeviceDma {
  /**
   * The part of nicTransmit that the NIC gathers from page fragments instead of the linear buffer: at least so much, for
   * a probe counts it, which is skipped in interrupts while another one runs.
   */
  readonly nicTransmitPaged: number | null;
}

/** What could make the numbers wrong. */
export interface Trust {
  /** Lines or events that bpftrace or the kernel says it lost. */
  readonly lostEvents: number;
  /** Names of the maps that were full, so that later keys were not counted. */
  readonly mapsFull: readonly string[];
  /** Exits without an enter, from threads that were not already inside a call when the probes were attached. */
  readonly unmatched: number;
  /** Calls that were already running when the probes were attached; counted, with their endpoints unknown. */
  readonly inFlightAtStart: number;
  /** Threads so far that came to a CPU without having been seen to leave one; their switches and time are not known. */
  readonly hiddenThreads: number;
  /** Probe runs the kernel skipped because another one was running on that CPU (recursion_misses). */
  readonly skippedRuns: number;
  /**
   * The same, of probes whose events come in interrupts, by probe. No call, byte, switch or second is lost with
   * them: a skipped wake-up, migration, page fault in the kernel or sent packet is not counted, so those are lower bounds.
   */
  readonly skippedInInterrupts: { readonly [probe: string]: number };
}

export interface Gap {
  /** Epoch milliseconds. */
  readonly from: number;
  readonly to: number;
  readonly reason: string;
}

/** What tracing took in this frame. */
export interface Cost {
  /** Runs and run time of all probes, from the kernel's bpf_stats; null where they could not be read. */
  readonly probeRuns: number | null;
  readonly probeNanoseconds: number | null;
  readonly bpftraceCpuNanoseconds: number | null;
  /** Of copyscope's own processes, tracer and server together. */
  readonly serverCpuNanoseconds: number | null;
  readonly bpftraceResidentBytes: number | null;
  readonly serverResidentBytes: number | null;
}

export interface Frame {
  /** Epoch milliseconds, with a fraction. */
  readonly start: number;
  readonly end: number;
  readonly processes: readonly ProcessFrame[];
  readonly dma: Dma;
  /** Nanoseconds between wake-up (or preemption) and running again. */
  readonly runQueueWait: Log2Histogram | null;
  /** Latency in nanoseconds and size in bytes, by operation; detail `full` only. */
  readonly latency: { readonly [operation: string]: Log2Histogram } | null;
  readonly size: { readonly [operation: string]: Log2Histogram } | null;
  readonly trust: Trust;
  readonly gaps: readonly Gap[];
  readonly cost: Cost;
  /** Single events; only where the window of a run in detail `events` was open. */
  readonly events?: FrameEvents;
  /** How many they are; stays where the events themselves are left out. */
  readonly eventCounts?: EventCounts;
}

export const DETAILS = ["counts", "full", "events"] as const;
export type Detail = (typeof DETAILS)[number];

export type Scope =
  | { readonly kind: "system" }
  | { readonly kind: "pid"; readonly pid: number }
  | { readonly kind: "comm"; readonly comm: string }
  | { readonly kind: "cgroup"; readonly path: string }
  | { readonly kind: "command"; readonly argv: readonly string[] };

/** Facts of the machine on which the figures of a run depend. */
export interface MachineFacts {
  readonly cpuModel: string | null;
  readonly memoryBytes: number;
  /** Settings of the kernel by name, as it writes them. */
  readonly settings: { readonly [name: string]: string };
}

/** What a recording says about itself, before its frames. */
export interface RunInfo {
  readonly host: string;
  readonly kernel: string;
  readonly arch: string;
  readonly cpus: number;
  /** Null where nobody noted them. */
  readonly machine: MachineFacts | null;
  readonly bpftrace: string;
  readonly copyscope: string;
  readonly scope: Scope;
  /** The command line copyscope started, else null. */
  readonly command: readonly string[] | null;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly intervalMs: number;
  readonly detail: Detail;
  /** Parts this bpftrace or kernel cannot measure, and why. */
  readonly missing: readonly { readonly part: string; readonly reason: string }[];
  /** What copies, transitions, switches and faults cost on this machine; null where `copyscope calibrate` never ran. */
  readonly calibration: Calibration | null;
}

/** How a run ended, after its frames. */
export interface RunEnd {
  readonly endedAt: number;
  /** The command's status as a shell would say it (128 + signal when a signal ended it); null where there was no command. */
  readonly exitCode: number | null;
  readonly reason: "command-exited" | "duration" | "interrupted" | "target-gone" | "size-limit" | "failed";
  readonly message?: string;
}
