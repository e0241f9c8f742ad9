/**
 * One thread's lane: its events in the order in which they happened → states end to end.
 *
 * The probes keep a clock for each thread (probes/scheduler-timed.bt), and every event of a switch says since when the
 * thread had been in the state it leaves. So each event settles everything before it, and nothing is guessed but
 * the end of the window, where the last known state is taken to last.
 */
import type { SwitchKind } from "./frame-events.ts";
import type { LaneSegment, LaneState, LaneTime } from "./lanes.ts";

/** What an event says, in nanoseconds. */
export type LaneEvent =
  | { readonly kind: "call"; readonly start: number; readonly at: number }
  | { readonly kind: "one-way"; readonly at: number }
  | { readonly kind: "return"; readonly at: number; readonly since: number }
  | {
      readonly kind: "switch";
      readonly at: number;
      readonly since: number;
      readonly what: SwitchKind;
      /** See {@link SwitchEvents}; `cpu` 0 where the kernel's account is not known. */
      readonly stolen: number;
      readonly cpu: number;
      readonly waited: number;
    }
  | { readonly kind: "hole"; readonly at: number };

/** A stay away from the CPUs, as far as it was seen. */
interface Away {
  /** Place of its first segment. */
  readonly first: number;
  readonly left: number;
  readonly came: number;
}

export class ThreadLane {
  readonly segments: LaneSegment[] = [];
  readonly #time: Record<LaneState, number> = { user: 0, kernel: 0, runnable: 0, blocked: 0, unknown: 0 };
  /** Up to when the lane is settled; null before the birth of a thread that was born in the window. */
  #until: number | null;
  /** What the thread does from there on, as far as is known. */
  #now: LaneState = "unknown";
  /** Where it goes on when it comes to a CPU again. */
  #mode: "user" | "kernel" = "user";
  #dead = false;
  /** What the lane said when the thread last left its CPU, or was born; null where events are missing since. */
  #before: LaneTime | null = null;
  /** Of the time since then. */
  #away: Away | null = null;

  /** `from`: the beginning of the window, or null for a thread that is born in it. */
  constructor(from: number | null) {
    this.#until = from;
    if (from === null) this.#before = { ...this.#time };
  }

  get time(): LaneTime {
    return this.#time;
  }

  add(event: LaneEvent): void {
    switch (event.kind) {
      case "call":
        this.#fill(event.start, "user");
        this.#fill(event.at, "kernel");
        this.#now = "user";
        break;
      case "one-way":
        this.#fill(event.at, "user");
        this.#now = "kernel";
        break;
      case "return":
        this.#until ??= event.since;
        this.#fill(event.at, "kernel");
        this.#now = "user";
        break;
      case "hole":
        this.#fill(event.at, "unknown");
        this.#now = "unknown";
        this.#before = null;
        break;
      case "switch":
        this.#until ??= event.since;
        this.#switch(event.at, event.since, event.what);
        if (!event.what.startsWith("runs")) this.#leave(event);
        break;
    }
  }

  /** The window ends; `known`: whether events that came after the last one would have been seen. */
  end(at: number, known: boolean): void {
    if (!this.#dead) this.#fill(at, known ? this.#now : "unknown");
  }

  #switch(at: number, since: number, what: SwitchKind): void {
    switch (what) {
      case "runs":
        this.#return(at);
        // since === at: it comes from nowhere that was seen
        this.#fill(at, since < at ? "blocked" : "unknown");
        this.#now = this.#mode;
        return;
      case "runs-woken":
        this.#return(at);
        this.#fill(since, "blocked");
        this.#fill(at, "runnable");
        this.#now = this.#mode;
        return;
      case "preempted-in-user":
      case "blocks-in-user":
      case "dies-in-user":
        this.#fill(since, "kernel");
        this.#fill(at, "user");
        this.#mode = "user";
        break;
      case "preempted-in-kernel":
      case "blocks-in-kernel":
      case "dies-in-kernel":
        this.#fill(since, "user");
        this.#fill(at, "kernel");
        this.#mode = "kernel";
        break;
    }
    this.#now = what.startsWith("preempted") ? "runnable" : "blocked";
    this.#dead = what.startsWith("dies");
  }

  #fill(to: number, state: LaneState): void {
    const from = this.#until ?? to;
    this.#until = Math.max(from, to);
    if (to <= from) return;
    this.#time[state] += to - from;
    const last = this.segments.at(-1);
    if (last?.state === state && last.to === from) this.segments[this.segments.length - 1] = { ...last, to };
    else this.segments.push({ from, to, state });
  }

  /** The thread comes to a CPU. */
  #return(at: number): void {
    const left = this.#until ?? at;
    this.#away = this.#now === "blocked" ? { first: this.segments.length, left, came: at } : null;
  }

  /** The thread has left its CPU: what the kernel's account says puts the lane right, as it does the clock. */
  #leave({ cpu, waited, stolen }: LaneEvent & { kind: "switch" }): void {
    if (this.#before === null || cpu === 0) this.#steal(stolen);
    else this.#settle(this.#before, cpu, waited, stolen);
    if (cpu > 0) this.#redraw(waited);
    this.#before = { ...this.#time };
    this.#away = null;
  }

  /** See probes/parts/settle.bt. */
  #settle(before: LaneTime, cpu: number, waited: number, stolen: number): void {
    const time = this.#time;
    const user = time.user - before.user;
    const seen = user + time.kernel - before.kernel;
    const away = time.runnable - before.runnable + time.blocked - before.blocked;
    if (seen > cpu) time.user -= ((seen - cpu) * user) / seen;
    else if (this.#mode === "user") time.user += cpu - seen;
    time.kernel = before.kernel + cpu - (time.user - before.user);
    time.runnable = before.runnable + waited + stolen;
    time.blocked = before.blocked + Math.max(0, seen + away - cpu) - waited - stolen;
  }

  /** A thread that blocked became runnable so long before it came, whether or not its wake-up was seen. */
  #redraw(waited: number): void {
    if (this.#away === null) return;
    const { first, left, came } = this.#away;
    const woken = Math.min(came, Math.max(left, came - waited));
    const after = this.segments.slice(first).filter(({ from }) => from >= came);
    const states: readonly LaneSegment[] = [
      { from: left, to: woken, state: "blocked" },
      { from: woken, to: came, state: "runnable" },
    ];
    this.segments.splice(first, Number.POSITIVE_INFINITY, ...states.filter(({ from, to }) => to > from), ...after);
  }

  /** Without an account: what was taken from the thread is taken from user and kernel time in proportion. */
  #steal(stolen: number): void {
    const time = this.#time;
    const ran = time.user + time.kernel;
    if (stolen === 0 || ran === 0) return;
    const taken = Math.min(stolen, ran);
    const ofUser = (taken * time.user) / ran;
    time.user -= ofUser;
    time.kernel -= taken - ofUser;
    time.runnable += taken;
  }
}
