/** Figures of work: what a scope, a process or a window did, as the ratios people ask for. Null: nothing to divide by, or not known. */
import type { LiveBytes, LiveWork } from "../../server/model/live/protocol.ts";
import type { Mechanism } from "../../server/model/mechanism.ts";
import { perOutputMissing } from "../../server/model/per-output.ts";
import { MIB, plural } from "../../server/model/units.ts";

type Delivering = Pick<LiveWork, "bytes" | "unmeasuredCalls">;

function isTold({ bytes, unmeasuredCalls }: Delivering): boolean {
  return perOutputMissing(bytes, unmeasuredCalls) === null;
}

/** Bytes the CPU copied for each byte of output; null where nothing is told by output, and where nobody knows (totals.ts says the same). */
export function copiesPerOutputByte(work: Delivering): number | null {
  const { cpuCopied, output, unknownCopies, unknownOutput } = work.bytes;
  return isTold(work) && unknownCopies === 0 && unknownOutput === 0 ? cpuCopied / output : null;
}

/** Why nothing is told by output, in few words; empty where it is. */
export function whyNotByOutput({ bytes, unmeasuredCalls }: Delivering): string {
  switch (perOutputMissing(bytes, unmeasuredCalls)) {
    case "unmeasured-calls":
      return `${plural(unmeasuredCalls, "call")} of unknown size`;
    case "nothing-delivered":
      return "nothing was delivered";
    case "mostly-discarded":
      return "most went to /dev/null";
    case "unknown-output":
      return "some output unknown";
    case null:
      return "";
  }
}

const NO_COPY: readonly Mechanism[] = ["reference", "direct", "clone"];

/** Bytes that went somewhere without the CPU copying them. */
export function movedWithoutCopy({ byMechanism }: LiveBytes): number {
  return NO_COPY.reduce((sum, mechanism) => sum + (byMechanism[mechanism] ?? 0), 0);
}

/** Mode transitions; null where page faults in user mode were not measured. */
export function transitionsOf({ transitions, pageFaults }: LiveWork): number | null {
  if (pageFaults === null) return null;
  return Object.values(transitions).reduce((sum, count) => sum + (count ?? 0), 0);
}

/** A count for each MiB of output; null where nothing is told by output. */
export function perMebibyte(count: number | null, work: Delivering): number | null {
  return count === null || !isTold(work) ? null : (count * MIB) / work.bytes.output;
}

/** Voluntary and involuntary together; null where this kernel does not tell them. */
export function switchesOf({ switches }: LiveWork): number | null {
  return switches === null ? null : switches.voluntary + switches.involuntary;
}

/** The kernel's part of the CPU time. */
export function kernelShare({ time }: LiveWork): number | null {
  if (time === null) return null;
  const cpu = time.user + time.kernel;
  return cpu === 0 ? null : time.kernel / cpu;
}
