/** The headline: what ran, and the figures people came for. */
import type { Scope } from "../model/frame.ts";
import type { Report, ReportRecording } from "../model/report.ts";
import { shellWords } from "../model/safe-text.ts";
import type { Bounds, Totals } from "../model/totals.ts";
import {
  formatBytes,
  formatCount,
  formatRatio,
  formatSeconds,
  formatShare,
  NOT_MEASURED,
  plural,
} from "../model/units.ts";
import { type Block, joined, name, prose, type Section, type Words, words } from "./section.ts";

/** What was watched, in words. */
function scopeWords(scope: Scope): Words {
  switch (scope.kind) {
    case "system":
      return "the whole system";
    case "pid":
      return `process ${scope.pid} and its descendants`;
    case "comm":
      return words`processes named ${name(scope.comm)}`;
    case "cgroup":
      return words`cgroup ${name(scope.path)}`;
    case "command":
      return name(shellWords(scope.argv));
  }
}

function endWords({ endReason, endMessage, exitCode }: ReportRecording): Words {
  switch (endReason) {
    case "command-exited":
      return exitCode === null ? "the command ended" : `exit status ${exitCode}`;
    case "duration":
      return "ended after the time asked for";
    case "interrupted":
      return "ended by the user";
    case "target-gone":
      return "ended when what it watched was gone";
    case "failed":
      return endMessage === null ? "failed" : words`failed: ${prose(endMessage)}`;
    case null:
      return "ended early";
  }
}

function runLines(recording: ReportRecording): readonly Block[] {
  const { host, kernel, arch, cpus, bpftrace, copyscope, startedAt, durationSeconds, intervalMs, detail } = recording;
  const started = startedAt.replace("T", " ").replace(/\.\d+Z$/, " UTC");
  const ran = words`${formatSeconds(durationSeconds)} on ${name(host)} (Linux ${name(kernel)}, ${name(arch)}, ${plural(cpus, "CPU")}), ${started}; ${endWords(recording)}.`;
  const how = words`copyscope ${name(copyscope)}, bpftrace ${name(bpftrace)}, detail ${detail}, ${plural(recording.frames, "interval")} of ${formatCount(intervalMs)} ms.`;
  return [
    { kind: "paragraph", words: ran },
    { kind: "paragraph", words: how },
  ];
}

function copiesFigure(totals: Totals): string {
  const { copiesPerOutputByte, copiesPerOutputByteBounds } = totals;
  if (copiesPerOutputByte !== null) return formatRatio(copiesPerOutputByte);
  return copiesPerOutputByteBounds === null ? "nothing was delivered" : boundsFigure(copiesPerOutputByteBounds);
}

function boundsFigure({ atLeast, atMost }: Bounds): string {
  if (atMost === null) return `at least ${formatRatio(atLeast)}`;
  const [low, high] = [formatRatio(atLeast), formatRatio(atMost)];
  return low === high ? low : `between ${low} and ${high}`;
}

const perMiB = (figure: number | null) => (figure === null ? "" : ` (${formatRatio(figure)} per MiB of output)`);

function transitionsFigure(totals: Totals): string {
  const calls = plural(totals.syscalls, "system call");
  if (totals.transitions === null || totals.pageFaults === null) {
    return `at least ${formatCount(totals.transitionsAtLeast)}: ${calls}; page faults ${NOT_MEASURED}`;
  }
  const faults = plural(totals.pageFaults.user, "user page fault");
  return `${formatCount(totals.transitions)}${perMiB(totals.transitionsPerMiB)}: ${calls}, ${faults}`;
}

function switchesFigure({ switches, switchesPerMiB, migrations }: Totals): string {
  if (switches === null) return NOT_MEASURED;
  const { voluntary, involuntary } = switches;
  const parts = [`${formatCount(voluntary)} voluntary`, `${formatCount(involuntary)} involuntary`];
  if (migrations !== null && migrations > 0) parts.push(plural(migrations, "migration"));
  return `${formatCount(voluntary + involuntary)}${perMiB(switchesPerMiB)}: ${parts.join(", ")}`;
}

function timeFigure({ timeSeconds }: Totals): string {
  if (timeSeconds === null) return NOT_MEASURED;
  const { user, kernel, runnable, blocked } = timeSeconds;
  const whole = user + kernel + runnable + blocked;
  const part = (label: string, time: number) =>
    `${label} ${formatSeconds(time)}${whole === 0 ? "" : ` (${formatShare(time / whole)})`}`;
  return [part("user", user), part("kernel", kernel), part("runnable", runnable), part("blocked", blocked)].join(", ");
}

function figures(totals: Totals): Block {
  const { bytes } = totals;
  const rows = [
    { label: "CPU copies per output byte", figure: copiesFigure(totals) },
    { label: "Bytes in, out", figure: `${formatBytes(bytes.input)}, ${formatBytes(bytes.output)}` },
    { label: "Copied by the CPU", figure: formatBytes(bytes.cpuCopied) },
    { label: "Moved by reference", figure: formatBytes(bytes.reference) },
    { label: "Moved by direct DMA", figure: formatBytes(bytes.direct) },
  ];
  if (bytes.deferred > 0) rows.push({ label: "Zero-copy asked for", figure: formatBytes(bytes.deferred) });
  if (bytes.unknownCopies > 0) {
    rows.push({ label: "Copied or not: unknown", figure: formatBytes(bytes.unknownCopies) });
  }
  rows.push(
    { label: "Mode transitions", figure: transitionsFigure(totals) },
    { label: "Context switches", figure: switchesFigure(totals) },
    { label: "Time of its threads", figure: timeFigure(totals) },
  );
  return { kind: "figures", rows };
}

export function headlineSection({ recording, totals }: Report): Section {
  const what = recording.command === null ? scopeWords(recording.scope) : name(shellWords(recording.command));
  return { title: joined(["copyscope: ", what], ""), blocks: [...runLines(recording), figures(totals)] };
}
