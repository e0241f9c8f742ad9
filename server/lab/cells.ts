/** The result in words and figures, the same for terminal and Markdown: columns, cells, and what stands below. */
import { formatBytes, formatRatio, formatSeconds, formatShare, plural } from "../model/units.ts";
import type { LabMachine, LabResult, LabTransfer, Measured } from "./result.ts";

export interface LabColumn {
  /** In two lines. */
  readonly title: readonly [string, string];
  readonly cell: (measured: Measured) => string;
}

const UNKNOWN = "?";

function ratio(value: number | null): string {
  return value === null ? UNKNOWN : formatRatio(value);
}

function bookWord({ textbookMet }: Measured): string {
  if (textbookMet === null) return "-";
  return textbookMet ? "as said" : "NOT SO";
}

/** The columns between a transfer's name and its mechanism. */
export const LAB_COLUMNS: readonly LabColumn[] = [
  { title: ["", "MB/s"], cell: ({ mbPerSecond }) => (mbPerSecond === null ? UNKNOWN : mbPerSecond.toFixed(0)) },
  { title: ["copies", "a byte"], cell: ({ copiesPerOutputByte }) => ratio(copiesPerOutputByte) },
  { title: ["transitions", "a chunk"], cell: ({ transitionsPerChunk }) => ratio(transitionsPerChunk) },
  { title: ["transitions", "a MiB"], cell: ({ transitionsPerMiB }) => ratio(transitionsPerMiB) },
  { title: ["switches", "a MiB"], cell: ({ switchesPerMiB }) => ratio(switchesPerMiB) },
  { title: ["user s", "a GiB"], cell: ({ cpuSecondsPerGiB }) => seconds(cpuSecondsPerGiB.user) },
  { title: ["kernel s", "a GiB"], cell: ({ cpuSecondsPerGiB }) => seconds(cpuSecondsPerGiB.kernel) },
  { title: ["the", "textbook"], cell: bookWord },
];

function seconds(value: number | null): string {
  return value === null ? UNKNOWN : value.toFixed(3);
}

/** What is said of single transfers below the table. */
export function remarks(transfers: readonly LabTransfer[]): readonly string[] {
  return transfers.flatMap(({ name, textbook, outcome }) => {
    if (outcome.kind === "refused") return [`${name} was refused: ${outcome.reason}`];
    const { copiesPerOutputByte, transitionsPerChunk, trust, textbookMet } = outcome;
    const chunk = textbook?.transitionsPerChunk ?? null;
    const expected = `${textbook?.copiesPerByte} copies a byte${chunk === null ? "" : ` and ${chunk} transitions a chunk`}`;
    const seen = `${ratio(copiesPerOutputByte)} and ${ratio(transitionsPerChunk)}`;
    return [
      ...trust.reasons.map((reason) => `${name} is NOT COMPLETE: ${reason}`),
      ...(textbookMet === false ? [`${name}: the textbook says ${expected}; seen here: ${seen}.`] : []),
    ];
  });
}

/** The machine that was measured, in one line. */
export function machineWords(machine: LabMachine): string {
  const { host, processor, cpus, kernel, arch, filesystem, bpftrace } = machine;
  return `${host}: ${plural(cpus, "CPU")} (${processor}), Linux ${kernel} ${arch}, ${filesystem}, bpftrace ${bpftrace}`;
}

/** What was moved, how often, and how the figures were taken, in one sentence. */
export function whatWasDone({ fileBytes, rounds }: LabResult): string {
  return `A file of ${formatBytes(fileBytes)} moved ${plural(rounds, "time")} by each transfer, from the page cache to a TCP socket on loopback or (file-…) to another file; medians, without the programs' start-up, while traced.`.replace(
    "…",
    "...",
  );
}

/** What tracing took of the machine. */
export function costWords({ cost }: LabResult): readonly string[] {
  const { probeSeconds, shareOfMachine } = cost;
  if (probeSeconds === null || shareOfMachine === null) return [];
  return [
    `Tracing took ${formatShare(shareOfMachine)} of the machine (${formatSeconds(probeSeconds).replace("µs", "us")} in probes).`,
  ];
}
