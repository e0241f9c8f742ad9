/** The table `syscalls`: how often each process made each system call in each frame. */
import type { Frame, SyscallCount } from "../model/frame.ts";
import { type InProcess, processesOf, whenColumns, whoColumns } from "./shared-columns.ts";
import { column, tableOf } from "./table.ts";

interface Row extends InProcess {
  readonly syscall: SyscallCount;
}

function* rowsOf(frame: Frame): Iterable<Row> {
  for (const row of processesOf(frame)) for (const syscall of row.process.syscalls) yield { ...row, syscall };
}

export const SYSCALLS_TABLE = tableOf<Row>("syscalls", "one system call of one process in one frame", rowsOf, [
  ...whenColumns<Row>(),
  ...whoColumns<Row>(),
  column("name", "text", "the kernel's name; i386:NAME for a 32-bit call", ({ syscall }) => syscall.name),
  column("calls", "int64", "calls, failed ones too", ({ syscall }) => syscall.calls),
  column("errors", "int64", "failed calls, EAGAIN left out", ({ syscall }) => syscall.errors),
  column("again", "int64", "calls that found nothing to do (EAGAIN)", ({ syscall }) => syscall.again),
]);
