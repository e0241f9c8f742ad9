import { describe, expect, it } from "vitest";
import {
  endpoint,
  flow,
  frame,
  processFrame,
  readFile,
  relayProcess,
  runEnd,
  runInfo,
  sendfile,
  syscall,
  writeSocket,
} from "../../test/builders/frames.ts";
import type { ProcessFrame } from "../frame.ts";
import { reportFromFrames } from "../report-from-frames.ts";
import { MIB } from "../units.ts";

function findingsOf(process: ProcessFrame) {
  return reportFromFrames(runInfo(), [frame(0, [process])], runEnd()).findings;
}

const rulesOf = (process: ProcessFrame) => findingsOf(process).map(({ rule }) => rule);

describe("a relay through memory", () => {
  it("is found, with what sendfile would save", () => {
    const [finding] = findingsOf(relayProcess(1600));
    expect(finding).toMatchObject({
      rule: "relay-through-memory",
      severity: "high",
      process: { pid: 4242, command: "relay" },
      saves: { bytesNotCopied: 2 * 1600 * 65536, transitionsFewer: 2 * 1600 },
    });
  });
  it("is not found where far more comes out than went in: that program changes the data", () => {
    expect(rulesOf(processFrame({ flows: [readFile(MIB), writeSocket(2 * MIB)] }))).toEqual([]);
  });
  it("is not found in sendfile, nor in small change", () => {
    expect(rulesOf(processFrame({ flows: [sendfile(100 * MIB)] }))).toEqual([]);
    expect(rulesOf(relayProcess(2))).toEqual([]);
  });
});

describe("what several processes of one name show", () => {
  const workers = [1600, 3200, 800].map((calls, index) => ({
    ...relayProcess(calls),
    id: index + 1,
    pid: 100 + index,
  }));
  const reported = (processes: readonly ProcessFrame[]) =>
    reportFromFrames(runInfo(), [frame(0, processes)], runEnd()).findings;

  it("is told once, of the heaviest", () => {
    const found = reported(workers);
    expect(found.filter(({ rule }) => rule === "relay-through-memory")).toMatchObject([
      { process: { pid: 101 }, alike: 2 },
    ]);
  });
  it("is told of each where they have different names", () => {
    const found = reported(workers.map((worker, index) => ({ ...worker, command: `relay-${index}` })));
    expect(found.map(({ process, alike }) => [process?.pid, alike])).toEqual([
      [101, 0],
      [100, 0],
      [102, 0],
    ]);
  });
});

describe("small calls", () => {
  it("are found, with the transitions that a larger buffer saves", () => {
    const bytes = 100_000 * 100;
    const process = processFrame({ syscalls: [syscall("read", 100_000)], flows: [readFile(bytes, 100_000)] });
    expect(findingsOf(process)[0]).toMatchObject({
      rule: "small-calls",
      severity: "high",
      saves: { bytesNotCopied: null, transitionsFewer: 2 * (100_000 - Math.ceil(bytes / 65536)) },
    });
  });
  it("are not found in datagrams, whose size is the message's", () => {
    const datagrams = flow({ operation: "recvfrom", from: endpoint("udp"), calls: 1e6, bytes: 1e8 });
    expect(rulesOf(processFrame({ syscalls: [syscall("recvfrom", 1e6)], flows: [datagrams] }))).toEqual([]);
  });
});

describe("asking in vain", () => {
  it("is found in a busy loop", () => {
    const process = processFrame({ syscalls: [syscall("recvfrom", 100_000, { again: 99_000 })] });
    expect(findingsOf(process)[0]).toMatchObject({ rule: "asks-in-vain", saves: { transitionsFewer: 2 * 98_000 } });
  });
  it("is not found in a loop that reads until EAGAIN after each event", () => {
    expect(rulesOf(processFrame({ syscalls: [syscall("recvfrom", 100_000, { again: 50_000 })] }))).toEqual([]);
  });
});

describe("the rest", () => {
  it("finds a sendfile that copies inside the kernel, and does not guess what could be saved", () => {
    const copying = flow({ operation: "sendfile", to: endpoint("file"), mechanism: "kernel-copy", bytes: 5 * MIB });
    expect(findingsOf(processFrame({ flows: [copying] }))[0]).toMatchObject({
      rule: "zero-copy-call-copies",
      saves: { bytesNotCopied: null, transitionsFewer: null },
    });
  });
  it("finds page faults that outnumber system calls", () => {
    const process = processFrame({ pageFaults: { user: 20_000, kernel: 0 }, syscalls: [syscall("mmap", 10)] });
    expect(rulesOf(process)).toEqual(["page-faults-dominate"]);
  });
  it("finds nothing where page faults were not measured", () => {
    expect(rulesOf(processFrame({ pageFaults: null }))).toEqual([]);
  });
});
