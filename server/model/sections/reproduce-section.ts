/** How to make such a recording again: the command line, and the facts of the machine that matter. */
import type { MachineFacts, Scope } from "../frame.ts";
import type { ReportRecording } from "../report.ts";
import { shellWords } from "../safe-text.ts";
import { formatBytes, plural } from "../units.ts";
import { name, type Section, type Words, words } from "./section.ts";

/** What `record` takes when nothing else is said (docs/command-line.md). */
const USUAL_INTERVAL_MS = 250;

function scopeOptions(scope: Scope): readonly string[] {
  switch (scope.kind) {
    case "system":
      return ["--system"];
    case "pid":
      return ["--pid", String(scope.pid)];
    case "comm":
      return ["--comm", scope.comm];
    case "cgroup":
      return ["--cgroup", scope.path];
    case "command":
      return [];
  }
}

/** What --duration takes: whole seconds, of less than one a tenth or more. */
function durationWord(seconds: number): string {
  return seconds < 1 ? String(Math.max(0.1, Number(seconds.toFixed(1)))) : String(Math.round(seconds));
}

/** The words of the command line that records such a run again. */
function recordArgv({ scope, command, detail, intervalMs, endReason, durationSeconds }: ReportRecording) {
  return [
    "copyscope",
    "record",
    ...scopeOptions(scope),
    ...(detail === "full" ? [] : ["--detail", detail]),
    ...(intervalMs === USUAL_INTERVAL_MS ? [] : ["--interval", String(intervalMs)]),
    ...(endReason === "duration" ? ["--duration", durationWord(durationSeconds)] : []),
    ...(command === null ? [] : ["--", ...command]),
  ];
}

function machineWords({ cpuModel, memoryBytes, settings }: MachineFacts): readonly Words[] {
  const memory = `${formatBytes(memoryBytes)} of memory`;
  return [
    cpuModel === null ? memory : words`${name(cpuModel)}, ${memory}`,
    ...Object.entries(settings).map(([setting, value]) => words`${name(setting)} = ${name(value)}`),
  ];
}

/** The command line that makes such a recording, and the machine it was made on. */
export function reproduceSection(recording: ReportRecording): Section {
  const { host, kernel, arch, cpus, machine, bpftrace, copyscope } = recording;
  return {
    title: "How to reproduce",
    blocks: [
      { kind: "paragraph", words: name(shellWords(recordArgv(recording))) },
      {
        kind: "list",
        items: [
          words`Linux ${name(kernel)} on ${name(arch)}, ${plural(cpus, "CPU")}, host ${name(host)}`,
          words`copyscope ${name(copyscope)} with bpftrace ${name(bpftrace)}`,
          ...(machine === null ? [] : machineWords(machine)),
        ],
      },
    ],
  };
}
