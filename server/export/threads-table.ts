/** The table `threads`: what each thread did in each frame, in recordings made with --threads. */
import type { Frame, ThreadFrame } from "../model/frame.ts";
import { activityColumns, type InProcess, processesOf, whenColumns, whoColumns } from "./shared-columns.ts";
import { column, tableOf } from "./table.ts";

interface Row extends InProcess {
  readonly thread: ThreadFrame;
}

function* rowsOf(frame: Frame): Iterable<Row> {
  for (const row of processesOf(frame)) {
    for (const thread of row.process.threads ?? []) yield { ...row, thread };
  }
}

export const THREADS_TABLE = tableOf<Row>(
  "threads",
  "one thread in one frame; empty unless recorded with --threads",
  rowsOf,
  [
    ...whenColumns<Row>(),
    ...whoColumns<Row>(),
    column("tid", "int64", "the thread", ({ thread }) => thread.tid),
    ...activityColumns<Row>(({ thread }) => thread),
  ],
);
