import { describe, expect, it } from "vitest";
import {
  endpoint,
  flow,
  processFrame,
  readFile,
  relayProcess,
  sendfile,
  syscall,
  writeSocket,
} from "../test/builders/frames.ts";
import { Tally } from "./accumulate-tally.ts";
import type { FlowCount, ProcessFrame } from "./frame.ts";
import { totalsFromTally } from "./totals.ts";
import { MIB } from "./units.ts";

function totalsOf(...processes: readonly ProcessFrame[]) {
  const tally = new Tally();
  for (const process of processes) tally.add(process);
  return totalsFromTally(tally);
}

const totalsOfFlows = (...flows: readonly FlowCount[]) => totalsOf(processFrame({ flows }));

describe("the textbook", () => {
  it("read and write between file and socket is 2 copies a byte and 4 transitions a chunk", () => {
    const totals = totalsOf(relayProcess(16, { pageFaults: { user: 0, kernel: 0 } }));
    expect(totals.copiesPerOutputByte).toBe(2);
    expect(totals.transitions).toBe(16 * 4);
    expect(totals.transitionsPerMiB).toBe(64);
    expect(totals.switchesPerMiB).toBe(19);
  });
  it("sendfile is 0 copies, and its bytes count once as input and once as output", () => {
    const { bytes, copiesPerOutputByte } = totalsOfFlows(sendfile(MIB, 16));
    expect(copiesPerOutputByte).toBe(0);
    expect(bytes).toMatchObject({ input: MIB, output: MIB, cpuCopied: 0, reference: MIB });
  });
});

describe("transitions", () => {
  it("count a page fault taken in user mode as two, and one in kernel mode as none", () => {
    const process = processFrame({ syscalls: [], pageFaults: { user: 5, kernel: 9 } });
    expect(totalsOf(process).transitions).toBe(10);
  });
  it("are unknown where page faults were not measured, but at least those of the system calls", () => {
    const totals = totalsOf(relayProcess(1, { pageFaults: null }));
    expect(totals.transitions).toBeNull();
    expect(totals.transitionsAtLeast).toBe(4);
    expect(totals.transitionsPerMiB).toBeNull();
  });
});

describe("output", () => {
  it.each(["file", "block", "pipe", "tcp", "udp", "unix", "netlink", "other-socket"] as const)(
    "is what a %s got",
    (kind) => {
      const totals = totalsOfFlows(flow({ from: endpoint("memory"), to: endpoint(kind), bytes: 10 }));
      expect(totals.bytes.output).toBe(10);
      expect(totals.bytes.input).toBe(0);
    },
  );
  it.each(["memory", "tty", "null", "zero", "chardev", "eventfd", "anon"] as const)("is not what a %s got", (kind) => {
    const totals = totalsOfFlows(flow({ from: endpoint("memory"), to: endpoint(kind), bytes: 10 }));
    expect(totals.bytes.output).toBe(0);
    expect(totals.copiesPerOutputByte).toBeNull();
    expect(totals.copiesPerOutputByteBounds).toBeNull();
    expect(totals.transitionsPerMiB).toBeNull();
  });
  it("leaves copies on the way to a terminal in the copied bytes", () => {
    const totals = totalsOfFlows(flow({ from: endpoint("memory"), to: endpoint("tty"), bytes: 10 }));
    expect(totals.bytes.cpuCopied).toBe(10);
  });
});

describe("input", () => {
  it.each(["file", "block", "pipe", "tcp", "udp", "unix", "netlink", "other-socket"] as const)(
    "is what came from a %s",
    (kind) => {
      const totals = totalsOfFlows(flow({ from: endpoint(kind), to: endpoint("memory"), bytes: 10 }));
      expect(totals.bytes).toMatchObject({ input: 10, output: 0 });
    },
  );
  it.each(["memory", "tty", "null", "zero", "chardev", "eventfd", "anon"] as const)(
    "is not what came from a %s",
    (kind) => {
      const totals = totalsOfFlows(flow({ from: endpoint(kind), to: endpoint("memory"), bytes: 10 }));
      expect(totals.bytes).toMatchObject({ input: 0, output: 0 });
    },
  );
});

describe("what goes to /dev/null", () => {
  const makeZeros = flow({
    operation: "read",
    from: endpoint("zero"),
    to: endpoint("memory"),
    mechanism: "fill",
    copiesPerByte: 0,
    calls: 1000,
    bytes: 100_000,
  });
  const throwAway = flow({
    operation: "write",
    from: endpoint("memory"),
    to: endpoint("null"),
    mechanism: "discard",
    copiesPerByte: 0,
    calls: 1000,
    bytes: 100_000,
  });
  const statistics = flow({ operation: "write", from: endpoint("memory"), to: endpoint("pipe"), calls: 3, bytes: 88 });
  const syscalls = [syscall("read", 1000), syscall("write", 1003)];

  it("is neither input nor output, and of dd's statistics nothing is told a byte or a MiB", () => {
    const totals = totalsOf(processFrame({ flows: [makeZeros, throwAway, statistics], syscalls }));
    expect(totals.bytes).toMatchObject({ input: 0, output: 88, discarded: 100_000 });
    expect(totals).toMatchObject({
      perOutputMissing: "mostly-discarded",
      copiesPerOutputByte: null,
      copiesPerOutputByteBounds: null,
      transitionsPerMiB: null,
      switchesPerMiB: null,
    });
  });
  it("does not matter beside what is delivered", () => {
    const totals = totalsOf(processFrame({ flows: [throwAway, readFile(MIB), writeSocket(MIB)], syscalls }));
    expect(totals).toMatchObject({ perOutputMissing: null, copiesPerOutputByte: 2, transitionsPerMiB: 4006 });
  });
  it("is not what TCP discards at the caller's wish", () => {
    const truncated = flow({
      operation: "recvfrom",
      from: endpoint("tcp"),
      to: endpoint("memory"),
      mechanism: "discard",
      copiesPerByte: 0,
      bytes: 100,
    });
    expect(totalsOfFlows(truncated).bytes).toMatchObject({ input: 100, discarded: 0 });
  });
  it("leaves nothing to be told where nothing else was delivered", () => {
    expect(totalsOfFlows(makeZeros, throwAway).perOutputMissing).toBe("nothing-delivered");
  });
});

describe("calls whose bytes are not measured", () => {
  const relay = (more: Parameters<typeof relayProcess>[1]) => totalsOf(relayProcess(16, more));
  const relayed = relayProcess(16).syscalls;

  it.each([
    ...["io_submit", "mq_timedsend", "mq_timedreceive", "msgsnd", "msgrcv"],
    ...["i386:read", "i386:writev", "i386:socketcall", "i386:ipc", "i386:sendfile64"],
    // As syscallName names the calls of x32, and of 32-bit programs on arm64: read, splice and mq_timedsend_time64.
    ...["x32:read", "x32:readv", "x32:io_submit", "arm:3", "arm:340", "arm:418"],
  ])("such as %s leave nothing to be told by output", (name) => {
    const totals = relay({ syscalls: [...relayed, { name, calls: 5, errors: 1, again: 1 }] });
    expect(totals).toMatchObject({
      unmeasuredCalls: 3,
      perOutputMissing: "unmeasured-calls",
      copiesPerOutputByte: null,
      copiesPerOutputByteBounds: null,
      transitionsPerMiB: null,
      switchesPerMiB: null,
    });
    expect(totals.bytes.output).toBe(MIB);
  });
  it.each([
    ...["io_getevents", "mq_open", "msgget", "syscall_999"],
    ...["i386:getpid", "i386:mmap2", "x32:getpid", "arm:20"],
  ])("do not include %s", (name) => {
    const totals = relay({ syscalls: [...relayed, syscall(name, 5)] });
    expect(totals).toMatchObject({ unmeasuredCalls: 0, perOutputMissing: null, copiesPerOutputByte: 2 });
  });
  it("are none where all of them failed", () => {
    const failed = { name: "msgrcv", calls: 3, errors: 2, again: 1 };
    expect(relay({ syscalls: [...relayed, failed] }).copiesPerOutputByte).toBe(2);
  });
  it("include io_uring's commands to drivers, opcodes nobody knows, and all of it where its requests are not seen", () => {
    const requests = (operation: string) => [{ operation, submitted: 9, completed: 9, errors: 2 }];
    expect(relay({ ioUring: requests("io_uring:uring_cmd") }).unmeasuredCalls).toBe(7);
    expect(relay({ ioUring: requests("io_uring:op_99") }).unmeasuredCalls).toBe(7);
    expect(relay({ ioUring: requests("io_uring:read") }).unmeasuredCalls).toBe(0);
    const entered = [...relayed, syscall("io_uring_enter", 4)];
    expect(relay({ ioUring: null, syscalls: entered }).unmeasuredCalls).toBe(4);
    expect(relay({ ioUring: [], syscalls: entered }).unmeasuredCalls).toBe(0);
  });
});

describe("what nobody knows", () => {
  const zerocopy = flow({
    operation: "sendmsg",
    from: endpoint("memory"),
    to: endpoint("tcp"),
    flags: ["MSG_ZEROCOPY"],
    mechanism: "deferred",
    copiesPerByte: null,
    bytes: MIB,
  });
  it("makes copies per output byte null, with bounds", () => {
    const totals = totalsOfFlows(readFile(MIB), zerocopy);
    expect(totals.copiesPerOutputByte).toBeNull();
    expect(totals.copiesPerOutputByteBounds).toEqual({ atLeast: 1, atMost: 2 });
    expect(totals.bytes).toMatchObject({ deferred: MIB, unknownCopies: MIB, cpuCopied: MIB });
  });
  it("includes where bytes went whose descriptor could not be looked up", () => {
    const lost = flow({
      operation: "write",
      from: endpoint("memory"),
      to: endpoint("unknown"),
      mechanism: "unknown",
      copiesPerByte: null,
      bytes: MIB,
    });
    const totals = totalsOfFlows(writeSocket(MIB), lost);
    expect(totals.copiesPerOutputByteBounds).toEqual({ atLeast: 0.5, atMost: 2 });
    expect(totalsOfFlows(lost).copiesPerOutputByteBounds).toEqual({ atLeast: 0, atMost: null });
  });
  it("leaves nothing to be told a MiB where it may be more than a hundredth of what was delivered", () => {
    const lost = (bytes: number) => flow({ to: endpoint("unknown"), copiesPerByte: null, mechanism: "unknown", bytes });
    expect(totalsOfFlows(writeSocket(MIB), lost(MIB / 128)).transitionsPerMiB).not.toBeNull();
    const totals = totalsOfFlows(writeSocket(MIB), lost(MIB / 64));
    expect(totals).toMatchObject({ perOutputMissing: "unknown-output", transitionsPerMiB: null, switchesPerMiB: null });
    expect(totals.copiesPerOutputByteBounds).not.toBeNull();
  });
  it("is null in a sum as soon as it is null in a part", () => {
    const totals = totalsOf(processFrame({ time: null }), processFrame({ switches: null }));
    expect(totals.timeSeconds).toBeNull();
    expect(totals.switches).toBeNull();
    expect(totals.pageFaults).toEqual({ user: 0, kernel: 0 });
  });
});

describe("large numbers", () => {
  it("are exact up to 2^53 - 1 and stand there", () => {
    const huge = Number.MAX_SAFE_INTEGER;
    expect(totalsOfFlows(readFile(huge - 1)).bytes.input).toBe(huge - 1);
    expect(
      totalsOf(processFrame({ flows: [readFile(huge)] }), processFrame({ flows: [readFile(9)] })).bytes.input,
    ).toBe(huge);
  });
  it("of nanoseconds stay exact beyond 2^53, which a thousand threads reach in three hours", () => {
    const time = { user: 0, kernel: 1, runnable: 0, blocked: Number.MAX_SAFE_INTEGER };
    const { timeSeconds } = totalsOf(processFrame({ time }), processFrame({ time }));
    expect(timeSeconds?.blocked).toBe(18_014_398.50948198);
    expect(timeSeconds?.kernel).toBe(2e-9);
  });
});
