/** A run in words: what was watched, when, where and how, and how it ended. */
import type { Scope } from "../frame.ts";
import type { ReportRecording } from "../report.ts";
import { shellWords } from "../safe-text.ts";
import { formatCount, formatSeconds, plural } from "../units.ts";
import { type Block, name, pieceList, pieceText, prose, type Words, words } from "./section.ts";

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
    case "size-limit":
      return "ended at the size that was set for the recording";
    case "failed":
      return endMessage === null ? "failed" : words`failed: ${prose(endMessage)}`;
    case null:
      return "ended early";
  }
}

/** When and where it ran, how it ended, and how it was watched. */
export function runLines(recording: ReportRecording): readonly Block[] {
  const { host, kernel, arch, cpus, bpftrace, copyscope, startedAt, durationSeconds, intervalMs, detail } = recording;
  const started = startedAt.replace("T", " ").replace(/\.\d+Z$/, " UTC");
  const ran = words`${formatSeconds(durationSeconds)} on ${name(host)} (Linux ${name(kernel)}, ${name(arch)}, ${plural(cpus, "CPU")}), ${started}; ${endWords(recording)}.`;
  const how = words`copyscope ${name(copyscope)}, bpftrace ${name(bpftrace)}, detail ${detail}, ${plural(recording.frames, "interval")} of ${formatCount(intervalMs)} ms.`;
  return [
    { kind: "paragraph", words: ran },
    { kind: "paragraph", words: how },
  ];
}

/** What was watched. */
export function subjectWords({ command, scope }: ReportRecording): Words {
  return command === null ? scopeWords(scope) : name(shellWords(command));
}

/** What was watched, as text of one line. */
export function subjectText(recording: ReportRecording): string {
  return pieceList(subjectWords(recording))
    .map((piece) => pieceText(piece))
    .join("");
}
