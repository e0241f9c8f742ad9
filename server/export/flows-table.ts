/** The table `flows`: what each process moved in each frame, from where to where and how. */
import type { FlowCount, Frame } from "../model/frame.ts";
import { cpuCopiedBytes } from "../model/totals-bytes.ts";
import { flowColumns } from "./flow-columns.ts";
import { type InProcess, processesOf, whenColumns, whoColumns } from "./shared-columns.ts";
import { column, tableOf } from "./table.ts";

interface Row extends InProcess {
  readonly flow: FlowCount;
}

function* rowsOf(frame: Frame): Iterable<Row> {
  for (const row of processesOf(frame)) for (const flow of row.process.flows) yield { ...row, flow };
}

export const FLOWS_TABLE = tableOf<Row>("flows", "one flow of one process in one frame", rowsOf, [
  ...whenColumns<Row>(),
  ...whoColumns<Row>(),
  column("operation", "text", "the call, or io_uring:OPCODE", ({ flow }) => flow.operation),
  ...flowColumns<Row>(({ flow }) => flow),
  column("calls", "int64", "calls, failed ones too", ({ flow }) => flow.calls),
  column("errors", "int64", "failed calls, EAGAIN left out", ({ flow }) => flow.errors),
  column("again", "int64", "calls that found nothing to do (EAGAIN)", ({ flow }) => flow.again),
  column("bytes", "int64", "bytes moved", ({ flow }) => flow.bytes),
  column("cpu_copied_bytes", "int64", "of them copied by the CPU; null where nobody knows", ({ flow }) =>
    cpuCopiedBytes(flow),
  ),
]);
