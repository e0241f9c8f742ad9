/**
 * The headline figures of a scope, a process or a group of processes, computed from its tally.
 * Each figure's meaning stands beside it; docs/report-json.md says the same to readers of the JSON.
 */
import { LARGEST_EXACT } from "./accumulate.ts";
import type { Tally } from "./accumulate-tally.ts";
import type { TimeSeconds } from "./accumulate-time.ts";
import type { Dma, Switches } from "./frame.ts";
import { type PerOutputMissing, perOutputMissing } from "./per-output.ts";
import { type TotalBytes, totalBytes } from "./totals-bytes.ts";
import { MIB } from "./units.ts";
import { countOfUnmeasured } from "./unmeasured-calls.ts";

/** DMA in bytes; the kernel cannot tell whose it is, so it stands with the scope and never with a process. */
export interface DmaTotals extends Dma {
  /** Always true: what is here counts the whole machine, whatever the scope. */
  readonly wholeSystem: true;
}

/** A ratio that is not known exactly, between two that are. `atMost` is null where nothing limits it. */
export interface Bounds {
  readonly atLeast: number;
  readonly atMost: number | null;
}

export interface Totals {
  /** Calls of all system calls. */
  readonly syscalls: number;
  /**
   * Mode transitions: 2 x system calls + 2 x page faults taken in user mode. A child of fork returns once
   * without having entered, and an exit enters without returning: the two balance. Interrupts are not
   * counted. Null where user page faults were not measured.
   */
  readonly transitions: number | null;
  /** 2 x system calls + 2 x the user page faults that were seen: what is certain when `transitions` is null. */
  readonly transitionsAtLeast: number;
  readonly pageFaults: { readonly user: number; readonly kernel: number } | null;
  readonly switches: Switches | null;
  readonly wakeups: number | null;
  readonly migrations: number | null;
  /** Where the threads' wall time went, in seconds; null in detail `counts`. */
  readonly timeSeconds: TimeSeconds | null;
  readonly bytes: TotalBytes;
  /** Bytes the kernel itself says it copied out of socket buffers: a check on the copy model. */
  readonly socketBufferCopied: number | null;
  /** Bytes of pages added to the page cache. */
  readonly pageCacheFilled: number | null;
  /** Calls and io_uring requests that moved data, or may have, of which nobody knows how much: `bytes` lacks it. */
  readonly unmeasuredCalls: number;
  /** Why nothing, or not all, is told by output (per-output.ts); null where everything is. */
  readonly perOutputMissing: PerOutputMissing | null;
  /** `bytes.cpuCopied` / `bytes.output`. Null where it is unknowable (then see the bounds), or `perOutputMissing`. */
  readonly copiesPerOutputByte: number | null;
  /** Between what `copiesPerOutputByte` lies; both ends equal where it is known; null where nothing is told by output. */
  readonly copiesPerOutputByteBounds: Bounds | null;
  /** `transitions` and context switches per MiB (2^20 bytes) of output; null where `perOutputMissing`. */
  readonly transitionsPerMiB: number | null;
  readonly switchesPerMiB: number | null;
  readonly dma: DmaTotals;
}

/** What stands in the totals of a process, whose DMA nobody can tell. */
const DMA_OF_NOBODY: DmaTotals = {
  diskRead: null,
  diskWrite: null,
  nicTransmit: null,
  nicTransmitPaged: null,
  nicReceive: null,
  wholeSystem: true,
};

function copiesBounds(bytes: TotalBytes, missing: PerOutputMissing | null): Bounds | null {
  if (missing !== null && missing !== "unknown-output") return null;
  return {
    atLeast: bytes.cpuCopied / (bytes.output + bytes.unknownOutput),
    atMost: bytes.output === 0 ? null : (bytes.cpuCopied + bytes.unknownCopies) / bytes.output,
  };
}

/** The totals of a tally. `dma` is the whole system's in the frames the tally was made of. */
export function totalsFromTally(tally: Tally, dma: DmaTotals = DMA_OF_NOBODY): Totals {
  const { activity } = tally;
  const bytes = totalBytes(tally.flows);
  const syscalls = tally.syscalls.reduce((sum, { calls }) => Math.min(sum + calls, LARGEST_EXACT), 0);
  const pageFaults = activity.pageFaults.value();
  const crossings = (userFaults: number) => Math.min(2 * syscalls + 2 * userFaults, LARGEST_EXACT);
  const transitions = pageFaults === null ? null : crossings(pageFaults.user);
  const switches = activity.switches.value();
  const unmeasuredCalls = countOfUnmeasured(tally.syscalls, tally.requests);
  const missing = perOutputMissing(bytes, unmeasuredCalls);
  const perMiB = (count: number | null) => (count === null || missing !== null ? null : (count * MIB) / bytes.output);
  const known = missing === null && bytes.unknownCopies === 0 && bytes.unknownOutput === 0;
  return {
    syscalls,
    transitions,
    transitionsAtLeast: crossings(activity.pageFaults.known()?.user ?? 0),
    pageFaults,
    switches,
    wakeups: activity.wakeups.value(),
    migrations: activity.migrations.value(),
    timeSeconds: activity.time.value(),
    bytes,
    socketBufferCopied: tally.socketBufferCopied.value(),
    pageCacheFilled: tally.pageCacheFilled.value(),
    unmeasuredCalls,
    perOutputMissing: missing,
    copiesPerOutputByte: known ? bytes.cpuCopied / bytes.output : null,
    copiesPerOutputByteBounds: copiesBounds(bytes, missing),
    transitionsPerMiB: perMiB(transitions),
    switchesPerMiB: perMiB(switches && switches.voluntary + switches.involuntary),
    dma,
  };
}
