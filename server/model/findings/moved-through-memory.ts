/** What a process copied into its memory from some kinds of endpoints, and out of it into others. */
import type { EndpointKind } from "../endpoint.ts";
import type { ReportFlow, ReportProcess } from "../report.ts";

export interface Moved {
  readonly bytes: number;
  /** System calls that moved something; requests of io_uring are none. */
  readonly calls: number;
}

/** Bytes in and out within a twentieth of each other: headers and short reads allowed, a transformation hardly. */
const AGREEMENT = 0.95;

export const FILES: readonly EndpointKind[] = ["file", "block"];
export const SOCKETS: readonly EndpointKind[] = ["tcp", "unix"];

/** Calls that succeeded. `errors` of a report's flow holds EAGAIN too. */
export function usefulCalls({ calls, errors }: Pick<ReportFlow, "calls" | "errors">): number {
  return Math.max(0, calls - errors);
}

/** Whether it is a request of io_uring, which is no system call of its own. */
export function isRequest({ operation }: ReportFlow): boolean {
  return operation.startsWith("io_uring:");
}

/** Peeked bytes do not leave the socket, and do not count. */
function moved(flows: readonly ReportFlow[], end: "from" | "to", kinds: readonly EndpointKind[]): Moved {
  const other = end === "from" ? "to" : "from";
  let bytes = 0;
  let calls = 0;
  for (const flow of flows) {
    if (flow.mechanism !== "copy" || flow[other] !== "memory" || !kinds.includes(flow[end])) continue;
    if (flow.flags.includes("MSG_PEEK")) continue;
    bytes += flow.bytes;
    if (!isRequest(flow)) calls += usefulCalls(flow);
  }
  return { bytes, calls };
}

/** What was copied into the process's memory from endpoints of these kinds. */
export function copiedIn({ flows }: ReportProcess, kinds: readonly EndpointKind[]): Moved {
  return moved(flows, "from", kinds);
}

/** What was copied out of the process's memory to endpoints of these kinds. */
export function copiedOut({ flows }: ReportProcess, kinds: readonly EndpointKind[]): Moved {
  return moved(flows, "to", kinds);
}

/** How many bytes look as if they only passed through; null where as good as none do. `least`: fewer are none. */
export function passedThrough(read: Moved, written: Moved, least: number): number | null {
  const passed = Math.min(read.bytes, written.bytes);
  return passed < least || passed < AGREEMENT * Math.max(read.bytes, written.bytes) ? null : passed;
}
