/** Flows, system calls, processes, distributions and DMA: the tables of a report. */
import type { EndpointTrait } from "../endpoint.ts";
import type { Distribution, ValueRange } from "../percentiles.ts";
import type {
  OperationDistribution,
  Report,
  ReportFlow,
  ReportProcess,
  ReportProcessGroup,
  ReportRequests,
  ReportSyscall,
  ReportWork,
} from "../report.ts";
import type { DmaTotals } from "../totals.ts";
import {
  formatAtLeast,
  formatBytes,
  formatCount,
  formatNanoseconds,
  formatRatio,
  formatSeconds,
  NOT_MEASURED,
} from "../units.ts";
import {
  type Block,
  type Cell,
  type Column,
  joined,
  limitedTable,
  name,
  type Section,
  type TableBlock,
  type Words,
} from "./section.ts";

/** The most rows of each table. */
export interface RowLimits {
  readonly flows: number;
  readonly syscalls: number;
  readonly processes: number;
  readonly operations: number;
}

/** Rows that a reader of a summary takes in; the JSON holds all. */
const SUMMARY: RowLimits = { flows: 15, syscalls: 12, processes: 12, operations: 8 };

const left = (title: string): Column => ({ title, align: "left" });
const right = (title: string): Column => ({ title, align: "right" });
const wide = (title: string): Column => ({ ...right(title), wide: true });

/** A number that tables can be sorted by; null: not known. */
function number(value: number | null, format: (value: number) => string): Cell {
  return { value, words: value === null ? "?" : format(value) };
}

const count = (value: number | null) => number(value, formatCount);
const bytes = (value: number | null) => number(value, formatBytes);
const seconds = (value: number | null) => number(value, formatSeconds);

function endWords(kind: string, filesystem: string | null, traits: readonly EndpointTrait[]): Words {
  const marks = [...(filesystem === null ? [] : [name(filesystem)]), ...traits];
  return marks.length === 0 ? kind : joined([`${kind} (`, joined(marks), ")"], "");
}

function flowRow(flow: ReportFlow): readonly Cell[] {
  const from = endWords(flow.from, flow.fromFilesystem, flow.fromTraits);
  const to = endWords(flow.to, flow.toFilesystem, flow.toTraits);
  return [
    joined([name(flow.operation), ...flow.flags.map(name)], " "),
    joined([from, to], " → "),
    flow.mechanism,
    count(flow.calls),
    count(flow.errors - flow.again),
    count(flow.again),
    bytes(flow.bytes),
    bytes(flow.cpuCopiedBytes),
  ];
}

const FLOW_COLUMNS: readonly Column[] = [
  left("operation"),
  left("from → to"),
  left("mechanism"),
  right("calls"),
  { ...right("failed"), quiet: true },
  { ...right("EAGAIN"), quiet: true },
  right("bytes"),
  right("copied"),
];

const PROCESS_COLUMNS = [
  right("pid"),
  left("command"),
  right("calls"),
  right("in"),
  right("out"),
  right("copied"),
  wide("copies a byte"),
  wide("transitions"),
  right("switches"),
  right("user"),
  right("kernel"),
];

function isGroup(row: ReportProcess | ReportProcessGroup): row is ReportProcessGroup {
  return "processes" in row;
}

function processRow(row: ReportProcess | ReportProcessGroup): readonly Cell[] {
  const {
    bytes: moved,
    switches,
    timeSeconds,
    syscalls,
    transitions,
    copiesPerOutputByte,
    perOutputMissing,
  } = row.totals;
  const copied = formatBytes(moved.cpuCopied);
  return [
    isGroup(row) ? `${formatCount(row.processes)} of` : { value: row.pid, words: String(row.pid) },
    row.command === null ? "other names" : name(row.command),
    count(syscalls),
    bytes(moved.input),
    bytes(moved.output),
    { value: moved.cpuCopied, words: moved.unknownCopies > 0 ? `≥ ${copied}` : copied },
    // Nothing to divide by is not the same as not to know.
    perOutputMissing === "nothing-delivered" || perOutputMissing === "mostly-discarded"
      ? { value: null, words: "–" }
      : number(copiesPerOutputByte, formatRatio),
    count(transitions),
    count(switches && switches.voluntary + switches.involuntary),
    seconds(timeSeconds?.user ?? null),
    seconds(timeSeconds?.kernel ?? null),
  ];
}

const REQUEST_COLUMNS = [left("io_uring request"), right("submitted"), right("completed"), right("failed")];
const SYSCALL_COLUMNS = [left("system call"), right("calls"), right("errors"), right("of these EAGAIN")];

function requestRow({ operation, submitted, completed, errors }: ReportRequests): readonly Cell[] {
  return [name(operation), count(submitted), count(completed), count(errors)];
}

function syscallRow({ name: call, calls, errors, again }: ReportSyscall): readonly Cell[] {
  return [name(call), count(calls), count(errors), count(again)];
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
  wide("90% in"),
  right("99% in"),
  right("largest in"),
];

function distributionTable(operations: readonly OperationDistribution[], format: Format, limit: number): TableBlock {
  return limitedTable(DISTRIBUTION_COLUMNS, operations, limit, (row) => [
    name(row.operation),
    count(row.count),
    ...[row.p50, row.p90, row.p99, row.max].map((range) => ({
      value: range?.below ?? null,
      words: rangeFigure(range, format),
    })),
  ]);
}

/** Where waits of nothing are seen, people ask whether they are measured. */
function waitNote(waits: Distribution | null): readonly Block[] {
  if (waits === null || waits.p50 === null || waits.p50.atLeast > 0) return [];
  const note =
    "Waiting for a CPU is by the scheduler's own clock, which says 0 where a thread got a CPU as it woke (an idle one, or another's).";
  return [{ kind: "paragraph", words: note }];
}

function distributionSections({ distributions }: Report, limit: number): readonly Section[] {
  const { latency, size, runQueueWait } = distributions;
  const waits = runQueueWait === null ? [] : [{ operation: "(waiting for a CPU)", ...runQueueWait }];
  const times = [...(latency ?? []), ...waits].filter(({ count }) => count > 0);
  const sizes = (size ?? []).filter(({ count }) => count > 0);
  return [
    ...(times.length === 0
      ? []
      : [
          {
            title: "How long calls took",
            blocks: [distributionTable(times, formatNanoseconds, limit), ...waitNote(runQueueWait)],
          },
        ]),
    ...(sizes.length === 0
      ? []
      : [{ title: "How much calls moved", blocks: [distributionTable(sizes, formatBytes, limit)] }]),
  ];
}

function dmaSection(dma: DmaTotals): Section {
  const figure = (bytes: number | null) => (bytes === null ? NOT_MEASURED : formatBytes(bytes));
  const paged =
    dma.nicTransmitPaged === null || dma.nicTransmit === null || dma.nicTransmit === 0
      ? null
      : `${formatAtLeast((100 * dma.nicTransmitPaged) / dma.nicTransmit)}% of it gathered from pages`;
  const rows = [
    { label: "Disk read, written", figure: `${figure(dma.diskRead)}, ${figure(dma.diskWrite)}`, note: null },
    { label: "Network sent", figure: figure(dma.nicTransmit), note: paged },
    { label: "Network received", figure: figure(dma.nicReceive), note: null },
  ];
  return {
    title: "DMA of the whole machine (the kernel cannot tell whose it is)",
    blocks: [{ kind: "figures", rows }],
  };
}

/** What a scope or a process did: its flows, system calls and io_uring requests, as far as there are any. */
export function workTables(work: Omit<ReportWork, "totals">, limits: RowLimits = SUMMARY): readonly Section[] {
  const { flows, syscalls, ioUring } = work;
  const flowBlock =
    flows.length === 0
      ? ({ kind: "paragraph", words: "No operation moved data." } as const)
      : limitedTable(FLOW_COLUMNS, flows, limits.flows, flowRow);
  const calls = limitedTable(SYSCALL_COLUMNS, syscalls, limits.syscalls, syscallRow);
  const requests = limitedTable(REQUEST_COLUMNS, ioUring ?? [], limits.syscalls, requestRow);
  return [
    { title: "Flows, heaviest first", blocks: [flowBlock] },
    ...(syscalls.length === 0 ? [] : [{ title: "System calls", blocks: [calls] }]),
    ...(ioUring === null || ioUring.length === 0 ? [] : [{ title: "io_uring", blocks: [requests] }]),
  ];
}

/** Processes, and beyond those that are kept one by one their groups; row by row in the report's order. */
export function processTable({ processes, processGroups }: Report, limits: RowLimits = SUMMARY): TableBlock {
  return limitedTable(PROCESS_COLUMNS, [...processes, ...processGroups], limits.processes, processRow);
}

/** Distributions and DMA. */
export function machineSections(report: Report, limits: RowLimits = SUMMARY): readonly Section[] {
  return [...distributionSections(report, limits.operations), dmaSection(report.totals.dma)];
}

/** The tables of the whole scope, of its processes, and of the machine. */
export function workSections(report: Report): readonly Section[] {
  const processes = { title: "Processes", blocks: [processTable(report)] };
  return [...workTables(report), ...(report.processes.length === 0 ? [] : [processes]), ...machineSections(report)];
}
