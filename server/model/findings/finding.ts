/**
 * A finding: a statement about a workload, with the numbers it rests on, what to do and what that would
 * save. Rules make them (rules.ts); reports carry them.
 */

/** `high`: would save half of what the process spends or more; `medium`: a tenth; `low`: less, or unknown. */
export const SEVERITIES = ["high", "medium", "low"] as const;
export type Severity = (typeof SEVERITIES)[number];

export const EVIDENCE_UNITS = [
  "bytes",
  "calls",
  "transitions",
  "faults",
  "switches",
  "events",
  "requests",
  "seconds",
  "share",
  "ratio",
] as const;

/** One number a finding rests on. `share`: 0 to 1 (a rule may state more); `ratio`: a number of its own, as "events a call". */
export interface Evidence {
  readonly label: string;
  readonly value: number;
  readonly unit: (typeof EVIDENCE_UNITS)[number];
}

/** How many fewer there would be, over the run, computed from the evidence; null where that is not known. */
export interface SavedCounts {
  readonly bytesNotCopied: number | null;
  /** Of system calls and page faults together: two for each. */
  readonly transitionsFewer: number | null;
  readonly switchesFewer: number | null;
  readonly pageFaultsFewer: number | null;
}

/** CPU seconds. `low` to `high` is where it should lie, `expected` in between. */
export interface Estimate {
  readonly low: number;
  readonly expected: number;
  readonly high: number;
}

/** What following the advice would save over the run. */
export interface Saves extends SavedCounts {
  /** CPU seconds, by this machine's calibration; null without one, and where no count is known. */
  readonly cpuSeconds: Estimate | null;
}

export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly title: string;
  /** Null where it is about all processes of the scope together. */
  readonly process: { readonly id: number; readonly pid: number; readonly command: string } | null;
  /** How many other processes of that name show the same; the heaviest one is told. */
  readonly alike: number;
  readonly evidence: readonly Evidence[];
  /** The number that had to be passed for the rule to speak, and why that number. */
  readonly threshold: string;
  readonly advice: string;
  readonly saves: Saves;
  /** Where the rule is explained, with how to mend it in common servers: a path in the project and a heading. */
  readonly docs: string;
}
