/**
 * The findings of a run: every rule looks at every process of weight, and the heaviest findings are told.
 */
import type { Calibration } from "../calibration.ts";
import type { ReportProcess } from "../report.ts";
import type { Totals } from "../totals.ts";
import { cpuSeconds } from "./estimate.ts";
import { type Finding, type Saves, SEVERITIES, type Severity } from "./finding.ts";
import type { Statement } from "./finding-rule.ts";
import { RULES, SCOPE_RULES } from "./rules.ts";

/** Processes looked at, most active first, and findings told, heaviest first: a list nobody reads helps nobody. */
const PROCESSES_LOOKED_AT = 200;
const FINDINGS_TOLD = 20;

function cpuTime({ timeSeconds }: Totals): number | null {
  return timeSeconds === null ? null : timeSeconds.user + timeSeconds.kernel;
}

function share(part: number | null, whole: number): number {
  return part === null || whole === 0 ? 0 : part / whole;
}

function severityOfShare(saved: number): Severity {
  if (saved >= 0.5) return "high";
  return saved >= 0.1 ? "medium" : "low";
}

/** By the part of the process's CPU time that would be saved; where that is not known, of its copies or transitions. */
function severityOf({ bytesNotCopied, transitionsFewer, cpuSeconds }: Saves, totals: Totals): Severity {
  const counted = Math.max(
    share(bytesNotCopied, totals.bytes.cpuCopied),
    share(transitionsFewer, totals.transitionsAtLeast),
  );
  const spent = cpuTime(totals);
  if (cpuSeconds === null || spent === null || spent === 0) return severityOfShare(counted);
  const severity = severityOfShare(share(cpuSeconds.expected, spent));
  // What tracing took is in the time that was spent, and makes the share of it too small.
  return severity === "low" && counted >= 0.5 && cpuSeconds.high >= 0.02 * spent ? "medium" : severity;
}

function savesOf(statement: Statement, calibration: Calibration | null, spent: number | null): Saves {
  const { saves } = statement;
  const counts = {
    bytesNotCopied: saves.bytesNotCopied ?? null,
    transitionsFewer: saves.transitionsFewer ?? null,
    switchesFewer: saves.switchesFewer ?? null,
    pageFaultsFewer: saves.pageFaultsFewer ?? null,
  };
  return { ...counts, cpuSeconds: cpuSeconds(counts, statement, calibration, spent) };
}

function ofProcess(process: ReportProcess, calibration: Calibration | null): readonly Finding[] {
  const { id, pid, command, totals } = process;
  return RULES.flatMap(({ rule, look }) =>
    look(process).map((statement) => {
      const saves = savesOf(statement, calibration, cpuTime(totals));
      const severity = statement.severity ?? severityOf(saves, totals);
      return finding(rule, statement, severity, { id, pid, command }, saves);
    }),
  );
}

function ofScope(processes: readonly ReportProcess[], calibration: Calibration | null): readonly Finding[] {
  return SCOPE_RULES.flatMap(({ rule, lookAtAll }) =>
    lookAtAll(processes).map((statement) => {
      const saves = savesOf(statement, calibration, null);
      return finding(rule, statement, statement.severity ?? "low", null, saves);
    }),
  );
}

function finding(
  rule: string,
  { title, evidence, threshold, advice }: Statement,
  severity: Severity,
  process: Finding["process"],
  saves: Saves,
): Finding {
  return {
    rule,
    severity,
    title,
    process,
    alike: 0,
    evidence,
    threshold,
    advice,
    saves,
    docs: `docs/findings.md#${rule}`,
  };
}

/** The findings about these processes (most active first), heaviest first. Null: nothing was calibrated where they ran. */
export function findingsAbout(
  processes: readonly ReportProcess[],
  calibration: Calibration | null,
): readonly Finding[] {
  const looked = processes.slice(0, PROCESSES_LOOKED_AT);
  const weighed = [...looked.flatMap((process) => ofProcess(process, calibration)), ...ofScope(processes, calibration)];
  const weight = ({ severity, saves }: Finding) => [
    -SEVERITIES.indexOf(severity),
    saves.cpuSeconds?.expected ?? 0,
    saves.bytesNotCopied ?? 0,
    saves.transitionsFewer ?? 0,
    saves.switchesFewer ?? 0,
  ];
  return eachOnce(weighed.sort((a, b) => compareWeights(weight(b), weight(a)))).slice(0, FINDINGS_TOLD);
}

/** Of the workers of one server, which all do the same, the heaviest: what is to be mended is one thing. */
function eachOnce(findings: readonly Finding[]): readonly Finding[] {
  const once = new Map<string, Finding>();
  for (const one of findings) {
    // "read on a file moves 512 bytes a call": that of another worker moves 498.
    const key = JSON.stringify([one.rule, one.process?.command ?? null, one.title.replaceAll(/[\d.,]+/g, "")]);
    const told = once.get(key);
    once.set(key, told === undefined ? one : { ...told, alike: told.alike + 1 });
  }
  return [...once.values()];
}

function compareWeights(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) {
    const difference = value - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
