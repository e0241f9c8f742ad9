/** Flows, system calls, processes, distributions and DMA: the tables of a report. */
import type { EndpointTrait } from "../model/endpoint.ts";
import type { ValueRange } from "../model/percentiles.ts";
import type { OperationDistribution, Report, ReportFlow, ReportProcess, ReportProcessGroup } from "../model/report.ts";
import type { DmaTotals } from "../model/totals.ts";
import {
  formatBytes,
  formatCount,
  formatNanoseconds,
  formatRatio,
  formatSeconds,
  NOT_MEASURED,
} from "../model/units.ts";
import { type Block, type Column, joined, limitedTable, name, type Section, type Words } from "./section.ts";

/** Rows that a reader of a summary takes in; the JSON holds all. */
const FLOWS_SHOWN = 15;
const SYSCALLS_SHOWN = 12;
const PROCESSES_SHOWN = 12;
const OPERATIONS_SHOWN = 8;

const left = (title: string): Column => ({ title, align: "left" });
const right = (title: string): Column => ({ title, align: "right" });
const unknown = "?";

function endWords(kind: string, filesystem: string | null, traits: readonly EndpointTrait[]): Words {
  const marks = [...(filesystem === null ? [] : [name(filesystem)]), ...traits];
  return marks.length === 0 ? kind : joined([`${kind} (`, joined(marks), ")"], "");
}

function flowRow(flow: ReportFlow): readonly Words[] {
  const from = endWords(flow.from, flow.fromFilesystem, flow.fromTraits);
  const to = endWords(flow.to, flow.toFilesystem, flow.toTraits);
  return [
    joined([name(flow.operation), ...flow.flags.map(name)], " "),
    joined([from, to], " → "),
    flow.mechanism,
    formatCount(flow.calls),
    formatCount(flow.errors),
    formatBytes(flow.bytes),
    flow.cpuCopiedBytes === null ? unknown : formatBytes(flow.cpuCopiedBytes),
  ];
}

const FLOW_COLUMNS = [
  left("operation"),
  left("from → to"),
  left("mechanism"),
  right("calls"),
  right("failed"),
  right("bytes"),
  right("copied"),
];

const PROCESS_COLUMNS = [
  right("pid"),
  left("command"),
  right("system calls"),
  right("in"),
  right("out"),
  right("copied"),
  right("switches"),
  right("user"),
  right("kernel"),
];

function isGroup(row: ReportProcess | ReportProcessGroup): row is ReportProcessGroup {
  return "processes" in row;
}

function processRow(row: ReportProcess | ReportProcessGroup): readonly Words[] {
  const { bytes, switches, timeSeconds, syscalls } = row.totals;
  return [
    isGroup(row) ? `${formatCount(row.processes)} of` : String(row.pid),
    row.command === null ? "other names" : name(row.command),
    formatCount(syscalls),
    formatBytes(bytes.input),
    formatBytes(bytes.output),
    bytes.unknownCopies > 0 ? `≥ ${formatBytes(bytes.cpuCopied)}` : formatBytes(bytes.cpuCopied),
    switches === null ? unknown : formatCount(switches.voluntary + switches.involuntary),
    timeSeconds === null ? unknown : formatSeconds(timeSeconds.user),
    timeSeconds === null ? unknown : formatSeconds(timeSeconds.kernel),
  ];
}

function requestSections({ ioUring }: Report): readonly Section[] {
  if (ioUring === null || ioUring.length === 0) return [];
  const columns = [left("io_uring request"), right("submitted"), right("completed"), right("failed")];
  const table = limitedTable(columns, ioUring, SYSCALLS_SHOWN, (row) => [
    name(row.operation),
    formatCount(row.submitted),
    formatCount(row.completed),
    formatCount(row.errors),
  ]);
  return [{ title: "io_uring", blocks: [table] }];
}

type Format = (value: number) => string;

/** `4.10–8.19 µs`: the bounds of a bucket, the unit once where both have it. */
function rangeFigure(range: ValueRange | null, format: Format): string {
  if (range === null) return "";
  const [low, high] = [format(range.atLeast), format(range.below)];
  const [value, unit] = low.split(" ");
  const short = range.atLeast === 0 ? "0" : unit !== undefined && high.endsWith(` ${unit}`) ? value : low;
  return `${short}–${high}`;
}

const DISTRIBUTION_COLUMNS = [
  left("operation"),
  right("count"),
  right("median in"),
  right("90% in"),
  right("99% in"),
  right("largest in"),
];

function distributionTable(operations: readonly OperationDistribution[], format: Format): Block {
  return limitedTable(DISTRIBUTION_COLUMNS, operations, OPERATIONS_SHOWN, (row) => [
    name(row.operation),
    formatCount(row.count),
    ...[row.p50, row.p90, row.p99, row.max].map((range) => rangeFigure(range, format)),
  ]);
}

function distributionSections({ distributions }: Report): readonly Section[] {
  const { latency, size, runQueueWait } = distributions;
  const waits = runQueueWait === null ? [] : [{ operation: "(waiting for a CPU)", ...runQueueWait }];
  const times = [...(latency ?? []).filter(({ count }) => count > 0), ...waits];
  const sizes = (size ?? []).filter(({ count }) => count > 0);
  return [
    ...(times.length === 0
      ? []
      : [{ title: "How long calls took", blocks: [distributionTable(times, formatNanoseconds)] }]),
    ...(sizes.length === 0 ? [] : [{ title: "How much calls moved", blocks: [distributionTable(sizes, formatBytes)] }]),
  ];
}

function dmaSection(dma: DmaTotals): Section {
  const figure = (bytes: number | null) => (bytes === null ? NOT_MEASURED : formatBytes(bytes));
  const paged =
    dma.nicTransmitPaged === null || dma.nicTransmit === null || dma.nicTransmit === 0
      ? ""
      : `, ${formatRatio((100 * dma.nicTransmitPaged) / dma.nicTransmit)}% of it gathered from pages`;
  const rows = [
    { label: "Disk read, written", figure: `${figure(dma.diskRead)}, ${figure(dma.diskWrite)}` },
    { label: "Network sent", figure: `${figure(dma.nicTransmit)}${paged}` },
    { label: "Network received", figure: figure(dma.nicReceive) },
  ];
  return {
    title: "DMA of the whole machine (the kernel cannot tell whose it is)",
    blocks: [{ kind: "figures", rows }],
  };
}

export function workSections(report: Report): readonly Section[] {
  const { flows, syscalls, processes, processGroups, totals } = report;
  const flowBlock: Block =
    flows.length === 0
      ? { kind: "paragraph", words: "No operation moved data." }
      : limitedTable(FLOW_COLUMNS, flows, FLOWS_SHOWN, flowRow);
  const syscallColumns = [left("system call"), right("calls"), right("errors"), right("of these EAGAIN")];
  const syscallBlock = limitedTable(syscallColumns, syscalls, SYSCALLS_SHOWN, (row) => [
    name(row.name),
    formatCount(row.calls),
    formatCount(row.errors),
    formatCount(row.again),
  ]);
  const processBlock = limitedTable(PROCESS_COLUMNS, [...processes, ...processGroups], PROCESSES_SHOWN, processRow);
  return [
    { title: "Flows, heaviest first", blocks: [flowBlock] },
    ...(syscalls.length === 0 ? [] : [{ title: "System calls", blocks: [syscallBlock] }]),
    ...requestSections(report),
    ...(processes.length === 0 ? [] : [{ title: "Processes", blocks: [processBlock] }]),
    ...distributionSections(report),
    dmaSection(totals.dma),
  ];
}
