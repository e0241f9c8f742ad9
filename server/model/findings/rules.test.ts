/**
 * Each rule at its threshold: what just speaks, and what just does not. That the figures look so when a program
 * really does it is shown on real programs (server/test/kernel/findings.test.ts).
 */
import { describe, expect, it } from "vitest";
import { endpoint, flow, frame, processFrame, runEnd, runInfo, syscall } from "../../test/builders/frames.ts";
import type { EndpointKind } from "../endpoint.ts";
import type { FlowCount, ProcessFrame } from "../frame.ts";
import { reportFromFrames } from "../report-from-frames.ts";
import { MIB } from "../units.ts";

function findings(...processes: readonly Partial<ProcessFrame>[]) {
  const frames = processes.map((more, index) => processFrame({ id: index + 1, pid: index + 100, ...more }));
  return reportFromFrames(runInfo(), [frame(0, frames)], runEnd()).findings;
}

const rules = (...processes: readonly Partial<ProcessFrame>[]) => findings(...processes).map(({ rule }) => rule);

const from = (kind: EndpointKind, more: Partial<FlowCount> = {}) =>
  flow({ operation: "read", from: endpoint(kind), ...more });
const to = (kind: EndpointKind, more: Partial<FlowCount> = {}) =>
  flow({ operation: "write", from: endpoint("memory"), to: endpoint(kind), ...more });

const switched = (voluntary: number, involuntary = 0) => ({ switches: { voluntary, involuntary } });
const seconds = (ran: number, runnable = 0) => ({
  time: { user: (ran * 1e9) / 2, kernel: (ran * 1e9) / 2, runnable: runnable * 1e9, blocked: 0 },
});

describe("socket-relay", () => {
  const proxied = (sent: number) => ({
    flows: [from("tcp", { bytes: 10 * MIB, calls: 160 }), to("unix", { bytes: sent, calls: 160 })],
  });
  it("speaks where what is received is sent on", () => {
    expect(findings(proxied(10 * MIB))[0]).toMatchObject({
      rule: "socket-relay",
      saves: { bytesNotCopied: 20 * MIB, transitionsFewer: null },
    });
  });
  it("is silent where the program sends 6% more than it received", () => {
    expect(rules(proxied(10.6 * MIB))).toEqual([]);
  });
});

describe("file-copy-through-memory", () => {
  const copied = (bytes: number) => ({
    flows: [from("file", { bytes, calls: 64 }), to("file", { bytes, calls: 64 })],
  });
  it("speaks from 4 MiB on, and promises one copy of the two", () => {
    expect(findings(copied(4 * MIB))[0]).toMatchObject({
      rule: "file-copy-through-memory",
      saves: { bytesNotCopied: 4 * MIB, transitionsFewer: 2 * (128 - 4) },
    });
    expect(rules(copied(4 * MIB - 1))).toEqual([]);
  });
});

describe("small-calls", () => {
  const read = (calls: number, bytes: number, more: Partial<ProcessFrame> = {}) => ({
    syscalls: [syscall("read", calls)],
    flows: [from("file", { calls, bytes })],
    ...more,
  });
  it("speaks of 1,000 calls of less than a page", () => {
    expect(rules(read(1000, 1000 * 4095))).toEqual(["small-calls"]);
    expect(findings(read(1000, 1000 * 4095))[0]?.advice).not.toContain("answer");
    expect(rules(read(1000, 1000 * 4096))).toEqual([]);
    expect(rules(read(999, 999 * 4095))).toEqual([]);
  });
  it("is silent about many small files", () => {
    const opens = [syscall("read", 1000), syscall("openat", 500)];
    expect(rules(read(1000, 1000 * 100, { syscalls: opens }))).toEqual([]);
  });
  const logged = (requests: number, opened: number) => ({
    // What nginx does for each request of a small file, with an access_log that has no buffer.
    syscalls: [syscall("openat", opened), syscall("sendfile", requests), syscall("write", requests)],
    flows: [
      flow({
        operation: "sendfile",
        from: endpoint("file"),
        to: endpoint("tcp"),
        calls: requests,
        bytes: requests * 811,
      }),
      to("file", { calls: requests, bytes: requests * 81 }),
    ],
  });
  it("speaks of a log that is written line by line, though a file is opened for each answer", () => {
    expect(findings(logged(2000, 2000))[0]).toMatchObject({
      rule: "small-calls",
      title: "write on a file moves 81 bytes a call",
      advice: expect.stringContaining("before it may answer"),
      saves: { transitionsFewer: 2 * (2000 - 3) },
    });
    expect(rules(logged(2000, 2600))).toEqual([]);
  });
  it("is not silent for files that could not be opened", () => {
    const opens = [syscall("read", 1000), { name: "openat", calls: 500, errors: 400, again: 0 }];
    expect(rules(read(1000, 1000 * 100, { syscalls: opens }))).toEqual(["small-calls"]);
  });
  it("is silent about a pipe over which threads hand each other the CPU", () => {
    const pipe = { syscalls: [syscall("read", 1000)], flows: [from("pipe", { calls: 1000, bytes: 1000 })] };
    expect(rules(pipe)).toEqual(["small-calls"]);
    expect(rules({ ...pipe, ...switched(400, 100) })).toEqual([]);
  });
});

describe("unjoined-writes", () => {
  const answered = (writes: number, mean: number) => ({
    syscalls: [syscall("write", writes), syscall("read", 1000)],
    flows: [from("tcp", { calls: 1000, bytes: 1e5 }), to("tcp", { calls: writes, bytes: writes * mean })],
    ...switched(1000),
  });
  it("speaks of two small writes for each read", () => {
    expect(findings(answered(2000, 200))[0]).toMatchObject({
      rule: "unjoined-writes",
      saves: { transitionsFewer: 2000 },
    });
  });
  it("is silent about one write for each read, and about large ones", () => {
    expect(rules(answered(1999, 200))).toEqual([]);
    expect(rules(answered(2000, 4096))).toEqual([]);
  });
});

describe("small-socket-reads", () => {
  const fields = (reads: number, slept: number) => ({
    syscalls: [syscall("read", reads)],
    flows: [from("tcp", { calls: reads, bytes: reads * 8 })],
    ...switched(slept),
  });
  it("speaks of four reads for each time the process slept", () => {
    expect(findings(fields(4000, 1000))[0]).toMatchObject({
      rule: "small-socket-reads",
      saves: { transitionsFewer: 6000 },
    });
  });
  it("is silent where the process slept more often: the data came in pieces", () => {
    expect(rules(fields(4000, 1001))).toEqual([]);
  });
  it("is silent where nobody knows how often it slept", () => {
    expect(rules({ ...fields(4000, 0), switches: null })).toEqual([]);
  });
});

describe("asks-in-vain", () => {
  it("does not mistake a lock that was had without sleeping", () => {
    expect(rules({ syscalls: [syscall("futex", 100_000, { again: 99_000 })] })).toEqual([]);
  });
});

describe("zero-copy-call-copies", () => {
  it("says why, as the copy model has it", () => {
    const copying = flow({ operation: "sendfile", to: endpoint("file"), mechanism: "kernel-copy", bytes: 5 * MIB });
    expect(findings({ flows: [copying] })[0]?.advice).toContain("Why: The CPU copies from the source's pages");
  });
});

describe("switch-storm", () => {
  const pingpong = (switches: number, ran: number) => ({
    syscalls: [syscall("read", 10_000), syscall("write", 10_000)],
    flows: [from("pipe", { calls: 10_000, bytes: 10_000 }), to("pipe", { calls: 10_000, bytes: 10_000 })],
    ...switched(switches),
    ...seconds(ran),
  });
  it("speaks of tiny messages with a switch for each 50 µs of work", () => {
    expect(findings(pingpong(10_000, 0.5))[0]).toMatchObject({
      rule: "switch-storm",
      saves: { switchesFewer: 9000 },
    });
    expect(rules(pingpong(10_000, 0.51))).toEqual([]);
    expect(rules(pingpong(9_999, 0.1))).toEqual([]);
  });
  it("speaks of a lock", () => {
    const locked = { syscalls: [syscall("futex", 20_000)], ...switched(20_000), ...seconds(0.2) };
    expect(findings(locked)[0]?.title).toContain("over a lock (futex)");
  });
  it("is silent about a server that sleeps for its clients", () => {
    const served = { flows: [from("tcp", { calls: 20_000, bytes: 2e6 })], ...switched(20_000), ...seconds(0.2) };
    expect(rules(served)).toEqual([]);
  });
  it("is silent in detail counts, where CPU time is not known", () => {
    expect(rules({ ...pingpong(10_000, 0.5), time: null })).toEqual([]);
  });
});

describe("waiting for a CPU", () => {
  it("is found where a process waits a fifth of its time", () => {
    expect(findings({ ...switched(0, 50), ...seconds(0.8, 0.2) })[0]).toMatchObject({
      rule: "waits-for-cpu",
      severity: "medium",
    });
    expect(rules({ ...switched(0, 50), ...seconds(0.81, 0.2) })).toEqual([]);
  });
  it("is not found where nobody put it off the CPU: a hypervisor took the time", () => {
    expect(rules({ ...switched(0, 49), ...seconds(0.5, 0.5) })).toEqual([]);
  });
  it("is found in the scope where each process waits only a little", () => {
    const little = { ...switched(0, 20), ...seconds(0.1, 0.1) };
    const [finding] = findings(little, little, little);
    expect(finding).toMatchObject({ rule: "cpu-contention", process: null, severity: "high" });
    expect(finding?.title).toContain("3 processes");
  });
});

describe("O_DIRECT", () => {
  const direct = (mean: number) => ({
    flows: [
      from("file", {
        from: endpoint("file", { traits: ["direct"] }),
        mechanism: "direct",
        copiesPerByte: 0,
        calls: 1000,
        bytes: 1000 * mean,
      }),
    ],
  });
  it("is found in tiny blocks, and not in a database's pages", () => {
    expect(rules(direct(4096))).toEqual(["direct-io-small"]);
    expect(rules(direct(8192))).toEqual([]);
  });
  it("is proposed where nothing was in the page cache before", () => {
    const once = (filled: number) => ({
      flows: [from("file", { calls: 256, bytes: 256 * MIB })],
      pageCacheFilled: filled,
    });
    expect(rules(once(0.9 * 256 * MIB))).toEqual(["direct-io-candidate"]);
    expect(rules(once(0.89 * 256 * MIB))).toEqual([]);
    expect(rules({ ...once(0), pageCacheFilled: null })).toEqual([]);
  });
});

describe("MSG_ZEROCOPY", () => {
  const fetched = flow({
    operation: "recvmsg",
    from: endpoint("tcp"),
    flags: ["MSG_ERRQUEUE"],
    calls: 700,
    bytes: 0,
  });
  const sent = (mean: number, more: Partial<FlowCount> = {}) => ({
    flows: [
      to("tcp", {
        operation: "sendto",
        to: endpoint("tcp", { traits: ["zerocopy"] }),
        flags: ["MSG_ZEROCOPY"],
        mechanism: "deferred",
        copiesPerByte: null,
        calls: 1000,
        bytes: 1000 * mean,
        ...more,
      }),
      fetched,
    ],
  });
  it("is too small below 10 KB, and what goes are the notifications", () => {
    expect(findings(sent(9999))[0]).toMatchObject({ rule: "zerocopy-too-small", saves: { transitionsFewer: 1400 } });
    expect(rules(sent(10_000))).toEqual([]);
  });
  it("falls back over loopback", () => {
    const loopback = { to: endpoint("tcp", { traits: ["zerocopy", "loopback"] }), copiesPerByte: 1 } as const;
    expect(rules(sent(65_536, loopback))).toEqual(["zerocopy-falls-back"]);
  });
  it("falls back without SO_ZEROCOPY", () => {
    const ignored = { to: endpoint("tcp"), mechanism: "copy", copiesPerByte: 1 } as const;
    expect(findings(sent(65_536, ignored))[0]?.title).toContain("SO_ZEROCOPY is not set");
  });
});

describe("one-event-a-wait", () => {
  const waits = (full: number, room: number, some = 0) => ({
    syscalls: [syscall("epoll_wait", full + some)],
    particulars: [
      { name: "epoll_wait: full", times: full, things: full * room },
      { name: "epoll_wait: some", times: some, things: some },
    ],
  });
  it("speaks where half of 1,000 waits return all that there is room for", () => {
    expect(rules(waits(1000, 1))).toEqual(["one-event-a-wait"]);
    expect(rules(waits(500, 2, 500))).toEqual(["one-event-a-wait"]);
    expect(rules(waits(500, 2, 501))).toEqual([]);
    expect(rules(waits(999, 1))).toEqual([]);
  });
  it("is silent about a busy server with a large array", () => {
    expect(rules(waits(1000, 4))).toEqual([]);
  });
});

describe("one-request-a-submission", () => {
  const submits = (calls: number, requests: number) => ({
    syscalls: [syscall("io_uring_enter", calls)],
    particulars: [{ name: "io_uring_enter: full", times: calls, things: requests }],
  });
  it("speaks below 1.5 requests a submission, and does not count calls that only wait", () => {
    expect(findings(submits(1000, 1499))[0]).toMatchObject({
      rule: "one-request-a-submission",
      saves: { transitionsFewer: 2 * (1000 - 188) },
    });
    expect(rules(submits(1000, 1500))).toEqual([]);
    const waiting = { ...submits(999, 999) };
    const waits = { name: "io_uring_enter: none", times: 5000, things: 0 };
    expect(rules({ ...waiting, particulars: [...waiting.particulars, waits] })).toEqual([]);
  });
});

describe("asks-in-vain of epoll_wait", () => {
  const empty = (slept: number) => ({
    particulars: [
      { name: "epoll_wait: none", times: 2000, things: 0 },
      { name: "epoll_wait: some", times: 1000, things: 1000 },
    ],
    ...switched(slept),
  });
  it("speaks of two empty waits for each useful one, unless it slept for them", () => {
    expect(rules(empty(1000))).toEqual(["asks-in-vain"]);
    expect(rules(empty(1001))).toEqual([]);
  });
});

describe("page faults", () => {
  const faulted = (looks: number) => ({
    pageFaults: { user: 12_000, kernel: 0 },
    particulars: [{ name: "page faults: looks", times: looks, things: looks }],
  });
  it("that look are of mapped files, from 5,000 on, and the others of new memory", () => {
    expect(rules(faulted(4999))).toEqual(["page-faults-dominate"]);
    expect(rules(faulted(5000)).sort()).toEqual(["mapped-reading", "page-faults-dominate"]);
    expect(rules(faulted(6001))).toEqual(["mapped-reading"]);
  });
});

describe("tls-in-user-space", () => {
  const RECORDS = 640;
  const served = (sent: number, times: number, { writes = RECORDS + 4, messages = 4 } = {}) => ({
    flows: [
      from("file", { bytes: 10 * MIB, calls: 640 }),
      from("tcp", { bytes: 100 * messages, calls: messages }),
      to("tcp", { bytes: sent, calls: writes }),
    ],
    particulars: [{ name: "TLS library", times, things: times }],
  });
  const encrypted = 10 * MIB + 22 * RECORDS + 250;
  it("takes the relay's place where a TLS library is mapped and records add their bytes", () => {
    expect(findings(served(encrypted, 3))[0]).toMatchObject({
      rule: "tls-in-user-space",
      saves: { bytesNotCopied: 20 * MIB },
    });
    expect(rules(served(encrypted, 0))).toEqual(["relay-through-memory"]);
  });
  it("leaves a relay a relay that has the library mapped for nothing, and says that it is there", () => {
    const [plain, ...more] = findings(served(10 * MIB + 4 * 238, 3));
    expect(more).toEqual([]);
    expect(plain?.rule).toBe("relay-through-memory");
    expect(plain?.advice).toContain("has a TLS library mapped");
    expect(findings(served(10 * MIB, 0))[0]?.advice).not.toContain("mapped");
  });
  it("speaks from 12 bytes a record on", () => {
    expect(rules(served(10 * MIB + 12 * RECORDS, 3))).toEqual(["tls-in-user-space"]);
    expect(rules(served(10 * MIB + 12 * RECORDS - 1, 3))).toEqual(["relay-through-memory"]);
  });
  it("lays to headers what they may add: a thousand small answers are no TLS", () => {
    expect(rules(served(10 * MIB + 1000 * 250, 3, { writes: 1000, messages: 1000 }))).toEqual(["relay-through-memory"]);
  });
  it("does not take writes for records that are larger than one", () => {
    expect(rules(served(encrypted, 3, { writes: 320 }))).toEqual(["relay-through-memory"]);
  });
  it("is silent about kernel TLS", () => {
    const kernelTls = to("tcp", { to: endpoint("tcp", { traits: ["ktls"] }), bytes: 10 * MIB, calls: 640 });
    const kept = served(0, 3);
    expect(rules({ ...kept, flows: [from("file", { bytes: 10 * MIB, calls: 640 }), kernelTls] })).toEqual([
      "relay-through-memory",
    ]);
  });
});

describe("MSG_ZEROCOPY off loopback", () => {
  const completed = (copied: number) => ({
    flows: [
      to("tcp", {
        operation: "sendmsg",
        to: endpoint("tcp", { traits: ["zerocopy"] }),
        flags: ["MSG_ZEROCOPY"],
        mechanism: "deferred",
        copiesPerByte: null,
        calls: 1000,
        bytes: 1000 * 65_536,
      }),
    ],
    particulars: [
      { name: "zero-copy sends: copied", times: copied, things: copied },
      { name: "zero-copy sends: not copied", times: 1000 - copied, things: 1000 - copied },
    ],
  });
  it("falls back where more than a tenth of the completions say so", () => {
    expect(findings(completed(101))[0]?.title).toContain("SO_EE_CODE_ZEROCOPY_COPIED");
    expect(rules(completed(100))).toEqual([]);
  });
});
