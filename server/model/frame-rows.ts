/**
 * A process's frame ↔ a row of numbers. Processes that make the same calls differ in their numbers only, so what
 * they share (names, endpoints, mechanisms) is said once, as a shape, and a row refers to it by its place.
 *
 * A row is [shape, id, pid, parent, ACTIVITY, socketBufferCopied, pageCacheFilled], then for each system call of the
 * shape [calls, errors, again], for each flow [calls, errors, again, bytes], for each io_uring opcode [submitted,
 * completed, errors], for each particular [times, things]; ACTIVITY is [faults user, kernel, switches voluntary,
 * involuntary, wake-ups, migrations, ns user, kernel, runnable, blocked]. What was not measured is null. Threads are rows of their own: [tid, ACTIVITY].
 */
import { flowCount } from "./flow-count.ts";
import { type FlowIdentity, isSameFlow } from "./flow-identity.ts";
import type { Activity, Frame, ProcessFrame, ThreadFrame } from "./frame.ts";

/** What the rows of like processes have in common. */
export interface RowShape {
  /** Its number, by which rows refer to it. Number 0 begins a new table. */
  readonly place: number;
  readonly command: string;
  readonly syscalls: readonly string[];
  readonly flows: readonly FlowIdentity[];
  /** Null where io_uring requests are not known. */
  readonly ioUring: readonly string[] | null;
  readonly particulars: readonly string[];
}

export type Row = readonly (number | null)[];

export interface ProcessRow {
  readonly row: Row;
  readonly threads?: readonly Row[];
}

/** A frame whose processes are rows. */
export interface FrameRows extends Omit<Frame, "processes"> {
  readonly rows: readonly (Row | ProcessRow)[];
}

/** How many shapes of a command are compared before a shape is looked up by all that it says, which is dear. */
const RECENT_SHAPES = 8;

/** Makes rows of frames; remembers the shapes it has given out. */
export class RowEncoder {
  readonly #places = new Map<string, RowShape>();
  /** By process: its shape in the last frame, which is mostly the shape in the next one. */
  readonly #lastOf = new Map<number, RowShape>();
  /** By command: the shapes that new processes had last, which the next ones in a storm of them mostly have too. */
  readonly #recent = new Map<string, RowShape[]>();

  /** The frame's rows, and the shapes they refer to that were not given out before, in the order of their places. */
  encode({ processes, ...head }: Frame): { readonly shapes: readonly RowShape[]; readonly frame: FrameRows } {
    const shapes: RowShape[] = [];
    const rows = processes.map((process) => {
      const row = this.#row(process, shapes);
      return process.threads === undefined ? row : { row, threads: process.threads.map(threadRow) };
    });
    return { shapes, frame: { ...head, rows } };
  }

  #row(process: ProcessFrame, shapes: RowShape[]): Row {
    const row = [
      this.#place(process, shapes),
      process.id,
      process.pid,
      process.parent,
      ...activityNumbers(process),
      process.socketBufferCopied,
      process.pageCacheFilled,
    ];
    for (const { calls, errors, again } of process.syscalls) row.push(calls, errors, again);
    for (const { calls, errors, again, bytes } of process.flows) row.push(calls, errors, again, bytes);
    for (const { submitted, completed, errors } of process.ioUring ?? []) row.push(submitted, completed, errors);
    for (const { times, things } of process.particulars) row.push(times, things);
    return row;
  }

  #place(process: ProcessFrame, shapes: RowShape[]): number {
    const last = this.#lastOf.get(process.id);
    if (last !== undefined && hasShape(process, last)) return last.place;
    const shape = this.#recentShape(process) ?? this.#shape(process, shapes);
    this.#lastOf.set(process.id, shape);
    return shape.place;
  }

  #recentShape(process: ProcessFrame): RowShape | undefined {
    return this.#recent.get(process.command)?.find((shape) => hasShape(process, shape));
  }

  /** The shape given out for such a process before, or a new one. */
  #shape({ command, syscalls, flows, ioUring, particulars }: ProcessFrame, shapes: RowShape[]): RowShape {
    const shape = {
      command,
      syscalls: syscalls.map(({ name }) => name),
      flows: flows.map(({ calls: _, errors: __, again: ___, bytes: ____, ...identity }) => identity),
      ioUring: ioUring?.map(({ operation }) => operation) ?? null,
      particulars: particulars.map(({ name }) => name),
    };
    const key = JSON.stringify(shape);
    let known = this.#places.get(key);
    if (known === undefined) {
      known = { place: this.#places.size, ...shape };
      this.#places.set(key, known);
      shapes.push(known);
    }
    this.#recent.set(command, [known, ...(this.#recent.get(command) ?? [])].slice(0, RECENT_SHAPES));
    return known;
  }
}

function hasShape({ command, syscalls, flows, ioUring, particulars }: ProcessFrame, shape: RowShape): boolean {
  return (
    command === shape.command &&
    syscalls.length === shape.syscalls.length &&
    flows.length === shape.flows.length &&
    ioUring?.length === shape.ioUring?.length &&
    particulars.length === shape.particulars.length &&
    syscalls.every(({ name }, index) => name === shape.syscalls[index]) &&
    flows.every((flow, index) => isSameFlow(flow, shape.flows[index] ?? flow, true)) &&
    (ioUring ?? []).every(({ operation }, index) => operation === shape.ioUring?.[index]) &&
    particulars.every(({ name }, index) => name === shape.particulars[index])
  );
}

function activityNumbers({ pageFaults, switches, wakeups, migrations, time }: Activity): (number | null)[] {
  return [
    pageFaults?.user ?? null,
    pageFaults?.kernel ?? null,
    switches?.voluntary ?? null,
    switches?.involuntary ?? null,
    wakeups,
    migrations,
    time?.user ?? null,
    time?.kernel ?? null,
    time?.runnable ?? null,
    time?.blocked ?? null,
  ];
}

function threadRow(thread: ThreadFrame): Row {
  return [thread.tid, ...activityNumbers(thread)];
}

/** A row that cannot be one, and why. */
export class BadRow extends Error {}

/** Makes frames of rows and the shapes that came before them. Rows come from foreign files: each number is checked. */
export class RowDecoder {
  #shapes: RowShape[] = [];

  /** Throws {@link BadRow} for a shape that leaves out a number. */
  define(shape: RowShape): void {
    if (shape.place === 0) this.#shapes = [];
    if (shape.place !== this.#shapes.length) throw new BadRow(`shape ${shape.place} is not the next one`);
    this.#shapes.push(shape);
  }

  /** Throws {@link BadRow} for a row that is not one. */
  decode({ rows, ...head }: FrameRows): Frame {
    return { ...head, processes: rows.map((row) => this.#process(row)) };
  }

  #process(entry: Row | ProcessRow): ProcessFrame {
    const isRow = (value: Row | ProcessRow): value is Row => Array.isArray(value);
    if (isRow(entry)) return this.#unthreaded(entry);
    const process = this.#unthreaded(entry.row);
    return entry.threads === undefined ? process : { ...process, threads: entry.threads.map(threadOfRow) };
  }

  #unthreaded(row: Row): ProcessFrame {
    const from = new RowReader(row);
    const shape = this.#shapes[from.count()];
    if (shape === undefined) throw new BadRow("a row of a shape that was not said before");
    const process: ProcessFrame = {
      id: from.count(),
      pid: from.count(),
      parent: from.countOrNull(),
      command: shape.command,
      ...from.activity(),
      socketBufferCopied: from.countOrNull(),
      pageCacheFilled: from.countOrNull(),
      syscalls: shape.syscalls.map((name) => ({
        name,
        calls: from.count(),
        errors: from.count(),
        again: from.count(),
      })),
      flows: shape.flows.map((identity) =>
        flowCount(identity, {
          calls: from.count(),
          errors: from.count(),
          again: from.count(),
          bytes: from.count(),
        }),
      ),
      ioUring:
        shape.ioUring?.map((operation) => ({
          operation,
          submitted: from.count(),
          completed: from.count(),
          errors: from.count(),
        })) ?? null,
      particulars: shape.particulars.map((name) => ({ name, times: from.count(), things: from.count() })),
    };
    from.end();
    return process;
  }
}

function threadOfRow(row: Row): ThreadFrame {
  const from = new RowReader(row);
  const thread = { tid: from.count(), ...from.activity() };
  from.end();
  return thread;
}

class RowReader {
  readonly #row: Row;
  #at = 0;

  constructor(row: Row) {
    this.#row = row;
  }

  /** An exact integer, 0 to 2^53 - 1. */
  count(): number {
    const value = this.countOrNull();
    if (value === null) throw new BadRow(`number ${this.#at} of a row is missing`);
    return value;
  }

  countOrNull(): number | null {
    const value = this.#next();
    if (value === null || (Number.isSafeInteger(value) && value >= 0)) return value;
    throw new BadRow(`number ${this.#at} of a row is no count`);
  }

  activity(): Activity {
    const [user, kernel, voluntary, involuntary] = [
      this.countOrNull(),
      this.countOrNull(),
      this.countOrNull(),
      this.countOrNull(),
    ];
    const [wakeups, migrations] = [this.countOrNull(), this.countOrNull()];
    const [userTime, kernelTime, runnable, blocked] = [this.#time(), this.#time(), this.#time(), this.#time()];
    return {
      pageFaults: user === null || kernel === null ? null : { user, kernel },
      switches: voluntary === null || involuntary === null ? null : { voluntary, involuntary },
      wakeups,
      migrations,
      time:
        userTime === null || kernelTime === null || runnable === null || blocked === null
          ? null
          : { user: userTime, kernel: kernelTime, runnable, blocked },
    };
  }

  end(): void {
    if (this.#at !== this.#row.length) throw new BadRow("a row is longer than its shape");
  }

  /** Nanoseconds, which may have a fraction. */
  #time(): number | null {
    const value = this.#next();
    if (value === null || value >= 0) return value;
    throw new BadRow(`number ${this.#at} of a row is no time`);
  }

  #next(): number | null {
    const value = this.#row[this.#at++];
    if (value === undefined) throw new BadRow("a row is shorter than its shape");
    return value;
  }
}
