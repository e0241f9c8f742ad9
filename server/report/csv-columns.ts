/** The columns of the report's CSV, in their order: what each is called and how it is read off a row of the report. */
import { MECHANISMS } from "../model/mechanism.ts";
import type { ReportFlow, ReportProcess, ReportProcessGroup, ReportRequests, ReportSyscall } from "../model/report.ts";
import type { Totals } from "../model/totals.ts";
import type { CsvCell } from "./csv-text.ts";

export type Columns<T> = { readonly [column: string]: (row: T) => CsvCell };

const BY_MECHANISM: Columns<Totals> = Object.fromEntries(
  MECHANISMS.map((mechanism) => [
    `${mechanism.replace("-", "_")}_bytes`,
    ({ bytes }: Totals) => bytes.byMechanism[mechanism],
  ]),
);

export const TOTALS: Columns<Totals> = {
  syscalls: ({ syscalls }) => syscalls,
  transitions: ({ transitions }) => transitions,
  transitions_at_least: ({ transitionsAtLeast }) => transitionsAtLeast,
  page_faults_user: ({ pageFaults }) => pageFaults?.user ?? null,
  page_faults_kernel: ({ pageFaults }) => pageFaults?.kernel ?? null,
  switches_voluntary: ({ switches }) => switches?.voluntary ?? null,
  switches_involuntary: ({ switches }) => switches?.involuntary ?? null,
  wakeups: ({ wakeups }) => wakeups,
  migrations: ({ migrations }) => migrations,
  user_seconds: ({ timeSeconds }) => timeSeconds?.user ?? null,
  kernel_seconds: ({ timeSeconds }) => timeSeconds?.kernel ?? null,
  runnable_seconds: ({ timeSeconds }) => timeSeconds?.runnable ?? null,
  blocked_seconds: ({ timeSeconds }) => timeSeconds?.blocked ?? null,
  input_bytes: ({ bytes }) => bytes.input,
  output_bytes: ({ bytes }) => bytes.output,
  cpu_copied_bytes: ({ bytes }) => bytes.cpuCopied,
  unknown_copies_bytes: ({ bytes }) => bytes.unknownCopies,
  unknown_output_bytes: ({ bytes }) => bytes.unknownOutput,
  discarded_bytes: ({ bytes }) => bytes.discarded,
  unmeasured_calls: ({ unmeasuredCalls }) => unmeasuredCalls,
  ...BY_MECHANISM,
  copies_per_output_byte: ({ copiesPerOutputByte }) => copiesPerOutputByte,
  transitions_per_mib: ({ transitionsPerMiB }) => transitionsPerMiB,
  switches_per_mib: ({ switchesPerMiB }) => switchesPerMiB,
};

/** Whose a row is. A group of processes has no pid. */
export const PROCESS: Columns<ReportProcess | ReportProcessGroup> = {
  process_id: (work) => ("pid" in work ? work.id : null),
  pid: (work) => ("pid" in work ? work.pid : null),
  parent: (work) => ("pid" in work ? work.parent : null),
  command: ({ command }) => command,
  processes: (work) => ("pid" in work ? 1 : work.processes),
};

export const FLOW: Columns<ReportFlow> = {
  operation: ({ operation }) => operation,
  from: ({ from }) => from,
  from_filesystem: ({ fromFilesystem }) => fromFilesystem,
  from_traits: ({ fromTraits }) => fromTraits.join(" "),
  to: ({ to }) => to,
  to_filesystem: ({ toFilesystem }) => toFilesystem,
  to_traits: ({ toTraits }) => toTraits.join(" "),
  flags: ({ flags }) => flags.join(" "),
  mechanism: ({ mechanism }) => mechanism,
  copies_per_byte: ({ copiesPerByte }) => copiesPerByte,
  calls: ({ calls }) => calls,
  errors: ({ errors }) => errors,
  again: ({ again }) => again,
  bytes: ({ bytes }) => bytes,
  cpu_copied_bytes: ({ cpuCopiedBytes }) => cpuCopiedBytes,
};

export const SYSCALL: Columns<ReportSyscall> = {
  syscall: ({ name }) => name,
  calls: ({ calls }) => calls,
  errors: ({ errors }) => errors,
  again: ({ again }) => again,
};

export const REQUEST: Columns<ReportRequests> = {
  operation: ({ operation }) => operation,
  submitted: ({ submitted }) => submitted,
  completed: ({ completed }) => completed,
  errors: ({ errors }) => errors,
};
