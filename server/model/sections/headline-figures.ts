/** The figures people came for, each with what it is made of, and the run in a sentence. */
import { isLittleOutput } from "../per-output.ts";
import type { Report } from "../report.ts";
import type { Bounds, Totals } from "../totals.ts";
import {
  formatAtLeast,
  formatBytes,
  formatCount,
  formatRatio,
  formatSeconds,
  formatShare,
  NOT_MEASURED,
  plural,
} from "../units.ts";
import type { FigureRow } from "./section.ts";

function copiesFigure({ copiesPerOutputByte, copiesPerOutputByteBounds, ...totals }: Totals): string {
  if (copiesPerOutputByte !== null) return formatRatio(copiesPerOutputByte);
  return copiesPerOutputByteBounds === null ? withoutRatio(totals) : boundsFigure(copiesPerOutputByteBounds);
}

function isLittle({ bytes, perOutputMissing }: Totals): boolean {
  return (perOutputMissing === null || perOutputMissing === "unknown-output") && isLittleOutput(bytes.output);
}

function copiesRow(totals: Totals): FigureRow {
  const doubt = `, but only ${formatBytes(totals.bytes.output)} were delivered: too little to tell by`;
  return {
    label: "CPU copies per output byte",
    figure: `${copiesFigure(totals)}${isLittle(totals) ? doubt : ""}`,
    note: null,
  };
}

/** Why nothing is told by output. */
function withoutRatio({ perOutputMissing, unmeasuredCalls }: Pick<Totals, "perOutputMissing" | "unmeasuredCalls">) {
  switch (perOutputMissing) {
    case "unmeasured-calls":
      return `unknown: ${plural(unmeasuredCalls, "call")} moved data, or may have, whose bytes are not measured`;
    case "mostly-discarded":
      return "not told: more went to /dev/null than was delivered";
    case "nothing-delivered":
    case "unknown-output":
    case null:
      return "nothing was delivered";
  }
}

function boundsFigure({ atLeast, atMost }: Bounds): string {
  if (atMost === null) return formatAtLeast(atLeast);
  const [low, high] = [formatRatio(atLeast), formatRatio(atMost)];
  return low === high ? low : `between ${low} and ${high}`;
}

function perMiB(figure: number | null, totals: Totals): readonly string[] {
  return figure === null || isLittle(totals) ? [] : [`${formatRatio(figure)} per MiB of output`];
}

function transitionsRow(totals: Totals): FigureRow {
  const { transitions, transitionsAtLeast, transitionsPerMiB, pageFaults } = totals;
  const calls = plural(totals.syscalls, "system call");
  const label = "Mode transitions";
  if (transitions === null || pageFaults === null) {
    return {
      label,
      figure: `at least ${formatCount(transitionsAtLeast)}`,
      note: `${calls}; page faults ${NOT_MEASURED}`,
    };
  }
  const faults = plural(pageFaults.user, "user page fault");
  return {
    label,
    figure: formatCount(transitions),
    note: [...perMiB(transitionsPerMiB, totals), calls, faults].join(", "),
  };
}

function switchesRow(totals: Totals): FigureRow {
  const { switches, switchesPerMiB, migrations } = totals;
  const label = "Context switches";
  if (switches === null) return { label, figure: NOT_MEASURED, note: null };
  const { voluntary, involuntary } = switches;
  const parts = [
    ...perMiB(switchesPerMiB, totals),
    `${formatCount(voluntary)} voluntary`,
    `${formatCount(involuntary)} involuntary`,
    ...(migrations !== null && migrations > 0 ? [plural(migrations, "migration")] : []),
  ];
  return { label, figure: formatCount(voluntary + involuntary), note: parts.join(", ") };
}

function timeRow({ timeSeconds }: Totals): FigureRow {
  const label = "CPU time";
  if (timeSeconds === null) return { label, figure: NOT_MEASURED, note: null };
  const { user, kernel, runnable, blocked } = timeSeconds;
  const whole = user + kernel + runnable + blocked;
  const part = (name: string, time: number) =>
    `${name} ${formatSeconds(time)}${whole === 0 ? "" : ` (${formatShare(time / whole)})`}`;
  const parts = [part("user", user), part("kernel", kernel), part("runnable", runnable), part("blocked", blocked)];
  return {
    label,
    figure: formatSeconds(user + kernel),
    note: `${parts.join(", ")} of the threads' ${formatSeconds(whole)}`,
  };
}

const atLeast = ({ unmeasuredCalls }: Totals) => (unmeasuredCalls > 0 ? "at least " : "");

/** The figures people came for, the first of them first. */
export function headlineFigures(totals: Totals): readonly FigureRow[] {
  const { bytes } = totals;
  const row = (label: string, figure: string): FigureRow => ({ label, figure, note: null });
  return [
    copiesRow(totals),
    row("Bytes in, out", `${atLeast(totals)}${formatBytes(bytes.input)}, ${formatBytes(bytes.output)}`),
    ...(bytes.discarded > 0 ? [row("Thrown away", `${formatBytes(bytes.discarded)} (/dev/null)`)] : []),
    row("Copied by the CPU", formatBytes(bytes.cpuCopied)),
    row("Moved by reference", formatBytes(bytes.reference)),
    row("Moved by direct DMA", formatBytes(bytes.direct)),
    ...(bytes.deferred > 0 ? [row("Zero-copy asked for", formatBytes(bytes.deferred))] : []),
    ...(bytes.unknownCopies > 0 ? [row("Copied or not: unknown", formatBytes(bytes.unknownCopies))] : []),
    transitionsRow(totals),
    switchesRow(totals),
    timeRow(totals),
  ];
}

/** The run in a sentence: `2.06 GiB delivered in 1.00 s; the CPU copied 400 MiB, 0.19 copies per output byte.` */
export function summarySentence({ recording, totals, processes, processGroups }: Report): string {
  const { bytes, perOutputMissing } = totals;
  const time = formatSeconds(recording.durationSeconds);
  if (processes.length === 0 && processGroups.length === 0) {
    return `Nothing that was watched did anything in ${time}: is the scope the one that was meant?`;
  }
  const copied = `the CPU copied ${formatBytes(bytes.cpuCopied)}`;
  const ways = [
    ...(bytes.reference > 0 ? [`${formatBytes(bytes.reference)} moved by reference`] : []),
    ...(bytes.direct > 0 ? [`${formatBytes(bytes.direct)} by direct DMA`] : []),
  ];
  const without = ways.length === 0 ? "" : ` ${ways.join(", ")}.`;
  const delivered = `${formatBytes(bytes.output)} delivered`;
  switch (perOutputMissing) {
    case "nothing-delivered":
      return `Nothing was delivered in ${time}; ${copied}.${without}`;
    case "mostly-discarded":
      return `${delivered} and ${formatBytes(bytes.discarded)} thrown away in ${time}; ${copied}.${without}`;
    case "unmeasured-calls":
      return `At least ${delivered} in ${time}; ${copied}; ${plural(totals.unmeasuredCalls, "call")} moved data, or may have, whose bytes are not measured.${without}`;
    case "unknown-output":
    case null:
      break;
  }
  if (isLittle(totals)) return `${delivered} in ${time}; ${copied}.${without}`;
  const ratio = copiesFigure(totals);
  return `${delivered} in ${time}; ${copied}, ${ratio} copies per output byte.${without}`;
}
