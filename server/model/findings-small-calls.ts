/** Many calls that move little each: the crossing costs more than the data. */
import type { EndpointKind } from "./endpoint.ts";
import type { FindingRule, Statement } from "./finding-rule.ts";
import type { ReportFlow, ReportProcess } from "./report.ts";

/**
 * A page. Copying 4 KiB takes about as long as one system call's way in and out (some 100 to 300 ns each),
 * so below it the crossing is the larger part.
 */
const SMALL_BYTES = 4096;
/** Fewer calls than this cost under a millisecond. */
const LEAST_CALLS = 1000;
/** A buffer that makes the crossing negligible, and what the advice proposes. */
const BUFFER_BYTES = 65536;

/** Byte streams, where calls can be joined. A datagram's or a request's size is not the caller's choice. */
const STREAMS: readonly EndpointKind[] = ["file", "block", "pipe"];

function isStream(flow: ReportFlow): boolean {
  if (flow.to === "memory") return STREAMS.includes(flow.from);
  return flow.from === "memory" && (STREAMS.includes(flow.to) || flow.to === "tcp" || flow.to === "unix");
}

function statementFor(flow: ReportFlow, { totals }: ReportProcess): Statement | null {
  const useful = Math.max(0, flow.calls - flow.errors - flow.again);
  const mean = flow.bytes / useful;
  if (!isStream(flow) || flow.bytes === 0 || useful < LEAST_CALLS || mean >= SMALL_BYTES) return null;
  const transitionsFewer = 2 * (useful - Math.ceil(flow.bytes / BUFFER_BYTES));
  // A twentieth of the crossings: below that, something else is worth looking at first.
  if (transitionsFewer < 0.05 * totals.transitionsAtLeast) return null;
  const end = flow.to === "memory" ? flow.from : flow.to;
  return {
    title: `${flow.operation} on a ${end} moves ${Math.round(mean)} bytes a call`,
    evidence: [
      { label: "calls that moved data", value: useful, unit: "calls" },
      { label: "bytes moved", value: flow.bytes, unit: "bytes" },
      { label: "mean size", value: mean, unit: "bytes" },
    ],
    threshold:
      "At least 1,000 calls of less than 4,096 bytes on average: copying a page takes about as long as entering and leaving the kernel, so below it the crossing is the larger part.",
    advice: "Join the calls: a buffer of 64 KiB in the program, or readv and writev over the pieces.",
    saves: { bytesNotCopied: null, transitionsFewer },
  };
}

export const smallCallsRule: FindingRule = {
  rule: "small-calls",
  look: (process) => process.flows.map((flow) => statementFor(flow, process)).filter((statement) => statement !== null),
};
