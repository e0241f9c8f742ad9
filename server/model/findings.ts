/**
 * The findings of a run: every rule looks at every process of weight, and the heaviest findings are told.
 */
import { type Finding, SEVERITIES, type Severity } from "./finding.ts";
import type { FindingRule, Statement } from "./finding-rule.ts";
import { againRule } from "./findings-again.ts";
import { faultsRule } from "./findings-faults.ts";
import { kernelCopyRule } from "./findings-kernel-copy.ts";
import { relayRule } from "./findings-relay.ts";
import { smallCallsRule } from "./findings-small-calls.ts";
import type { ReportProcess } from "./report.ts";

/** Processes looked at, most active first, and findings told, heaviest first: a list nobody reads helps nobody. */
const PROCESSES_LOOKED_AT = 200;
const FINDINGS_TOLD = 20;

const RULES: readonly FindingRule[] = [relayRule, kernelCopyRule, smallCallsRule, againRule, faultsRule];

/** The larger share of the process's own copies or transitions that a statement would save. */
function savedShare({ saves }: Statement, { totals }: ReportProcess): number {
  const share = (part: number | null, whole: number) => (part === null || whole === 0 ? 0 : part / whole);
  return Math.max(
    share(saves.bytesNotCopied, totals.bytes.cpuCopied),
    share(saves.transitionsFewer, totals.transitionsAtLeast),
  );
}

function severityOf(share: number): Severity {
  if (share >= 0.5) return "high";
  return share >= 0.1 ? "medium" : "low";
}

/** The findings about these processes (most active first), heaviest first. */
export function findingsAbout(processes: readonly ReportProcess[]): readonly Finding[] {
  const weighed = processes.slice(0, PROCESSES_LOOKED_AT).flatMap((process) =>
    RULES.flatMap(({ rule, look }) =>
      look(process).map((statement) => {
        const { id, pid, command } = process;
        const severity = severityOf(savedShare(statement, process));
        return { rule, severity, process: { id, pid, command }, ...statement };
      }),
    ),
  );
  const weight = ({ severity, saves }: Finding) => [
    -SEVERITIES.indexOf(severity),
    saves.bytesNotCopied ?? 0,
    saves.transitionsFewer ?? 0,
  ];
  return weighed.sort((a, b) => compareWeights(weight(b), weight(a))).slice(0, FINDINGS_TOLD);
}

function compareWeights(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) {
    const difference = value - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
