/** What a reader has to know before he believes a comparison: what else differs, and what may be wrong. */
import { isLittleOutput } from "../per-output.ts";
import type { Report } from "../report.ts";
import { formatBytes, plural } from "../units.ts";
import type { ComparedSide } from "./comparison.ts";

/** Sides that delivered more unlike amounts than this: warm-up and start-up weigh differently. */
const UNLIKE = 2;
/** Of 8 runs, 2 of the 70 ways to deal them to two sides are the most extreme: 3%, where 3 a side come to 10%. */
const ENOUGH = 4;
const MOST_SETTINGS = 8;

/** `sides` and `reports` stand side by side, in one order. */
export function cautionsAbout(
  sides: readonly ComparedSide[],
  reports: readonly (readonly Report[])[],
): readonly string[] {
  return [
    ...unlike("host", reports, ({ recording }) => recording.host),
    ...unlike("kernel", reports, ({ recording }) => recording.kernel),
    ...unlike("CPU model", reports, ({ recording }) => recording.machine?.cpuModel ?? null),
    ...unlike("number of CPUs", reports, ({ recording }) => String(recording.cpus)),
    ...unlike("detail", reports, ({ recording }) => recording.detail),
    ...unlike("bpftrace", reports, ({ recording }) => recording.bpftrace),
    ...settings(reports),
    ...incomplete(sides),
    ...delivered(sides),
    ...(sides.some(({ runs }) => runs.length < ENOUGH)
      ? ["With fewer than four runs a side, chance cannot be ruled out: record four or more of each."]
      : []),
  ];
}

function valuesOf(reports: readonly (readonly Report[])[], of: (report: Report) => string | null): readonly string[] {
  return [...new Set(reports.flat().map((report) => of(report) ?? "unknown"))];
}

function unlike(
  what: string,
  reports: readonly (readonly Report[])[],
  of: (report: Report) => string | null,
): readonly string[] {
  const values = valuesOf(reports, of);
  return values.length === 1 ? [] : [`The runs differ in ${what}: ${values.slice(0, 4).join(", ")}.`];
}

function settings(reports: readonly (readonly Report[])[]): readonly string[] {
  const machines = reports.flat().flatMap(({ recording }) => recording.machine ?? []);
  const names = [...new Set(machines.flatMap((machine) => Object.keys(machine.settings)))];
  const changed = names.filter((name) => new Set(machines.map((machine) => machine.settings[name])).size > 1);
  if (changed.length === 0) return [];
  return [`The runs differ in settings of the machine: ${changed.slice(0, MOST_SETTINGS).join(", ")}.`];
}

function incomplete(sides: readonly ComparedSide[]): readonly string[] {
  return sides.flatMap(({ name, runs }) => {
    const doubtful = runs.filter(({ complete }) => !complete);
    if (doubtful.length === 0) return [];
    const reasons = [...new Set(doubtful.flatMap(({ reasons }) => reasons))].slice(0, 2).join(" ");
    return [`Numbers of ${plural(doubtful.length, "run")} of ${name} may be wrong: ${reasons}`];
  });
}

function delivered(sides: readonly ComparedSide[]): readonly string[] {
  const all = sides.flatMap(({ runs }) => runs.map(({ deliveredBytes }) => deliveredBytes));
  const [least, most] = [Math.min(...all), Math.max(...all)];
  if (most === 0) return ["No run delivered anything, so there is nothing to count by."];
  if (isLittleOutput(most)) {
    return [
      `Every run delivered very little (at most ${formatBytes(most)}): figures per MiB tell of starting and waiting, not of moving data.`,
    ];
  }
  if (least * UNLIKE >= most) return [];
  return [
    `The runs delivered unlike amounts (${formatBytes(least)} to ${formatBytes(most)}): start-up weighs differently.`,
  ];
}
