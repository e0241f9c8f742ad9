/** Figures of work: what a scope, a process or a window did, as the ratios people ask for. Null: nothing to divide by, or not measured. */
import type { LiveBytes, LiveWork } from "../../server/model/live/protocol.ts";
import type { Mechanism } from "../../server/model/mechanism.ts";
import { MIB } from "../../server/model/units.ts";

/** Bytes the CPU copied for each byte of output; null without output, and where nobody knows (totals.ts says the same). */
export function copiesPerOutputByte({ cpuCopied, output, unknownCopies, unknownOutput }: LiveBytes): number | null {
  return output > 0 && unknownCopies === 0 && unknownOutput === 0 ? cpuCopied / output : null;
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

export function perMebibyte(count: number | null, { output }: LiveBytes): number | null {
  return count === null || output === 0 ? null : (count * MIB) / output;
}

export function switchesOf({ switches }: LiveWork): number | null {
  return switches === null ? null : switches.voluntary + switches.involuntary;
}

/** The kernel's part of the CPU time. */
export function kernelShare({ time }: LiveWork): number | null {
  if (time === null) return null;
  const cpu = time.user + time.kernel;
  return cpu === 0 ? null : time.kernel / cpu;
}
