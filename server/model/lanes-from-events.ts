/** Frames with single events → lanes. */
import type { Frame } from "./frame.ts";
import { type FrameEvents, SWITCH_KINDS, type ThreadEvents } from "./frame-events.ts";
import type { LaneCall, LaneHole, Lanes, ThreadLanes } from "./lanes.ts";
import { type LaneEvent, ThreadLane } from "./thread-lane.ts";

/** A thread's events over all frames, in nanoseconds after the window's beginning. */
interface Gathered {
  head: Pick<ThreadEvents, "tid" | "process" | "pid" | "command">;
  readonly born: boolean;
  readonly events: LaneEvent[];
  readonly calls: LaneCall[];
  readonly holes: LaneHole[];
  /** Up to when its events reach. */
  last: number;
}

/** The windows in a run of frames: neighbouring frames that have events, a new one where it was opened again. */
export function eventWindows(frames: Iterable<Frame>): readonly (readonly Frame[])[] {
  const windows: Frame[][] = [];
  let current: Frame[] | null = null;
  for (const frame of frames) {
    if (frame.events === undefined) {
      current = null;
      continue;
    }
    if (current === null || frame.events.opened !== null) {
      current = [];
      windows.push(current);
    }
    current.push(frame);
  }
  return windows;
}

/** The lanes of one window; null where no frame of it has events. */
export function lanesFromEvents(frames: readonly Frame[]): Lanes | null {
  const [first] = frames;
  const last = frames.at(-1);
  if (first?.events === undefined || last?.events === undefined) return null;
  const at = first.events.at + (first.events.opened ?? 0);
  const end = last.events.at - at + Math.round((last.end - last.start) * 1e6);
  const threads = new Map<string, Gathered>();
  let limitedUntil = Number.NEGATIVE_INFINITY;
  for (const { events, start, end: over } of frames) {
    if (events === undefined) continue;
    if (events.limited) limitedUntil = events.at - at + Math.round((over - start) * 1e6);
    for (const thread of events.threads) gather(threads, thread, events, events.at - at);
  }
  return {
    at,
    start: first.start + (first.events.opened ?? 0) / 1e6,
    end,
    threads: [...threads.values()].map((thread) => lanesOf(thread, end, limitedUntil)),
  };
}

function lanesOf({ head, born, events, calls, holes, last }: Gathered, end: number, limitedUntil: number): ThreadLanes {
  const lane = new ThreadLane(born ? null : 0);
  for (const event of events.sort(inOrder)) lane.add(event);
  lane.end(end, last >= limitedUntil);
  const returns = events.flatMap((event) => (event.kind === "return" ? [event.at] : []));
  return { ...head, segments: lane.segments, calls: ended(calls, returns), holes, time: lane.time };
}

/** A signal's return comes back without its number: at the next return before the thread's next call. */
function ended(calls: readonly LaneCall[], returns: readonly number[]): readonly LaneCall[] {
  return calls.map((call, index) => {
    if (call.end !== null) return call;
    const next = calls[index + 1]?.start ?? Number.POSITIVE_INFINITY;
    return { ...call, end: returns.find((at) => at >= call.start && at <= next) ?? null };
  });
}

/** By time; what is missing ends where an event begins to know again. */
function inOrder(one: LaneEvent, other: LaneEvent): number {
  return one.at - other.at || Number(other.kind === "hole") - Number(one.kind === "hole");
}

function gather(threads: Map<string, Gathered>, thread: ThreadEvents, frame: FrameEvents, shift: number): void {
  const { tid, process, pid, command, born, calls, returns, switches, holes } = thread;
  const key = `${process},${tid}`;
  const known = threads.get(key);
  const into = known ?? { head: thread, born, events: [], calls: [], holes: [], last: 0 };
  into.head = { tid, process, pid, command: command === "" ? into.head.command : command };
  if (known === undefined) threads.set(key, into);
  const cell = (column: readonly number[], index: number): number => column[index] ?? 0;
  const time = (column: readonly number[], index: number): number => cell(column, index) + shift;
  for (const index of calls.start.keys()) {
    const start = time(calls.start, index);
    const duration = cell(calls.duration, index);
    const end = duration < 0 ? null : start + duration;
    into.calls.push({
      start,
      end,
      name: frame.names[cell(calls.name, index)] ?? "",
      result: cell(calls.result, index),
      flow: frame.flows[cell(calls.flow, index)] ?? null,
    });
    into.events.push(end === null ? { kind: "one-way", at: start } : { kind: "call", start, at: end });
    into.last = Math.max(into.last, end ?? start);
  }
  for (const index of returns.at.keys()) {
    const at = time(returns.at, index);
    into.events.push({ kind: "return", at, since: time(returns.since, index) });
    into.last = Math.max(into.last, at);
  }
  for (const index of switches.at.keys()) {
    const at = time(switches.at, index);
    const what = SWITCH_KINDS[cell(switches.kind, index)] ?? "runs";
    const since = time(switches.since, index);
    const stolen = cell(switches.stolen, index);
    const cpu = cell(switches.cpu ?? [], index);
    const waited = cell(switches.waited ?? [], index);
    into.events.push({ kind: "switch", at, since, what, stolen, cpu, waited });
    into.last = Math.max(into.last, at);
  }
  for (const index of holes.from.keys()) {
    const to = time(holes.to, index);
    into.holes.push({ from: time(holes.from, index), to, lost: cell(holes.lost, index) });
    into.events.push({ kind: "hole", at: to });
  }
}
