import { describe, expect, it } from "vitest";
import {
  endpoint,
  flow,
  processFrame,
  readFile,
  relayProcess,
  sendfile,
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
