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
      readonly stolen: number;
    }
  | { readonly kind: "hole"; readonly at: number };

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

  /** `from`: the beginning of the window, or null for a thread that is born in it. */
  constructor(from: number | null) {
    this.#until = from;
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
        break;
      case "switch":
        this.#until ??= event.since;
        this.#switch(event.at, event.since, event.what);
        this.#steal(event.stolen);
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
        // since === at: it comes from nowhere that was seen
        this.#fill(at, since < at ? "blocked" : "unknown");
        this.#now = this.#mode;
        return;
      case "runs-woken":
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

  /** As the probes do: from user and kernel time in proportion, to runnable. */
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
