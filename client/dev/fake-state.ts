/** The state of a server that never was, in each of its phases. */
import type { Finding } from "../../server/model/findings/finding.ts";
import { LIVE_PROTOCOL, type LiveState } from "../../server/model/live/protocol.ts";

const FINDING: Finding = {
  rule: "relay-through-memory",
  severity: "high",
  title: "Data goes file to socket through the program's memory, copied twice",
  process: { id: 1, pid: 4711, command: "nginx" },
  evidence: [
    { label: "read from files", value: 18_600_000_000, unit: "bytes" },
    { label: "written to TCP", value: 18_600_000_000, unit: "bytes" },
  ],
  threshold: "speaks when a tenth of the bytes read go out again unchanged",
  advice: "Turn sendfile on, so that pages go from the page cache to the socket by reference.",
  saves: {
    bytesNotCopied: 37_200_000_000,
    transitionsFewer: 567_000,
    switchesFewer: null,
    pageFaultsFewer: null,
    cpuSeconds: { low: 2.1, expected: 3.4, high: 5.2 },
  },
  alike: 3,
  docs: "docs/findings.md#relay-through-memory",
};

const SMALL_CALLS: Finding = {
  rule: "small-calls",
  severity: "medium",
  title: "Most calls move less than a kibibyte",
  process: { id: 2, pid: 902, command: "postgres" },
  evidence: [
    { label: "sendto calls", value: 629_000, unit: "calls" },
    { label: "transitions for them", value: 1_258_000, unit: "transitions" },
  ],
  threshold: "speaks when calls of under 1 KiB are a tenth of all transitions",
  advice: "Gather results into larger buffers before sending, or use sendmmsg.",
  saves: {
    bytesNotCopied: null,
    transitionsFewer: 1_100_000,
    switchesFewer: null,
    pageFaultsFewer: null,
    cpuSeconds: null,
  },
  alike: 0,
  docs: "docs/findings.md#small-calls",
};

/** Tracing runs unless `changes` say otherwise. */
export function fakeState(changes: Partial<LiveState> = {}): LiveState {
  return {
    protocol: LIVE_PROTOCOL,
    server: "fake-1",
    version: "0.1.0",
    phase: { phase: "running" },
    silent: false,
    run: {
      host: "build-7",
      kernel: "6.18.0",
      arch: "x86_64",
      cpus: 8,
      machine: null,
      bpftrace: "0.23.2",
      copyscope: "0.1.0",
      scope: { kind: "system" },
      command: null,
      startedAt: Date.now() - 900_000,
      intervalMs: 250,
      detail: "full",
      missing: [{ part: "skb:skb_copy_datagram_iovec", reason: "this kernel has no such tracepoint" }],
      calibration: null,
    },
    scope: { kind: "system" },
    detail: "full",
    intervalMs: 250,
    command: null,
    lab: null,
    recording: null,
    lastRecording: null,
    findings: [FINDING, SMALL_CALLS],
    marks: [],
    exactSince: Date.now() - 900_000,
    ...changes,
  };
}
