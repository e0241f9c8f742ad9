/**
 * The process table: frames of about a second summed by process once, and then, for each page's view, the
 * first rows of those that pass its filter, and the sum of the rest.
 */
import { ActivityTally, Tally } from "../accumulate-tally.ts";
import type { FlowCount, Frame, ProcessFrame } from "../frame.ts";
import { threadRows, workOf } from "../report-rows.ts";
import { DATA_NODES, type Edge, edgeOf } from "./data-path.ts";
import type { LiveWork, ProcessDetail, ProcessOrder, ProcessRow, ProcessTable, View } from "./protocol.ts";
import { WorkSum } from "./work-sum.ts";

/** Rows of a process's detail: what a person scrolls through. */
const FLOW_LIMIT = 40;
const SYSCALL_LIMIT = 60;
const THREAD_LIMIT = 200;

export class ProcessSums {
  readonly from: number;
  readonly to: number;
  readonly #total: LiveWork;
  readonly #frames = new Map<number, ProcessFrame[]>();

  /** `total`: what all processes of these frames did together. There must be a frame. */
  constructor(frames: readonly Frame[], total: LiveWork) {
    this.from = frames[0]?.start ?? 0;
    this.to = frames.at(-1)?.end ?? 0;
    this.#total = total;
    for (const { processes } of frames) {
      for (const process of processes) {
        const known = this.#frames.get(process.id);
        if (known === undefined) this.#frames.set(process.id, [process]);
        else known.push(process);
      }
    }
  }

  table(view: Pick<View, "order" | "descending" | "filter" | "edge" | "rows">): ProcessTable {
    const edge = view.edge?.mechanism === "dma" ? null : view.edge;
    const passing = [...this.#frames.values()].filter(
      (frames) => (edge === null || takesEdge(frames, edge)) && passes(frames, view.filter),
    );
    const sorted = inOrder(passing, view.order, view.descending, edge);
    const rows = sorted.slice(0, view.rows).map((frames) => rowOf(frames, edge));
    const others = sorted.slice(view.rows);
    const all = edge === null && passing.length === this.#frames.size;
    return {
      from: this.from,
      to: this.to,
      rows,
      rest: { ...(all ? without(this.#total, rows) : sumOf(others, edge)), processes: others.length },
    };
  }

  /** What one process did in detail; of a process that did nothing, all is zero. */
  detail(id: number, last: ProcessRow | null): ProcessDetail | null {
    const frames = this.#frames.get(id) ?? [];
    const process = frames.length === 0 ? last && idle(last) : rowOf(frames, null);
    if (process === null) return null;
    const tally = new Tally();
    const threads = new Map<number, ActivityTally>();
    for (const frame of frames) {
      tally.add(frame);
      for (const thread of frame.threads ?? []) {
        const sum = threads.get(thread.tid) ?? new ActivityTally();
        sum.add(thread);
        threads.set(thread.tid, sum);
      }
    }
    const { flows, syscalls } = workOf(tally);
    return {
      process,
      from: this.from,
      to: this.to,
      flows: flows.slice(0, FLOW_LIMIT),
      syscalls: syscalls.slice(0, SYSCALL_LIMIT),
      threads: this.#tellsThreads() ? threadRows(threads).slice(0, THREAD_LIMIT) : null,
    };
  }

  /** A process that did nothing has no frame to tell it by: any other's does. */
  #tellsThreads(): boolean {
    for (const frames of this.#frames.values()) if (frames.some(({ threads }) => threads !== undefined)) return true;
    return false;
  }
}

function takesEdge(frames: readonly ProcessFrame[], edge: Edge): boolean {
  return frames.some(({ flows }) => flows.some((flow) => isAlong(flow, edge)));
}

function isAlong(flow: FlowCount, edge: Edge | null): boolean {
  if (edge === null) return true;
  const { from, to, mechanism } = edgeOf(flow);
  return edge.from === from && edge.to === to && edge.mechanism === mechanism;
}

/** The total without the rows: the same sum as of the others, without looking at a thousand of them. */
function without(total: LiveWork, rows: readonly ProcessRow[]): LiveWork {
  const rest = new WorkSum();
  rest.addWork(total);
  for (const row of rows) rest.subtract(row);
  return rest.value();
}

function sumOf(processes: readonly (readonly ProcessFrame[])[], edge: Edge | null): LiveWork {
  const sum = new WorkSum();
  for (const frames of processes) for (const frame of frames) sum.add(frame, edge);
  return sum.value();
}

function rowOf(frames: readonly ProcessFrame[], edge: Edge | null): ProcessRow {
  const sum = new WorkSum();
  for (const frame of frames) sum.add(frame, edge);
  const last = frames.at(-1);
  if (last === undefined) throw new Error("a row of no frames");
  const { id, pid, parent, command } = last;
  return { id, pid, parent, command, ...sum.value() };
}

function idle({ id, pid, parent, command }: ProcessRow): ProcessRow {
  return { id, pid, parent, command, ...new WorkSum().value() };
}

function passes(frames: readonly ProcessFrame[], filter: string): boolean {
  const part = filter.trim().toLowerCase();
  const process = frames.at(-1);
  return (
    part === "" ||
    (process !== undefined && (process.command.toLowerCase().includes(part) || String(process.pid).includes(part)))
  );
}

type Figure = (process: ProcessFrame, edge: Edge | null) => number;

function bytesWhere(counts: (flow: FlowCount) => number): Figure {
  return ({ flows }, edge) => flows.reduce((sum, flow) => (isAlong(flow, edge) ? sum + counts(flow) : sum), 0);
}

const calls: Figure = ({ syscalls }) => syscalls.reduce((sum, syscall) => sum + syscall.calls, 0);
const copied = bytesWhere(({ bytes, copiesPerByte }) => bytes * (copiesPerByte ?? 0));
const output = bytesWhere((flow) => (DATA_NODES.has(edgeOf(flow).to) ? flow.bytes : 0));

/** What the orders go by, of one frame; the order is by the sums of these. Not measured counts as less than nothing. */
const FIGURES: { readonly [order in Exclude<ProcessOrder, "command" | "copies-per-byte">]: Figure } = {
  copied,
  output,
  input: bytesWhere((flow) => (DATA_NODES.has(edgeOf(flow).from) ? flow.bytes : 0)),
  reference: bytesWhere(({ mechanism, bytes }) => (mechanism === "reference" ? bytes : 0)),
  syscalls: calls,
  transitions: (process, edge) => calls(process, edge) + (process.pageFaults?.user ?? 0),
  switches: ({ switches }) => (switches === null ? -1 : switches.voluntary + switches.involuntary),
  involuntary: ({ switches }) => switches?.involuntary ?? -1,
  cpu: ({ time }) => (time === null ? -1 : time.user + time.kernel),
  pid: ({ pid }) => pid,
};

function figureOf(frames: readonly ProcessFrame[], order: Exclude<ProcessOrder, "command">, edge: Edge | null): number {
  const sum = (figure: Figure) => frames.reduce((total, frame) => total + figure(frame, edge), 0);
  if (order === "pid") return frames[0]?.pid ?? 0;
  if (order !== "copies-per-byte") return sum(FIGURES[order]);
  const delivered = sum(output);
  return delivered === 0 ? -1 : sum(copied) / delivered;
}

/** Equal ones stand in the order of their first appearance, so that rows do not jump. */
function inOrder(
  processes: readonly (readonly ProcessFrame[])[],
  order: ProcessOrder,
  descending: boolean,
  edge: Edge | null,
): readonly (readonly ProcessFrame[])[] {
  const sign = descending ? -1 : 1;
  const keyed = processes.map((frames) => {
    const last = frames.at(-1);
    const [id, command] = [last?.id ?? 0, last?.command ?? ""];
    return { frames, id, command, figure: order === "command" ? 0 : figureOf(frames, order, edge) };
  });
  const byName = (a: string, b: string) => (a === b ? 0 : a < b ? -1 : 1);
  keyed.sort(
    (a, b) => sign * (a.figure - b.figure || (order === "command" ? byName(a.command, b.command) : 0)) || a.id - b.id,
  );
  return keyed.map(({ frames }) => frames);
}
