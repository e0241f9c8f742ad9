/** Many calls that move little each: the crossing costs more than the data. */
import type { EndpointKind } from "../endpoint.ts";
import type { ReportFlow, ReportProcess } from "../report.ts";
import type { FindingRule, Statement } from "./finding-rule.ts";
import { isRequest, usefulCalls } from "./moved-through-memory.ts";

/**
 * A page. Copying 4 KiB takes about as long as one system call's way in and out (some 100 to 300 ns each),
 * so below it the crossing is the larger part.
 */
const SMALL_BYTES = 4096;
/** Fewer calls than this cost under a millisecond. */
const LEAST_CALLS = 1000;
/** A buffer that makes the crossing negligible, and what the advice proposes. */
const BUFFER_BYTES = 65536;
/** More opened files than this share of the calls: the files are small, not the buffer. */
const OPENS_PER_CALL = 0.25;
/** Files are opened to be sent, too: each send explains one. */
const FILES: readonly EndpointKind[] = ["file", "block"];
const OPENS: readonly string[] = ["open", "openat", "openat2", "creat"];

/** Byte streams, where calls can be joined. Datagrams have a size of their own; for sockets see unjoined-writes.ts. */
const STREAMS: readonly EndpointKind[] = ["file", "block", "pipe"];

/** Small writes that are meant: Redis's append-only file, a database's log. */
const JOURNAL =
  " A journal that the program has to write before it may answer is right as it is, unless several answers can wait for one write.";

function streamOf({ from, to }: ReportFlow): EndpointKind | null {
  const end = to === "memory" ? from : to;
  return (from === "memory" || to === "memory") && STREAMS.includes(end) ? end : null;
}

/** Whether this pipe is one where each call hands over and waits: then the pieces do not exist at once. */
function isHandOver(end: EndpointKind, useful: number, { totals: { switches } }: ReportProcess): boolean {
  return end === "pipe" && switches !== null && switches.voluntary + switches.involuntary >= useful / 2;
}

/** Files that were opened and not to be sent on by the kernel: a web server opens one for each answer, and one log. */
function opensOf({ syscalls, flows }: ReportProcess): number {
  let opens = 0;
  for (const { name, calls, errors } of syscalls) if (OPENS.includes(name)) opens += Math.max(0, calls - errors);
  for (const flow of flows) if (FILES.includes(flow.from) && flow.to !== "memory") opens -= usefulCalls(flow);
  return Math.max(0, opens);
}

function statementFor(flow: ReportFlow, process: ReportProcess): Statement | null {
  const end = streamOf(flow);
  const useful = usefulCalls(flow);
  const mean = flow.bytes / useful;
  if (end === null || isRequest(flow) || flow.bytes === 0 || useful < LEAST_CALLS || mean >= SMALL_BYTES) return null;
  const transitionsFewer = 2 * (useful - Math.ceil(flow.bytes / BUFFER_BYTES));
  // A twentieth of the crossings: below that, something else is worth looking at first.
  if (transitionsFewer < 0.05 * process.totals.transitionsAtLeast) return null;
  if (end === "file" && opensOf(process) > OPENS_PER_CALL * useful) return null;
  if (isHandOver(end, useful, process)) return null;
  return {
    title: `${flow.operation} on a ${end} moves ${Math.round(mean)} bytes a call`,
    evidence: [
      { label: "calls that moved data", value: useful, unit: "calls" },
      { label: "bytes moved", value: flow.bytes, unit: "bytes" },
      { label: "mean size", value: mean, unit: "bytes" },
    ],
    threshold:
      "At least 1,000 calls of less than 4,096 bytes on average, and a twentieth of all transitions: copying a page takes about as long as entering and leaving the kernel, so below it the crossing is the larger part.",
    advice: `Join the calls: a buffer of 64 KiB in the program, or readv and writev over the pieces.${end !== "pipe" && flow.to === end ? JOURNAL : ""}`,
    saves: { transitionsFewer },
  };
}

export const smallCallsRule: FindingRule = {
  rule: "small-calls",
  look: (process) => process.flows.map((flow) => statementFor(flow, process)).filter((statement) => statement !== null),
};
