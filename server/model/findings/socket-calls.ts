/** The calls a process reads its stream sockets with, and those it writes them with, for the rules about joining them. */
import type { ReportFlow, ReportProcess } from "../report.ts";
import { isRequest, type Moved, SOCKETS, usefulCalls } from "./moved-through-memory.ts";

function isStream(flow: ReportFlow, end: "from" | "to"): boolean {
  const traits = end === "from" ? flow.fromTraits : flow.toTraits;
  // A unix socket that keeps messages apart cannot join them; a read of the error queue reads no data.
  return SOCKETS.includes(flow[end]) && !traits.includes("messages") && !flow.flags.includes("MSG_ERRQUEUE");
}

/** Reads and writes of stream sockets between the program's memory and the kernel, those that moved something. */
export function socketCalls({ flows }: ReportProcess): { readonly reads: Moved; readonly writes: Moved } {
  const reads = { bytes: 0, calls: 0 };
  const writes = { bytes: 0, calls: 0 };
  for (const flow of flows) {
    if (isRequest(flow) || flow.flags.includes("MSG_PEEK")) continue;
    const into = flow.to === "memory" && isStream(flow, "from") ? reads : writes;
    if (into === writes && !(flow.from === "memory" && isStream(flow, "to"))) continue;
    into.bytes += flow.bytes;
    into.calls += usefulCalls(flow);
  }
  return { reads, writes };
}
