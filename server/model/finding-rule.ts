/** A rule: looks at one process's work, and speaks or keeps silent. What it cannot know it says. */
import type { Finding } from "./finding.ts";
import type { ReportProcess } from "./report.ts";

/** A finding as a rule states it; who it is about and how much it weighs is added here. */
export type Statement = Omit<Finding, "rule" | "severity" | "process">;

/** Pure: the same work always gives the same statements. */
export interface FindingRule {
  readonly rule: string;
  readonly look: (process: ReportProcess) => readonly Statement[];
}
