/** Rows of the report from tallies: flows, system calls and threads, in the order a reader wants them. */
import type { ActivityTally, Tally } from "./accumulate-tally.ts";
import type { Endpoint } from "./endpoint.ts";
import type { FlowCount } from "./frame.ts";
import type { ReportFlow, ReportRequests, ReportSyscall, ReportThread, ReportWork } from "./report.ts";
import { type DmaTotals, totalsFromTally } from "./totals.ts";
import { cpuCopiedBytes } from "./totals-bytes.ts";

/** Order by code unit, the same everywhere (localeCompare is not). */
function byText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function filesystemOf(endpoint: Endpoint): string | null {
  return endpoint.kind === "file" ? endpoint.filesystem : null;
}

function flowRow(flow: FlowCount): ReportFlow {
  const fromFilesystem = filesystemOf(flow.from);
  const toFilesystem = filesystemOf(flow.to);
  return {
    operation: flow.operation,
    from: flow.from.kind,
    to: flow.to.kind,
    filesystem: fromFilesystem ?? toFilesystem,
    fromFilesystem,
    toFilesystem,
    fromTraits: [...flow.from.traits].sort(),
    toTraits: [...flow.to.traits].sort(),
    flags: [...flow.flags].sort(),
    mechanism: flow.mechanism,
    copiesPerByte: flow.copiesPerByte,
    calls: flow.calls,
    errors: flow.errors + flow.again,
    again: flow.again,
    bytes: flow.bytes,
    cpuCopiedBytes: cpuCopiedBytes(flow),
  };
}

/** Most bytes first, then most calls, then by what they are, so that equal runs give equal reports. */
function flowRows(flows: readonly FlowCount[]): readonly ReportFlow[] {
  const identity = (row: ReportFlow) => JSON.stringify([row.operation, row.from, row.to, row.filesystem, row]);
  return flows.map(flowRow).sort((a, b) => b.bytes - a.bytes || b.calls - a.calls || byText(identity(a), identity(b)));
}

function syscallRows(tally: Tally): readonly ReportSyscall[] {
  return tally.syscalls
    .map((row) => ({ ...row, errors: row.errors + row.again }))
    .sort((a, b) => b.calls - a.calls || byText(a.name, b.name));
}

function requestRows({ requests }: Tally): readonly ReportRequests[] | null {
  return requests && [...requests].sort((a, b) => b.submitted - a.submitted || byText(a.operation, b.operation));
}

/** Totals and rows of one tally. */
export function workOf(tally: Tally, dma?: DmaTotals): ReportWork {
  return {
    totals: totalsFromTally(tally, dma),
    flows: flowRows(tally.flows),
    syscalls: syscallRows(tally),
    ioUring: requestRows(tally),
    particulars: [...tally.particulars].sort((a, b) => byText(a.name, b.name)),
  };
}

/** Threads by number, what is beyond the limit last. */
export function threadRows(threads: ReadonlyMap<number | null, ActivityTally>): readonly ReportThread[] {
  return [...threads]
    .sort(([a], [b]) => (a ?? Number.POSITIVE_INFINITY) - (b ?? Number.POSITIVE_INFINITY))
    .map(([tid, tally]) => ({
      tid,
      pageFaults: tally.pageFaults.value(),
      switches: tally.switches.value(),
      wakeups: tally.wakeups.value(),
      migrations: tally.migrations.value(),
      timeSeconds: tally.time.value(),
    }));
}
