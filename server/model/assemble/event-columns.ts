/** The columns of one thread's events in one frame, as they fill. */
import type { FlowIdentity } from "../flow-identity.ts";
import { SWITCH_KINDS, type ThreadEvents } from "../frame-events.ts";
import { syscallName } from "../syscall-name.ts";
import type { EventRecord } from "./event-record.ts";
import { flowOfCall, operationByNumber } from "./flow-from-words.ts";
import type { KnownProcess } from "./process-table.ts";

/** Values that many events of a frame have in common, each with its place in a list. */
class Places<T> {
  readonly list: T[] = [];
  readonly #places = new Map<string, number>();

  /** Values with the same key are the same. */
  place(key: string, make: () => T): number {
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    this.#places.set(key, this.list.push(make()) - 1);
    return this.list.length - 1;
  }
}

/** What the threads of a frame share. */
export class EventTables {
  readonly names = new Places<string>();
  readonly flows = new Places<FlowIdentity>();
  readonly #arch: "x64" | "arm64";
  readonly #operations;

  constructor(arch: "x64" | "arm64") {
    this.#arch = arch;
    this.#operations = operationByNumber(arch);
  }

  /** `call`: the number, with bit 38 for a 32-bit call (probes/parts/count-call.bt). */
  name(call: number): number {
    const compat = call >= 2 ** 38;
    const number = compat ? call - 2 ** 38 : call;
    return this.names.place(String(call), () => syscallName({ arch: this.#arch, compat, number }));
  }

  /** -1 where the call moves no data. The words are those of its descriptors. */
  flow(call: number, flags: number, first: number, second: number): number {
    const operation = this.#operations.get(call);
    if (operation === undefined) return -1;
    return this.flows.place(`${call},${flags},${first},${second}`, () => flowOfCall(operation, first, second, flags));
  }
}

/** Places in SWITCH_KINDS. */
const RUNS = SWITCH_KINDS.indexOf("runs");
const RUNS_WOKEN = SWITCH_KINDS.indexOf("runs-woken");
const FIRST_LEAVING = SWITCH_KINDS.indexOf("preempted-in-user");

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer V)[] ? V[] : T[K] };

export class EventColumns {
  readonly #tables: EventTables;
  /** Nanoseconds of CLOCK_MONOTONIC from which the columns count. */
  readonly #zero: number;
  /** Calls that were entered before were not seen to be entered. */
  readonly #opened: number;
  readonly #calls: Mutable<ThreadEvents["calls"]> = { start: [], duration: [], name: [], result: [], flow: [] };
  readonly #returns: Mutable<ThreadEvents["returns"]> = { at: [], since: [] };
  readonly #switches: Mutable<Required<ThreadEvents["switches"]>> = {
    at: [],
    since: [],
    kind: [],
    stolen: [],
    cpu: [],
    waited: [],
  };
  readonly #holes: Mutable<ThreadEvents["holes"]> = { from: [], to: [], lost: [] };

  constructor(tables: EventTables, zero: number, opened: number) {
    this.#tables = tables;
    this.#zero = zero;
    this.#opened = opened;
  }

  add({ letter, at, rest: [first = 0, second = 0, third = 0, fourth = 0, fifth = 0] }: EventRecord): void {
    switch (letter) {
      case "c":
        this.#call(first, at, second, third, this.#tables.flow(second, 0, 0, 0));
        break;
      case "d": {
        // the number + 1 in bits 32 up, MSG_* flags below (probes/parts/call-facts.bt); 0 where the entry was not seen
        const number = Math.floor(second / 2 ** 32) - 1;
        this.#call(first, at, number, third, this.#tables.flow(number, second % 2 ** 32, fourth, fifth));
        break;
      }
      case "w":
        this.#calls.start.push(at - this.#zero);
        this.#calls.duration.push(-1);
        this.#calls.name.push(this.#tables.name(first));
        this.#calls.result.push(0);
        this.#calls.flow.push(-1);
        break;
      case "b":
        this.#return(at, first);
        break;
      case "o":
        // kind and mode as in parts/event-left.bt, which SWITCH_KINDS has in the same order
        this.#switch(at, first, Math.min(FIRST_LEAVING + second, SWITCH_KINDS.length - 1), third, fourth, fifth);
        break;
      case "i":
        // 6: it comes without having been seen to leave, and nothing is known of before
        this.#switch(at, second === 6 ? at : first, second === 2 ? RUNS_WOKEN : RUNS);
        break;
    }
  }

  hole(from: number, to: number, lost: number): void {
    this.#holes.from.push(from - this.#zero);
    this.#holes.to.push(to - this.#zero);
    this.#holes.lost.push(lost);
  }

  of(tid: number, { id, pid, command }: KnownProcess, born: boolean): ThreadEvents {
    return {
      tid,
      process: id,
      pid,
      command,
      born,
      calls: this.#calls,
      returns: this.#returns,
      switches: this.#switches,
      holes: this.#holes,
    };
  }

  #call(entered: number, at: number, call: number, result: number, flow: number): void {
    if (entered < this.#opened || call < 0) {
      this.#return(at, at);
      return;
    }
    this.#calls.start.push(entered - this.#zero);
    this.#calls.duration.push(at - entered);
    this.#calls.name.push(this.#tables.name(call));
    this.#calls.result.push(result);
    this.#calls.flow.push(flow);
  }

  #return(at: number, since: number): void {
    this.#returns.at.push(at - this.#zero);
    this.#returns.since.push(since - this.#zero);
  }

  #switch(at: number, since: number, kind: number, stolen = 0, cpu = 0, waited = 0): void {
    this.#switches.at.push(at - this.#zero);
    this.#switches.since.push(since - this.#zero);
    this.#switches.kind.push(kind);
    this.#switches.stolen.push(stolen);
    this.#switches.cpu.push(cpu);
    this.#switches.waited.push(waited);
  }
}
