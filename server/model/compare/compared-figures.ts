/** The figures that are compared, and where they stand in a report. */
import type { Report } from "../report.ts";
import { MIB } from "../units.ts";
import type { FigureUnit } from "./comparison.ts";

export interface FigureKind {
  readonly key: string;
  readonly label: string;
  readonly unit: FigureUnit;
  readonly better: "less" | "more" | null;
  /** Null where the run did not measure it, or nothing is told by what it delivered. */
  readonly of: (report: Report) => number | null;
}

const GIB = 1024 * MIB;

function over(part: number | null | undefined, whole: number, times = 1): number | null {
  return part === null || part === undefined || whole === 0 ? null : (part / whole) * times;
}

/** Bytes delivered, by which others are told; 0 where nothing can be (per-output.ts). */
export function tellingOutput({ totals }: Report): number {
  return totals.perOutputMissing === null ? totals.bytes.output : 0;
}

const output = ({ totals }: Report): number => totals.bytes.output;
const seconds = ({ recording }: Report): number => recording.durationSeconds;
const perMiB = (part: number | null | undefined, report: Report): number | null =>
  over(part, tellingOutput(report), MIB);
const perGiB = (part: number | null | undefined, report: Report): number | null =>
  over(part, tellingOutput(report), GIB);

function cpu({ totals }: Report): number | null {
  return totals.timeSeconds === null ? null : totals.timeSeconds.user + totals.timeSeconds.kernel;
}

export const FIGURES: readonly FigureKind[] = [
  {
    key: "copiesPerOutputByte",
    label: "CPU copies per output byte",
    unit: "ratio",
    better: "less",
    of: ({ totals }) => totals.copiesPerOutputByte,
  },
  {
    key: "transitionsPerMiB",
    label: "Mode transitions",
    unit: "per-MiB",
    better: "less",
    of: ({ totals }) => totals.transitionsPerMiB,
  },
  {
    key: "cpuSecondsPerGiB",
    label: "CPU time",
    unit: "seconds-per-GiB",
    better: "less",
    of: (report) => perGiB(cpu(report), report),
  },
  {
    key: "userSecondsPerGiB",
    label: "CPU time in user mode",
    unit: "seconds-per-GiB",
    better: "less",
    of: (report) => perGiB(report.totals.timeSeconds?.user, report),
  },
  {
    key: "kernelSecondsPerGiB",
    label: "CPU time in the kernel",
    unit: "seconds-per-GiB",
    better: "less",
    of: (report) => perGiB(report.totals.timeSeconds?.kernel, report),
  },
  {
    key: "switchesPerMiB",
    label: "Context switches",
    unit: "per-MiB",
    better: "less",
    of: ({ totals }) => totals.switchesPerMiB,
  },
  {
    key: "voluntarySwitchesPerMiB",
    label: "Voluntary switches",
    unit: "per-MiB",
    better: "less",
    of: (report) => perMiB(report.totals.switches?.voluntary, report),
  },
  {
    key: "involuntarySwitchesPerMiB",
    label: "Involuntary switches",
    unit: "per-MiB",
    better: "less",
    of: (report) => perMiB(report.totals.switches?.involuntary, report),
  },
  {
    key: "syscallsPerMiB",
    label: "System calls",
    unit: "per-MiB",
    better: "less",
    of: (report) => perMiB(report.totals.syscalls, report),
  },
  {
    key: "userPageFaultsPerMiB",
    label: "Page faults in user mode",
    unit: "per-MiB",
    better: "less",
    of: (report) => perMiB(report.totals.pageFaults?.user, report),
  },
  {
    key: "deliveredBytesPerSecond",
    label: "Delivered",
    unit: "bytes-per-second",
    better: "more",
    of: (report) => over(output(report), seconds(report)),
  },
  {
    key: "copiedBytesPerSecond",
    label: "Copied by the CPU",
    unit: "bytes-per-second",
    better: null,
    of: (report) => over(report.totals.bytes.cpuCopied, seconds(report)),
  },
  {
    key: "transitionsPerSecond",
    label: "Mode transitions",
    unit: "per-second",
    better: null,
    of: (report) => over(report.totals.transitions, seconds(report)),
  },
  {
    key: "switchesPerSecond",
    label: "Context switches",
    unit: "per-second",
    better: null,
    of: (report) => {
      const { switches } = report.totals;
      return over(switches && switches.voluntary + switches.involuntary, seconds(report));
    },
  },
  {
    key: "deliveredBytes",
    label: "Delivered in all",
    unit: "bytes",
    better: null,
    of: output,
  },
  {
    key: "durationSeconds",
    label: "Duration",
    unit: "seconds",
    better: null,
    of: seconds,
  },
];
