/** The table `processes`: what each process did in each frame. */
import { Tally } from "../model/accumulate-tally.ts";
import { type Totals, totalsFromTally } from "../model/totals.ts";
import { activityColumns, type InProcess, processesOf, whenColumns, whoColumns } from "./shared-columns.ts";
import { type ColumnOf, column, tableOf } from "./table.ts";

interface Row extends InProcess {
  readonly totals: Totals;
}

function* rowsOf(frame: InProcess["frame"]): Iterable<Row> {
  for (const row of processesOf(frame)) {
    const tally = new Tally();
    tally.add(row.process);
    yield { ...row, totals: totalsFromTally(tally) };
  }
}

function bytes(name: string, about: string, of: (bytes: Totals["bytes"]) => number): ColumnOf<Row> {
  return column(`${name}_bytes`, "int64", about, ({ totals }) => of(totals.bytes));
}

export const PROCESSES_TABLE = tableOf<Row>("processes", "one process in one frame", rowsOf, [
  ...whenColumns<Row>(),
  ...whoColumns<Row>(),
  column("parent", "int64", "pid of its parent", ({ process }) => process.parent),
  column("syscalls", "int64", "system calls", ({ totals }) => totals.syscalls),
  column("transitions", "int64", "mode transitions", ({ totals }) => totals.transitions),
  ...activityColumns<Row>(({ process }) => process),
  bytes("input", "read from anything but memory", ({ input }) => input),
  bytes("output", "delivered to files, block devices, sockets and pipes", ({ output }) => output),
  bytes("cpu_copied", "copied by the CPU", ({ cpuCopied }) => cpuCopied),
  bytes("unknown_copies", "of which nobody knows whether the CPU copied them", ({ unknownCopies }) => unknownCopies),
  bytes("reference", "moved by reference", ({ reference }) => reference),
  bytes("direct", "moved by DMA between device and user memory", ({ direct }) => direct),
  bytes("deferred", "asked for zero-copy, decided later by the kernel", ({ deferred }) => deferred),
  column(
    "socket_buffer_copied_bytes",
    "int64",
    "copied out of socket buffers, as the kernel says",
    ({ process }) => process.socketBufferCopied,
  ),
  column("page_cache_filled_bytes", "int64", "added to the page cache", ({ process }) => process.pageCacheFilled),
]);
