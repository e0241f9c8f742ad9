/** A run that never was: programs, a clock, and the frames they make. Everything is settable while it goes on. */
import type { Frame } from "../../server/model/frame.ts";
import { mergedFrame, mergedWork } from "../../server/model/live/merged-frame.ts";
import type { LiveFrame, ProcessDetail, ProcessTable, View } from "../../server/model/live/protocol.ts";
import { activityOf, type FakeActivity, frameOf, pickWork } from "./fake-frames.ts";
import type { FakeProgram } from "./fake-workload.ts";
import { type Random, seeded } from "./random.ts";

/** Seconds of which there are tables. */
const SECONDS = 8;

/** Frames come when they are asked for (`advance`), not as time goes by: a test decides how many there are. */
export class FakeRun {
  programs: readonly FakeProgram[];
  readonly intervalMs: number;
  readonly frames: LiveFrame[] = [];
  /** The last seconds' activities, for tables. */
  #recent: FakeActivity[][] = [];
  #focus = new Map<number, LiveFrame[]>();
  #random: Random = seeded(7);
  #sequence = 0;
  #at: number;
  /** Changes the next frame: a fault, a gap, a mark. */
  next: Partial<LiveFrame> = {};

  constructor(programs: readonly FakeProgram[], start: number, intervalMs = 250) {
    this.programs = programs;
    this.#at = start;
    this.intervalMs = intervalMs;
  }

  /** Lets time pass in which nothing is seen. */
  skip(milliseconds: number, reason: Frame["gaps"][number]["reason"]): void {
    this.next = { ...this.next, gaps: [{ from: this.#at, to: this.#at + milliseconds, reason }] };
    this.#at += milliseconds;
  }

  /** The frame of the next interval. */
  advance(): LiveFrame {
    const start = this.#at;
    const end = start + this.intervalMs;
    const activities = this.programs.map((program, index) => activityOf(program, index + 1, start, end, this.#random));
    const frame = { ...frameOf(++this.#sequence, start, end, activities, this.#random), ...this.next };
    this.next = {};
    this.#at = end;
    this.frames.push(frame);
    this.#recent = [...this.#recent, activities].slice(-this.#perSecond * SECONDS);
    for (const activity of activities.slice(0, 8)) this.#keepFocus(activity, frame);
    return frame;
  }

  #keepFocus({ row, flows }: FakeActivity, frame: LiveFrame): void {
    const own = { ...frame, totals: pickWork(row), flows, processes: 1 };
    const frames = this.#focus.get(row.id) ?? [];
    frames.push(own);
    this.#focus.set(row.id, frames);
  }

  focusFrames(id: number): readonly LiveFrame[] {
    return this.#focus.get(id) ?? [];
  }

  get #perSecond(): number {
    return Math.ceil(1000 / this.intervalMs);
  }

  /** The activities of a second, `ago` seconds before the last one. */
  #second(ago: number): readonly FakeActivity[][] {
    const end = this.#recent.length - ago * this.#perSecond;
    return this.#recent.slice(Math.max(0, end - this.#perSecond), Math.max(0, end));
  }

  /**
   * The table over the last second, or the one `ago` (below {@link SECONDS}) seconds before, in a view's order. Only the
   * orders that tests use are told apart.
   */
  table(view: View, ago = 0): ProcessTable {
    const second = this.#second(ago);
    const rows = (second.at(-1) ?? [])
      .map((_, index) => this.#row(second, index))
      .filter((row) => this.#passes(row, view));
    const key = (row: (typeof rows)[number]) => {
      switch (view.order) {
        case "pid":
          return row.pid;
        case "syscalls":
          return row.syscalls;
        case "output":
          return row.bytes.output;
        default:
          return row.bytes.cpuCopied;
      }
    };
    rows.sort((a, b) => (view.order === "command" ? a.command.localeCompare(b.command) : key(a) - key(b)));
    if (view.descending) rows.reverse();
    const rest = rows.slice(view.rows);
    return {
      ...this.#range(ago),
      rows: rows.slice(0, view.rows),
      rest: { ...mergedWork(rest), processes: rest.length },
    };
  }

  #row(second: readonly FakeActivity[][], index: number) {
    const rows = second.flatMap((activities) => activities[index]?.row ?? []);
    const [first] = rows;
    if (first === undefined) throw new Error("a program has no activity");
    return { ...first, ...mergedWork(rows) };
  }

  #passes({ command, pid, id }: { command: string; pid: number; id: number }, { filter, edge }: View): boolean {
    const named = `${command} ${pid}`.toLowerCase().includes(filter.toLowerCase());
    const program = this.programs[id - 1];
    const along =
      edge === null ||
      program?.flows.some(
        ({ from, to, mechanism }) => from === edge.from && to === edge.to && mechanism === edge.mechanism,
      );
    return named && along === true;
  }

  #range(ago: number): { from: number; to: number } {
    const to = this.#at - ago * 1000;
    return { from: to - this.#second(ago).length * this.intervalMs, to };
  }

  detail(id: number): ProcessDetail | null {
    const program = this.programs[id - 1];
    if (program === undefined || this.#recent.length === 0) return null;
    const sum = mergedFrame(this.focusFrames(id).slice(-4));
    const endpoint = {
      filesystem: null,
      fromFilesystem: null,
      toFilesystem: null,
      fromTraits: [],
      toTraits: [],
      flags: [],
    };
    const kinds = {
      "page-cache": "file",
      disk: "file",
      file: "file",
      application: "memory",
      socket: "tcp",
      pipe: "pipe",
      nic: "tcp",
      device: "null",
      unknown: "unknown",
    } as const;
    return {
      process: this.#row(this.#second(0), id - 1),
      ...this.#range(0),
      flows: sum.flows.map(([from, to, mechanism, operation, bytes, calls, copied]) => ({
        ...endpoint,
        filesystem: kinds[from] === "file" || kinds[to] === "file" ? "ext4" : null,
        operation,
        from: kinds[from],
        to: kinds[to],
        mechanism,
        copiesPerByte: copied > 0 ? 1 : 0,
        calls,
        errors: 0,
        again: 0,
        bytes,
        cpuCopiedBytes: copied,
      })),
      syscalls: [
        ...sum.flows.map(([, , , operation, , calls]) => ({ name: operation, calls, errors: 0, again: 0 })),
        { name: "epoll_wait", calls: program.waits, errors: 0, again: 0 },
        { name: "futex", calls: 12, errors: 3, again: 3 },
      ],
      threads: null,
    };
  }
}
