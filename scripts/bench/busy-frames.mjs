/** Made-up frames of busy processes: each makes ten kinds of system calls and has three flows, with numbers of its own. */
const INTERVAL_MS = 250;
const NAMES = "read write sendto recvfrom epoll_wait futex openat close newfstatat mmap".split(" ");

/** A number below `most` that looks like chance and is the same each time. */
function chance(seed, most) {
  let mixed = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) % most;
}

/** Frame number `index` of a run that began at `startedAt` (epoch milliseconds), with so many busy processes. */
export function busyFrame(startedAt, index, processes) {
  const start = startedAt + index * INTERVAL_MS;
  const histogram = Array.from({ length: 24 }, (_, bucket) => chance(index * 31 + bucket, 977));
  return {
    start,
    end: start + INTERVAL_MS,
    processes: Array.from({ length: processes }, (_, id) => busyProcess(id, index)),
    dma: {
      diskRead: 4096 * chance(index, 90),
      diskWrite: 81920,
      nicTransmit: 1e6,
      nicTransmitPaged: 9e5,
      nicReceive: 3e4,
    },
    runQueueWait: histogram,
    latency: { read: histogram, write: histogram, sendto: histogram },
    size: { read: histogram, write: histogram, sendto: histogram },
    trust: {
      ...{ lostEvents: 0, mapsFull: [], unmatched: 0, inFlightAtStart: 0, hiddenThreads: 0 },
      ...{ skippedRuns: 0, skippedInInterrupts: {} },
    },
    gaps: [],
    cost: {
      ...{ probeRuns: 1e5 + chance(index, 1e4), probeNanoseconds: 2e7 + chance(index, 1e6) },
      ...{ bpftraceCpuNanoseconds: 1e6, serverCpuNanoseconds: 1e6 },
      ...{ bpftraceResidentBytes: 1.1e8, serverResidentBytes: 8e7 },
    },
  };
}

function busyProcess(id, index) {
  const seed = id * 7919 + index * 104_729;
  const calls = chance(seed, 5000) + 1;
  return {
    ...{ id, pid: 10_000 + id, parent: 1, command: `worker-${id % 40}` },
    syscalls: NAMES.map((name, at) => ({ name, calls: calls + chance(seed + at, 9), errors: at % 2, again: 0 })),
    flows: [
      flow("read", "file", "memory", calls, seed),
      flow("write", "memory", "pipe", calls, seed + 1),
      flow("sendto", "memory", "tcp", calls, seed + 2),
    ],
    ...{ socketBufferCopied: 0, pageCacheFilled: 0, ioUring: [], particulars: [] },
    pageFaults: { user: calls % 50, kernel: 1 },
    switches: { voluntary: calls, involuntary: chance(seed + 3, 30) },
    ...{ wakeups: calls, migrations: chance(seed + 4, 4) },
    time: {
      user: calls * 1000 + chance(seed + 5, 1e6),
      kernel: calls * 3000 + chance(seed + 6, 1e6),
      runnable: calls * 100 + chance(seed + 7, 1e5),
      blocked: 9e7 + chance(seed + 8, 1e8),
    },
  };
}

function flow(operation, from, to, calls, seed) {
  const end = (name) => ({ kind: name, filesystem: name === "file" ? "ext4" : null, traits: [] });
  return {
    ...{ operation, from: end(from), to: end(to), flags: [], mechanism: "copy", copiesPerByte: 1 },
    ...{ calls, errors: 0, again: 0, bytes: calls * 4000 + chance(seed, 4000) },
  };
}
