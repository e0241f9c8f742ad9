/**
 * Single events → the events of a frame. Each thread's events are numbered, so they are put in order and what is
 * missing is a hole, whose place is known.
 *
 * bpftrace 0.17 reads a buffer for each processor, one after the other: events of a thread that moved can come
 * in another order, at the end of a frame even after the frame. So what stands behind a missing number is kept for
 * one frame more before the number counts as lost.
 */
import type { FrameEvents, ThreadEvents } from "../frame-events.ts";
import { EventColumns, EventTables } from "./event-columns.ts";
import type { EventRecord } from "./event-record.ts";
import type { ProcessTable } from "./process-table.ts";

/** A thread as far as its events have told. */
interface Life {
  readonly pid: number;
  readonly tid: number;
  /** The sequence of its next event; null before the first. */
  next: number | null;
  /** When its last event was, or the window was opened. */
  until: number;
  /** Events that were not handed out yet. */
  waiting: EventRecord[];
  /** Whether some of them wait for a second frame. */
  waited: boolean;
}

/** A frame, in nanoseconds of CLOCK_MONOTONIC. */
export interface FrameBounds {
  readonly start: number;
  /** Nothing comes after this frame: what is missing is lost. */
  readonly isLast: boolean;
}

/** Sequence of the first event of a thread whose birth was seen. */
const FIRST_OF_LIFE = 1;

export class EventAssembler {
  readonly #arch: "x64" | "arm64";
  readonly #processes: ProcessTable;
  readonly #lives = new Map<string, Life>();
  /** When the window was opened last; null before. */
  #opened: number | null = null;
  #openedNow = false;
  #open = false;
  #limited = false;

  constructor(arch: "x64" | "arm64", processes: ProcessTable) {
    this.#arch = arch;
    this.#processes = processes;
  }

  add(event: EventRecord): void {
    const key = `${event.pid},${event.tid}`;
    let life = this.#lives.get(key);
    if (life === undefined) {
      const { pid, tid } = event;
      life = { pid, tid, next: null, until: this.#opened ?? event.at, waiting: [], waited: false };
      this.#lives.set(key, life);
    }
    life.waiting.push(event);
  }

  /** The window was opened at this time. */
  open(at: number): void {
    this.#opened = at;
    this.#openedNow = true;
    for (const life of this.#lives.values()) life.until = at;
  }

  /** What the probes say at the end of a frame: how many events more there could have been, and whether any. */
  granted(left: number, open: boolean): void {
    this.#open = open;
    this.#limited = open && left === 0;
  }

  /** The events since the last call; null where the window is closed and none came late. */
  frame({ start, isLast }: FrameBounds): FrameEvents | null {
    const tables = new EventTables(this.#arch);
    const threads: ThreadEvents[] = [];
    let lost = 0;
    for (const [key, life] of this.#lives) {
      if (life.waiting.length === 0) continue;
      const columns = new EventColumns(tables, start, this.#opened ?? 0);
      const taken = this.#take(life, columns, isLast);
      lost += taken.lost;
      if (taken.events > 0) threads.push(columns.of(life.tid, this.#processes.get(life.pid), taken.born));
      if (taken.died) this.#lives.delete(key);
    }
    const opened = this.#openedNow && this.#opened !== null ? this.#opened - start : null;
    const limited = this.#limited;
    this.#openedNow = false;
    this.#limited = false;
    if (!this.#open && threads.length === 0) return null;
    return { at: start, opened, lost, limited, names: tables.names.list, flows: tables.flows.list, threads };
  }

  #take(life: Life, columns: EventColumns, isLast: boolean) {
    const taken = { events: 0, lost: 0, born: false, died: false };
    const patient = !life.waited && !isLast;
    const waiting = life.waiting.sort((one, other) => one.sequence - other.sequence);
    let index = 0;
    for (; index < waiting.length; index++) {
      const event = waiting[index] as EventRecord;
      const missing = missingBefore(life, event);
      if (missing < 0) continue; // it is in a hole already
      if (missing > 0) {
        if (patient) break;
        taken.lost += missing;
        columns.hole(life.until, Math.max(life.until, knownFrom(event)), missing);
      }
      if (life.next === null && event.sequence === FIRST_OF_LIFE) taken.born = knownFrom(event) >= (this.#opened ?? 0);
      columns.add(event);
      taken.events++;
      taken.died ||= event.letter === "o" && (event.rest[1] ?? 0) >= 4;
      life.next = event.sequence + 1;
      life.until = event.at;
    }
    life.waiting = waiting.slice(index);
    life.waited = life.waiting.length > 0;
    return taken;
  }
}

/** How many events of the thread are missing before this one; negative where it comes too late. */
function missingBefore({ next }: Life, { sequence }: EventRecord): number {
  if (next !== null) return sequence - next;
  return Math.max(0, sequence - FIRST_OF_LIFE);
}

/** From when on an event says what the thread did. */
function knownFrom({ letter, at, rest: [first = at] }: EventRecord): number {
  return letter === "o" || letter === "i" || letter === "b" ? first : at;
}
