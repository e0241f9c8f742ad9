/** A finding's figures in words: the same in the terminal, in Markdown and on the page. */
import { formatBytes, formatCount, formatRatio, formatSeconds, formatShare, plural } from "../units.ts";
import type { Estimate, Evidence, Finding, Saves } from "./finding.ts";

/** `64 KiB`, `1,000`, `12%`: its label says of what. */
export function evidenceWords({ value, unit }: Evidence): string {
  switch (unit) {
    case "bytes":
      return formatBytes(value);
    case "seconds":
      return formatSeconds(value);
    case "share":
      return formatShare(value);
    case "ratio":
      return formatRatio(value);
    case "calls":
    case "transitions":
    case "faults":
    case "switches":
    case "events":
    case "requests":
      return formatCount(value);
  }
}

/** `1.2 s of CPU time (0.9 s to 1.6 s)`. */
function estimateWords({ low, expected, high }: Estimate): string {
  return `${formatSeconds(expected)} of CPU time (${formatSeconds(low)} to ${formatSeconds(high)})`;
}

/** Said once where findings could be told in CPU seconds and are not; else null. */
export function calibrationHint(findings: readonly Finding[]): string | null {
  const untold = findings.some(({ saves }) => saves.cpuSeconds === null && savedCounts(saves).length > 0);
  return untold
    ? "What would be saved is told in CPU seconds, too, once 'copyscope calibrate' has run on the machine that is watched."
    : null;
}

/** What would be saved, in a sentence. */
export function savesSentence(saves: Saves): string {
  const counts = savedCounts(saves);
  if (counts.length === 0) return "What it would save is not known.";
  const seconds = saves.cpuSeconds === null ? "" : `; about ${estimateWords(saves.cpuSeconds)}`;
  return `It would save: ${counts.join(", ")}${seconds}.`;
}

function savedCounts({ bytesNotCopied, transitionsFewer, switchesFewer, pageFaultsFewer }: Saves): readonly string[] {
  return [
    ...(bytesNotCopied === null ? [] : [`${formatBytes(bytesNotCopied)} not copied`]),
    ...(transitionsFewer === null ? [] : [`${plural(transitionsFewer, "transition")} fewer`]),
    ...(switchesFewer === null ? [] : [`${plural(switchesFewer, "switch", "switches")} fewer`]),
    ...(pageFaultsFewer === null ? [] : [`${plural(pageFaultsFewer, "page fault")} fewer`]),
  ];
}
