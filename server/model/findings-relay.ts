/**
 * A process that reads data into its memory only to write it out again: two CPU copies per byte, where
 * sendfile (file to socket or pipe) or splice (socket or pipe to socket) hands over pages without copying.
 */
import type { EndpointKind } from "./endpoint.ts";
import type { FindingRule, Statement } from "./finding-rule.ts";
import type { ReportFlow, ReportProcess } from "./report.ts";
import { MIB } from "./units.ts";

/** Bytes in and out within a twentieth of each other: headers and short reads allowed, a transformation hardly. */
const AGREEMENT = 0.95;
/** Less than this is start-up noise: configuration files, locale data. */
const LEAST_BYTES = MIB;

const SOCKETS: readonly EndpointKind[] = ["tcp", "unix"];

interface Way {
  readonly from: readonly EndpointKind[];
  readonly to: readonly EndpointKind[];
  readonly name: string;
  readonly advice: string;
}

const WAYS: readonly Way[] = [
  {
    from: ["file", "block"],
    to: SOCKETS,
    name: "file to socket",
    advice:
      "Send the file with sendfile, which hands the page cache's pages to the socket. (TLS in the program itself stands in the way; kernel TLS does not.)",
  },
  {
    from: SOCKETS,
    to: SOCKETS,
    name: "socket to socket",
    advice: "Move the data with splice through a pipe, which hands the socket's buffers over without copying.",
  },
];

interface Side {
  readonly bytes: number;
  readonly calls: number;
}

/** Data that is copied between memory and these endpoints; peeked bytes do not leave the socket. */
function side(flows: readonly ReportFlow[], end: "from" | "to", kinds: readonly EndpointKind[]): Side {
  const other = end === "from" ? "to" : "from";
  const fitting = flows.filter(
    (flow) =>
      flow.mechanism === "copy" &&
      flow[other] === "memory" &&
      kinds.includes(flow[end]) &&
      !flow.flags.includes("MSG_PEEK"),
  );
  return {
    bytes: fitting.reduce((sum, flow) => sum + flow.bytes, 0),
    calls: fitting.reduce((sum, flow) => sum + Math.max(0, flow.calls - flow.errors - flow.again), 0),
  };
}

function statementFor(way: Way, { flows }: ReportProcess): Statement | null {
  const read = side(flows, "from", way.from);
  const written = side(flows, "to", way.to);
  const relayed = Math.min(read.bytes, written.bytes);
  if (relayed < LEAST_BYTES || relayed < AGREEMENT * Math.max(read.bytes, written.bytes)) return null;
  return {
    title: `Data goes ${way.name} through the program's memory, copied twice`,
    evidence: [
      { label: "read into memory", value: read.bytes, unit: "bytes" },
      { label: "calls that read", value: read.calls, unit: "calls" },
      { label: "written from memory", value: written.bytes, unit: "bytes" },
      { label: "calls that wrote", value: written.calls, unit: "calls" },
    ],
    threshold:
      "At least 1 MiB, and as many bytes written as read to within 5%: what passes unchanged looks like that, but copyscope does not see contents, so make sure that the program changes nothing.",
    advice: way.advice,
    // splice needs two calls where read+write needs two; sendfile one.
    saves: { bytesNotCopied: 2 * relayed, transitionsFewer: way.from === SOCKETS ? null : 2 * written.calls },
  };
}

export const relayRule: FindingRule = {
  rule: "relay-through-memory",
  look: (process) => WAYS.map((way) => statementFor(way, process)).filter((statement) => statement !== null),
};
