/** Findings, what was not measured, trust and cost, in words. */

import type { EventCounts } from "../event-counts.ts";
import type { Finding, Severity } from "../findings/finding.ts";
import { calibrationHint, evidenceWords, savesSentence } from "../findings/finding-words.ts";
import type { Report, ReportCost } from "../report.ts";
import { formatCount, formatSeconds, formatShare, NOT_MEASURED, plural } from "../units.ts";
import { joined, name, prose, type Section, type Words, words } from "./section.ts";

const SEVERITY_WORDS: Readonly<Record<Severity, string>> = { high: "HIGH", medium: "Medium", low: "Low" };

function findingWords(finding: Finding): Words {
  const { severity, title, process, alike, evidence, threshold, advice, saves, docs } = finding;
  const others = alike === 0 ? "" : `, and ${formatCount(alike)} more of that name`;
  const who = process === null ? "all together" : words`${name(process.command)} (pid ${String(process.pid)}${others})`;
  const figures = evidence.map((one) => `${one.label} ${evidenceWords(one)}`).join(", ");
  return words`${SEVERITY_WORDS[severity]}: ${who}: ${prose(title)}. Evidence: ${prose(figures)}. ${advice} ${savesSentence(saves)} (Threshold: ${threshold.slice(0, 1).toLowerCase()}${threshold.slice(1)} More: ${docs})`;
}

/** The findings as a list, with a hint where no calibration says what they would save; no section without any. */
export function findingsSection(findings: readonly Finding[]): readonly Section[] {
  if (findings.length === 0) return [];
  const hint = calibrationHint(findings);
  const items = [...findings.map(findingWords), ...(hint === null ? [] : [hint])];
  return [{ title: "Findings", blocks: [{ kind: "list", items }] }];
}

function costSentences(cost: ReportCost): Words {
  const seconds = (figure: number | null) => (figure === null ? NOT_MEASURED : formatSeconds(figure));
  const { probeRuns, probeSeconds, shareOfMachine } = cost;
  const each = probeRuns !== null && probeSeconds !== null && probeRuns > 0 ? probeSeconds / probeRuns : null;
  const runs = probeRuns === null ? "" : ` in ${plural(probeRuns, "run")}`;
  const mean = each === null ? "" : ` (${formatSeconds(each)} each)`;
  const share = shareOfMachine === null ? "" : `; together ${formatShare(shareOfMachine)} of the machine's CPU time`;
  return `Tracing took: probes ${seconds(probeSeconds)}${runs}${mean}, bpftrace ${seconds(cost.bpftraceCpuSeconds)}, copyscope itself ${seconds(cost.serverCpuSeconds)}${share}.`;
}

function eventsSentence({ calls, switches, lost, limitedFrames }: EventCounts): Words {
  const what = `Single events: ${plural(calls, "call")} and ${plural(switches, "switch", "switches")} captured`;
  if (lost === 0) return `${what}, none lost.`;
  const where = limitedFrames === 0 ? "" : ` (the limit was reached in ${plural(limitedFrames, "interval")})`;
  return `${what}, ${formatCount(lost)} lost${where}: their holes are known, and all other figures count them too.`;
}

/** What is shown too few of where a probe was skipped. Whose the skipped events were nobody knows. */
const LOWER_BOUNDS: { readonly [probe: string]: string } = {
  "sched:sched_wakeup": "wake-ups",
  "sched:sched_migrate_task": "migrations",
  "exceptions:page_fault_kernel": "page faults in the kernel",
  "net:net_dev_start_xmit": "packets gathered from fragments",
};

/** What was not measured, what could make the figures wrong, and what tracing took. */
export function trustSections({ missing, events, trust, cost }: Report): readonly Section[] {
  const inFlight =
    trust.inFlightAtStart === 0
      ? []
      : [`${plural(trust.inFlightAtStart, "call")} already running at the start: counted, with endpoints unknown.`];
  const skipped = Object.entries(trust.skippedInInterrupts).map(([probe, runs]) => {
    const figure = LOWER_BOUNDS[probe];
    const meaning = figure === undefined ? "" : `, so there were up to as many more ${figure} than are shown`;
    return prose(
      `${plural(runs, `${probe} event`)} came in an interrupt while another probe ran: not counted${meaning}.`,
    );
  });
  const verdict = trust.complete
    ? ["Complete: no event lost, no map full, no call or switch skipped, no gap."]
    : ["NOT COMPLETE: the figures may be too low."];
  const items: readonly Words[] = [
    ...verdict,
    ...trust.reasons.map(prose),
    ...inFlight,
    ...skipped,
    ...missing.map(({ part, reason }) => joined([prose(part), `: ${NOT_MEASURED}: `, prose(reason)], "")),
    ...(events === null ? [] : [eventsSentence(events)]),
    costSentences(cost),
  ];
  return [{ title: "Trust and cost", blocks: [{ kind: "list", items }] }];
}
