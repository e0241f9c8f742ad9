/**
 * Realistic frames for tests, small to write: everything that a test does not speak of is what a quiet,
 * fully measured interval would say.
 */
import type { Endpoint, EndpointKind } from "../../model/endpoint.ts";
import type { FlowCount, Frame, ProcessFrame, RunEnd, RunInfo, SyscallCount } from "../../model/frame.ts";

/** 1 January 2026, 12:00 UTC. */
export const STARTED_AT = 1_767_268_800_000;
const INTERVAL_MS = 250;

export function endpoint(kind: EndpointKind, more: Partial<Endpoint> = {}): Endpoint {
  return { kind, filesystem: kind === "file" ? "ext4" : null, traits: [], ...more };
}

/** A flow by copy from a file to memory, unless told otherwise. */
export function flow(more: Partial<FlowCount> = {}): FlowCount {
  return {
    operation: "read",
    from: endpoint("file"),
    to: endpoint("memory"),
    flags: [],
    mechanism: "copy",
    copiesPerByte: 1,
    calls: 1,
    errors: 0,
    again: 0,
    bytes: 65536,
    ...more,
  };
}

export function readFile(bytes: number, calls = 1): FlowCount {
  return flow({ bytes, calls });
}

export function writeSocket(bytes: number, calls = 1): FlowCount {
  return flow({ operation: "write", from: endpoint("memory"), to: endpoint("tcp"), bytes, calls });
}

export function sendfile(bytes: number, calls = 1): FlowCount {
  return flow({
    operation: "sendfile",
    from: endpoint("file"),
    to: endpoint("tcp", { traits: ["loopback"] }),
    mechanism: "reference",
    copiesPerByte: 0,
    bytes,
    calls,
  });
}

export function syscall(name: string, calls: number, more: Partial<SyscallCount> = {}): SyscallCount {
  return { name, calls, errors: 0, again: 0, ...more };
}

export function processFrame(more: Partial<ProcessFrame> = {}): ProcessFrame {
  return {
    id: 1,
    pid: 4242,
    parent: 1,
    command: "dd",
    syscalls: [],
    flows: [],
    socketBufferCopied: 0,
    pageCacheFilled: 0,
    ioUring: [],
    particulars: [],
    pageFaults: { user: 0, kernel: 0 },
    switches: { voluntary: 0, involuntary: 0 },
    wakeups: 0,
    migrations: 0,
    time: { user: 0, kernel: 0, runnable: 0, blocked: 0 },
    ...more,
  };
}

/** The frame of interval `index`, counted from 0. */
export function frame(index: number, processes: readonly ProcessFrame[] = [], more: Partial<Frame> = {}): Frame {
  return {
    start: STARTED_AT + index * INTERVAL_MS,
    end: STARTED_AT + (index + 1) * INTERVAL_MS,
    processes,
    dma: { diskRead: 0, diskWrite: 4096, nicTransmit: 0, nicTransmitPaged: 0, nicReceive: 0 },
    runQueueWait: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 3],
    latency: {},
    size: {},
    trust: {
      lostEvents: 0,
      mapsFull: [],
      unmatched: 0,
      inFlightAtStart: 0,
      hiddenThreads: 0,
      skippedRuns: 0,
      skippedInInterrupts: {},
    },
    gaps: [],
    cost: {
      probeRuns: 1000,
      probeNanoseconds: 500_000,
      bpftraceCpuNanoseconds: 2_000_000,
      serverCpuNanoseconds: 5_000_000,
      bpftraceResidentBytes: 110_000_000,
      serverResidentBytes: 80_000_000,
    },
    ...more,
  };
}

export function runInfo(more: Partial<RunInfo> = {}): RunInfo {
  return {
    host: "box",
    kernel: "6.18.0",
    arch: "x86_64",
    cpus: 2,
    machine: null,
    bpftrace: "0.23.2",
    copyscope: "0.1.0",
    scope: { kind: "command", argv: ["dd", "if=/dev/zero"] },
    command: ["dd", "if=/dev/zero"],
    startedAt: STARTED_AT,
    intervalMs: INTERVAL_MS,
    detail: "full",
    missing: [],
    calibration: null,
    ...more,
  };
}

export function runEnd(more: Partial<RunEnd> = {}): RunEnd {
  return { endedAt: STARTED_AT + 1000, exitCode: 0, reason: "command-exited", ...more };
}

/** What a server does that sends one file of `chunks` chunks of 64 KiB by read and write, in one frame. */
export function relayProcess(chunks: number, more: Partial<ProcessFrame> = {}): ProcessFrame {
  const bytes = chunks * 65536;
  return processFrame({
    command: "relay",
    syscalls: [syscall("read", chunks), syscall("write", chunks)],
    flows: [readFile(bytes, chunks), writeSocket(bytes, chunks)],
    switches: { voluntary: chunks, involuntary: 3 },
    pageFaults: { user: 7, kernel: 1 },
    time: { user: 1_000_000, kernel: 90_000_000, runnable: 4_000_000, blocked: 155_000_000 },
    ...more,
  });
}
