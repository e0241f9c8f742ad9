/** The table `calls`: single system calls, in recordings made in detail events. */
import type { FlowIdentity } from "../model/flow-identity.ts";
import type { Frame } from "../model/frame.ts";
import type { FrameEvents, ThreadEvents } from "../model/frame-events.ts";
import { flowColumns } from "./flow-columns.ts";
import { column, microseconds, tableOf } from "./table.ts";

interface Row {
  readonly frame: Frame;
  readonly events: FrameEvents;
  readonly thread: ThreadEvents;
  readonly index: number;
}

function* rowsOf(frame: Frame): Iterable<Row> {
  const { events } = frame;
  if (events === undefined) return;
  for (const thread of events.threads) {
    for (const index of thread.calls.start.keys()) yield { frame, events, thread, index };
  }
}

const startOf = ({ thread, index }: Row): number => thread.calls.start[index] ?? 0;
const flowOf = ({ events, thread, index }: Row): FlowIdentity | null =>
  events.flows[thread.calls.flow[index] ?? -1] ?? null;

/** -1 stands for a call that does not return. */
function durationOf({ thread, index }: Row): number | null {
  const duration = thread.calls.duration[index] ?? -1;
  return duration < 0 ? null : duration;
}

export const CALLS_TABLE = tableOf<Row>("calls", "one system call; empty unless recorded in detail events", rowsOf, [
  column("start", "timestamp", "when it began", (row) => microseconds(row.frame.start + startOf(row) / 1e6)),
  column("start_ns", "int64", "the same, exact, on CLOCK_MONOTONIC", (row) => row.events.at + startOf(row)),
  column("duration_ns", "int64", "null for a call that does not return", durationOf),
  column("process", "int64", "number of the process, unique in the recording", ({ thread }) => thread.process),
  column("pid", "int64", "its pid", ({ thread }) => thread.pid),
  column("tid", "int64", "the thread", ({ thread }) => thread.tid),
  column("command", "text", "its name, as it gave it to itself", ({ thread }) => thread.command),
  column(
    "name",
    "text",
    "the call",
    ({ events, thread, index }) => events.names[thread.calls.name[index] ?? -1] ?? null,
  ),
  column("result", "int64", "what it returned: a negative errno, or the bytes it moved", (row) =>
    durationOf(row) === null ? null : Math.round(row.thread.calls.result[row.index] ?? 0),
  ),
  ...flowColumns<Row>(flowOf),
]);
