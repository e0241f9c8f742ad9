/**
 * The process table: frames of about a second summed by process once, and then, for each page's view, the
 * first rows of those that pass its filter, and the sum of the rest.
 */
import { ActivityTally, Tally } from "../accumulate-tally.ts";
import type { Frame, ProcessFrame } from "../frame.ts";
import { threadRows, workOf } from "../report-rows.ts";
import { type Edge, edgeOf } from "./data-path.ts";
import { alongEdge } from "./live-sums.ts";
import type { ProcessDetail, ProcessOrder, ProcessRow, ProcessTable, View } from "./protocol.ts";
import { WorkSum } from "./work-sum.ts";

/** Rows of a process's detail: what a person scrolls through. */
const FLOW_LIMIT = 40;
const SYSCALL_LIMIT = 60;
const THREAD_LIMIT = 200;

export class ProcessSums {
  readonly from: number;
  readonly to: number;
  readonly #frames = new Map<number, ProcessFrame[]>();
  #rows: readonly ProcessRow[] | null = null;

  /** There must be a frame. */
  constructor(frames: readonly Frame[]) {
    this.from = frames[0]?.start ?? 0;
    this.to = frames.at(-1)?.end ?? 0;
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
    const passing = (edge === null ? this.#all() : this.#along(edge)).filter((row) => passes(row, view.filter));
    const sorted = passing.sort(comparison(view.order, view.descending));
    const rest = new WorkSum();
    for (const row of sorted.slice(view.rows)) rest.addWork(row);
    return {
      from: this.from,
      to: this.to,
      rows: sorted.slice(0, view.rows),
      rest: { ...rest.value(), processes: Math.max(0, sorted.length - view.rows) },
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
      threads: frames.some((frame) => frame.threads !== undefined) ? threadRows(threads).slice(0, THREAD_LIMIT) : null,
    };
  }

  #all(): ProcessRow[] {
    this.#rows ??= [...this.#frames.values()].map((frames) => rowOf(frames, null));
    return [...this.#rows];
  }

  #along(edge: Edge): ProcessRow[] {
    return [...this.#frames.values()]
      .filter((frames) => frames.some(({ flows }) => flows.some((flow) => takes(flow, edge))))
      .map((frames) => rowOf(frames, edge));
  }
}

function takes(flow: ProcessFrame["flows"][number], edge: Edge): boolean {
  const { from, to, mechanism } = edgeOf(flow);
  return alongEdge([from, to, mechanism, "", 0, 0, 0, 0], edge);
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

function passes({ command, pid }: ProcessRow, filter: string): boolean {
  const part = filter.trim().toLowerCase();
  return part === "" || command.toLowerCase().includes(part) || String(pid).includes(part);
}

const FIGURES: { readonly [order in Exclude<ProcessOrder, "command">]: (row: ProcessRow) => number } = {
  copied: ({ bytes }) => bytes.cpuCopied,
  output: ({ bytes }) => bytes.output,
  input: ({ bytes }) => bytes.input,
  "copies-per-byte": ({ bytes }) => (bytes.output === 0 ? -1 : bytes.cpuCopied / bytes.output),
  reference: ({ bytes }) => bytes.byMechanism.reference ?? 0,
  syscalls: ({ syscalls }) => syscalls,
  transitions: ({ syscalls, pageFaults }) => syscalls + (pageFaults?.user ?? 0),
  switches: ({ switches }) => (switches === null ? -1 : switches.voluntary + switches.involuntary),
  involuntary: ({ switches }) => switches?.involuntary ?? -1,
  cpu: ({ time }) => (time === null ? -1 : time.user + time.kernel),
  pid: ({ pid }) => pid,
};

/** Equal ones stand in the order of their first appearance, so that rows do not jump. */
function comparison(order: ProcessOrder, descending: boolean): (a: ProcessRow, b: ProcessRow) => number {
  const sign = descending ? -1 : 1;
  if (order === "command") {
    return (a, b) => sign * (a.command < b.command ? -1 : a.command > b.command ? 1 : 0) || a.id - b.id;
  }
  const figure = FIGURES[order];
  return (a, b) => sign * (figure(a) - figure(b)) || a.id - b.id;
}
