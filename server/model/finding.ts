/**
 * A finding: a statement about a workload, with the numbers it rests on, what to do and what that would
 * save. Rules make them (findings.ts); reports carry them.
 */

/** `high`: would save half of what the process spends or more; `medium`: a tenth; `low`: less, or unknown. */
export const SEVERITIES = ["high", "medium", "low"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** One number a finding rests on. */
export interface Evidence {
  readonly label: string;
  readonly value: number;
  readonly unit: "bytes" | "calls" | "transitions" | "faults" | "share";
}

/** What following the advice would save over the run, computed from the evidence; null where that is not known. */
export interface Saves {
  readonly bytesNotCopied: number | null;
  readonly transitionsFewer: number | null;
}

export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly title: string;
  readonly process: { readonly id: number; readonly pid: number; readonly command: string };
  readonly evidence: readonly Evidence[];
  /** The number that had to be passed for the rule to speak, and why that number. */
  readonly threshold: string;
  readonly advice: string;
  readonly saves: Saves;
}
