/**
 * What a saving comes to in CPU seconds on the machine that was calibrated, with an error bar: from the least that
 * each saved thing was measured to cost there to the most, less what takes its place.
 */
import type { Calibration, Cost } from "../calibration.ts";
import type { Estimate, SavedCounts } from "./finding.ts";

/** Nanoseconds for one, which is somewhere between two that were measured. */
function between(one: Cost, other: Cost): Estimate {
  return {
    low: Math.min(one.low, other.low),
    expected: (one.median + other.median) / 2,
    high: Math.max(one.high, other.high),
  };
}

function less(cost: Cost, replacement: Cost): Estimate {
  return {
    low: cost.low - replacement.high,
    expected: cost.median - replacement.median,
    high: cost.high - replacement.low,
  };
}

function times(count: number, { low, expected, high }: Estimate): Estimate {
  return { low: count * low, expected: count * expected, high: count * high };
}

const NOTHING: Cost = { low: 0, median: 0, high: 0 };

/** How many switches go depends on how much is handed over at once: half of them is the least that is promised. */
function switchCost({ voluntarySwitch }: Calibration["costs"]): Estimate {
  return { low: voluntarySwitch.low / 2, expected: voluntarySwitch.median, high: voluntarySwitch.high };
}

/**
 * How many pages a fault maps, and how large, differs from file to file: at the least its two transitions are saved,
 * at the most all but the mapping of the calibrated file's small pages.
 */
function faultCost({ systemCall, fileFault, populatedFault }: Calibration["costs"]): Estimate {
  const most = less(fileFault, populatedFault);
  return {
    low: systemCall.low,
    expected: (systemCall.median + most.expected) / 2,
    high: Math.max(systemCall.high, most.high),
  };
}

/** What the counts alone do not say: see finding-rule.ts. */
export interface SavedKind {
  readonly handedOver?: number;
  readonly callsSend?: boolean;
}

/**
 * The CPU seconds of these counts, not below 0; null where no count is known or nothing was calibrated. More than `spent`, the CPU seconds that the process took in
 * all, cannot be saved; null: not measured.
 */
export function cpuSeconds(
  saved: SavedCounts,
  { handedOver = 0, callsSend = false }: SavedKind,
  calibration: Calibration | null,
  spent: number | null,
): Estimate | null {
  const { bytesNotCopied, transitionsFewer, switchesFewer, pageFaultsFewer } = saved;
  const known = [bytesNotCopied, transitionsFewer, switchesFewer, pageFaultsFewer].some((count) => count !== null);
  if (calibration === null || !known) return null;
  const { costs } = calibration;
  // A fault is two of the transitions, and its cost has them in it.
  const calls = Math.max(0, (transitionsFewer ?? 0) / 2 - (pageFaultsFewer ?? 0));
  const parts = [
    // How warm the caches were when the program copied is not known.
    times(bytesNotCopied ?? 0, between(costs.copyInCache, costs.copyOutOfCache)),
    times(handedOver, less(NOTHING, costs.handOver)),
    // A call that does nothing is the least that crossing costs; a read or send of one byte is what a small call costs.
    times(calls, between(costs.systemCall, callsSend ? costs.smallSend : costs.smallRead)),
    times(switchesFewer ?? 0, switchCost(costs)),
    times(pageFaultsFewer ?? 0, faultCost(costs)),
  ];
  const total = (end: keyof Estimate) => {
    const seconds = parts.reduce((sum, part) => sum + part[end], 0) / 1e9;
    return Math.max(0, Math.min(seconds, spent ?? Number.POSITIVE_INFINITY));
  };
  return { low: total("low"), expected: total("expected"), high: total("high") };
}
