/** What the reader of a report looks at, beside the time and the edge (state/view.ts): one process, or all. */
import { batch, signal } from "@preact/signals";
import { edgeOf } from "../../server/model/live/data-path.ts";
import type { LiveFlow, LiveFrame } from "../../server/model/live/protocol.ts";
import type { Report, ReportFlow, ReportProcess, ReportProcessGroup, ReportWork } from "../../server/model/report.ts";
import { live } from "../state/live.ts";
import { brushed, held, span } from "../state/view.ts";

/** The row of the process table that was chosen; null: the whole run. */
export const chosenRow = signal<number | null>(null);

/** Processes and groups in the order of the process table. */
export function worksOf({ processes, processGroups }: Report): readonly (ReportProcess | ReportProcessGroup)[] {
  return [...processes, ...processGroups];
}

/** What the chosen row did, a process or a group of ended ones; the whole run where none is chosen. */
export function chosenWork(report: Report): ReportWork {
  return (chosenRow.value === null ? undefined : worksOf(report)[chosenRow.value]) ?? report;
}

/** `row` is its number in the process table, from 0; choosing it again takes the choice back. */
export function toggleRow(row: number): void {
  chosenRow.value = chosenRow.value === row ? null : row;
}

/** The edge of the data path that a flow of a report takes. */
export function edgeOfFlow({ from, to, mechanism }: ReportFlow) {
  const end = (kind: ReportFlow["from"]) => ({ kind, filesystem: null, traits: [] });
  return edgeOf({ from: end(from), to: end(to), mechanism });
}

/** A report's flows as those of a frame. */
export function liveFlowsOf(flows: readonly ReportFlow[]): readonly LiveFlow[] {
  return flows.map((flow) => {
    const { from, to, mechanism } = edgeOfFlow(flow);
    const unknown = flow.cpuCopiedBytes === null ? flow.bytes : 0;
    return [from, to, mechanism, flow.operation, flow.bytes, flow.calls, flow.cpuCopiedBytes ?? 0, unknown];
  });
}

/** Shows a run from its first to its last step. */
export function showRun(steps: readonly LiveFrame[], { marks }: Report): void {
  const [first, last] = [steps[0], steps.at(-1)];
  if (first === undefined || last === undefined) return;
  batch(() => {
    live.whole.history.load(steps);
    live.marks.value = marks.map((mark, id) => ({ id, ...mark }));
    for (const moment of [live.newest, live.drawn, live.read]) moment.value = last.end;
    live.past.value++;
    live.tick.value++;
    showWholeRun();
  });
}

/** From the first step to the end of the last, without a window; nothing before the steps are unpacked. */
export function showWholeRun(): void {
  const { first, last } = live.whole.history;
  if (first === null || last === null) return;
  span.value = last.end - first.start;
  held.value = { from: first.start, to: last.end };
  brushed.value = null;
}
