/** A rule: looks at one process's work, or at all of them, and speaks or keeps silent. What it cannot know it says. */
import type { ReportProcess } from "../report.ts";
import type { Evidence, SavedCounts, Severity } from "./finding.ts";

/** A finding as a rule states it; who it is about and how much it weighs is added in find.ts. */
export interface Statement {
  readonly title: string;
  readonly evidence: readonly Evidence[];
  readonly threshold: string;
  readonly advice: string;
  /** What is left out is not known. */
  readonly saves: Partial<SavedCounts>;
  /** Whether the calls that are saved are such as send a packet each; else small calls on files are assumed. */
  readonly callsSend?: boolean;
  /** Bytes that would go by reference instead of being copied, which costs something too; none where left out. */
  readonly handedOver?: number;
  /** Where the weight does not follow from what is saved: time that is lost waiting, say. */
  readonly severity?: Severity;
}

/** Pure: the same work always gives the same statements. A look takes microseconds: it is taken live, too. */
export interface FindingRule {
  /** Short and stable: reports and docs/findings.md refer to it. */
  readonly rule: string;
  readonly look: (process: ReportProcess) => readonly Statement[];
}

/** A rule about what no single process shows. */
export interface ScopeRule {
  readonly rule: string;
  readonly lookAtAll: (processes: readonly ReportProcess[]) => readonly Statement[];
}
