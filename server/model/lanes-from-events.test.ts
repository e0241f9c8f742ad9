import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { frame } from "../test/builders/frames.ts";
import { EventAssembler } from "./assemble/event-assembler.ts";
import { eventFromText } from "./assemble/event-record.ts";
import { ProcessTable } from "./assemble/process-table.ts";
import type { Frame } from "./frame.ts";
import { LANE_STATES, type LaneState, type Lanes, type LaneTime } from "./lanes.ts";
import { eventWindows, lanesFromEvents } from "./lanes-from-events.ts";

const WHO = 88 * 2 ** 22 + 89;
const OPENED = 1000;

/** Frames of these lines, each in the frame of its time, 250 ms long. */
function framesOf(lines: readonly string[], limited = false): readonly Frame[] {
  const processes = new ProcessTable();
  processes.list([{ pid: 88, parent: 1, command: "worker" }]);
  const assembler = new EventAssembler("x64", processes);
  assembler.open(OPENED);
  const records = lines.map((line) => {
    const record = eventFromText(`${line}\n`);
    if (record == null) throw new Error(`no event: ${line}`);
    return record;
  });
  const count = Math.max(1, ...records.map(({ at }) => Math.ceil((at - OPENED) / 250e6)));
  return Array.from({ length: count }, (_, index) => {
    const start = OPENED + index * 250e6;
    for (const record of records) if (record.at > start && record.at <= start + 250e6) assembler.add(record);
    assembler.granted(limited ? 0 : 10, true);
    const events = assembler.frame({ start, end: start + 250e6, isLast: index === count - 1 });
    return frame(index, [], events === null ? {} : { events });
  });
}

function laneOf(lines: readonly string[], limited = false): Lanes["threads"][number] {
  const lanes = lanesFromEvents(framesOf(lines, limited));
  const [thread] = lanes?.threads ?? [];
  if (thread === undefined) throw new Error("no thread");
  return thread;
}

const at = (microseconds: number) => OPENED + microseconds * 1000;
const segments = (thread: Lanes["threads"][number]) =>
  thread.segments.map(({ from, to, state }) => `${state} ${from / 1000}-${to / 1000}`);

describe("a thread's lane", () => {
  it("that is born in the window begins with its birth and ends with its death", () => {
    const thread = laneOf([
      `i ${WHO} 1 ${at(20)} ${at(10)} 2`,
      `c ${WHO} 2 ${at(25)} 0 56 0`,
      `c ${WHO} 3 ${at(40)} ${at(30)} 39 88`,
      // a read that blocks: it is woken at 70, and comes to a CPU at 80
      `o ${WHO} 4 ${at(60)} ${at(50)} 3 0 0 0`,
      `i ${WHO} 5 ${at(80)} ${at(70)} 2`,
      `d ${WHO} 6 ${at(90)} ${at(50)} ${2 ** 32} 512 ${1 * 2 ** 32} 0`,
      `w ${WHO} 7 ${at(100)} 60`,
      `o ${WHO} 8 ${at(110)} ${at(100)} 5 0 0 0`,
    ]);
    expect(segments(thread)).toEqual([
      "runnable 10-20",
      "kernel 20-25",
      "user 25-30",
      "kernel 30-40",
      "user 40-50",
      "kernel 50-60",
      "blocked 60-70",
      "runnable 70-80",
      "kernel 80-90",
      "user 90-100",
      "kernel 100-110",
    ]);
    expect(thread.calls.map(({ name, start, end, result }) => [name, start / 1000, end && end / 1000, result])).toEqual(
      [
        ["getpid", 30, 40, 88],
        ["read", 50, 90, 512],
        ["exit", 100, null, 0],
      ],
    );
    expect(thread.calls[1]?.flow).toMatchObject({ from: { kind: "pipe" }, mechanism: "copy" });
  });

  it("that was there before begins with the window, and lasts to its end as it was last seen", () => {
    const thread = laneOf([`i ${WHO} 0 ${at(80)} ${at(70)} 2`, `c ${WHO} 1 ${at(90)} 0 0 5`]);
    expect(segments(thread)).toEqual(["blocked 0-70", "runnable 70-80", "kernel 80-90", "user 90-250000"]);
    const running = laneOf([`c ${WHO} 0 ${at(90)} ${at(50)} 39 88`]);
    expect(segments(running)).toEqual(["user 0-50", "kernel 50-90", "user 90-250000"]);
  });

  it("ends a signal's return where the thread is back, though its number is lost", () => {
    const lines = [`w ${WHO} 1 ${at(20)} 15`, `b ${WHO} 2 ${at(30)} ${at(20)}`, `c ${WHO} 3 ${at(50)} ${at(40)} 39 88`];
    const thread = laneOf(lines);
    expect(thread.calls.map(({ name, start, end }) => [name, start, end])).toEqual([
      ["rt_sigreturn", 20_000, 30_000],
      ["getpid", 40_000, 50_000],
    ]);
    expect(segments(thread).slice(-3)).toEqual(["user 30-40", "kernel 40-50", "user 50-250000"]);
  });

  it("is unknown where events are missing, and after them where the limit was reached", () => {
    const lines = [`c ${WHO} 1 ${at(30)} ${at(20)} 39 88`, `o ${WHO} 9 ${at(60)} ${at(50)} 2 0 0 0`];
    expect(segments(laneOf(lines))).toEqual(["kernel 20-30", "unknown 30-50", "user 50-60", "blocked 60-250000"]);
    expect(segments(laneOf(lines, true)).at(-1)).toBe("unknown 60-250000");
    expect(laneOf(lines).holes).toEqual([{ from: 30_000, to: 50_000, lost: 7 }]);
  });

  it("is put right by the kernel's account when it leaves its CPU, as the time split is", () => {
    const lines = [
      `i ${WHO} 1 ${at(20)} ${at(10)} 2`,
      // the kernel says it ran from 18 on, and left at 119
      `o ${WHO} 2 ${at(120)} ${at(20)} 3 0 101000 8000`,
      // its wake-up at 170 was not seen
      `i ${WHO} 3 ${at(200)} ${at(120)} 4`,
      `c ${WHO} 4 ${at(210)} 0 39 0`,
      // of 20 in user mode and 10 in the kernel 6 were stolen
      `o ${WHO} 5 ${at(230)} ${at(210)} 2 6000 24000 30000`,
    ];
    const thread = laneOf(lines);
    expect(segments(thread)).toEqual([
      "runnable 10-20",
      "kernel 20-120",
      "blocked 120-170",
      "runnable 170-200",
      "kernel 200-210",
      "user 210-230",
      "blocked 230-250000",
    ]);
    expect(thread.time).toMatchObject({
      user: 16_000,
      kernel: 101_000 + 8000,
      runnable: 8000 + 30_000 + 6000,
      blocked: 1000 + 50_000 + 249_770_000,
      unknown: 0,
    });
  });

  it("counts what interrupts took as runnable where there is no account", () => {
    const lines = [
      `i ${WHO} 1 ${at(20)} ${at(10)} 2`,
      `o ${WHO} 2 ${at(120)} ${at(20)} 3 40000 0 0`,
      `i ${WHO} 3 ${at(200)} ${at(190)} 2`,
      `o ${WHO} 4 ${at(210)} ${at(200)} 5 0 0 0`,
    ];
    expect(laneOf(lines).time).toMatchObject({
      kernel: 60_000 + 10_000,
      runnable: 10_000 + 40_000 + 10_000,
      blocked: 70_000,
    });
  });
});

/** What a made-up thread does next: so many nanoseconds in a state. */
interface Step {
  readonly state: LaneState;
  readonly length: number;
}

/**
 * A thread's life as the probes would tell it, and the time it spent in each state. Every step but one on a CPU
 * begins with leaving it.
 */
function told(steps: readonly Step[]): { readonly lines: readonly string[]; readonly time: LaneTime } {
  const time: Record<LaneState, number> = { user: 0, kernel: 0, runnable: 0, blocked: 0, unknown: 0 };
  const lines: string[] = [];
  let sequence = 1;
  let now = OPENED + 1;
  let mode = 1;
  let since = now;
  let entered = 0;
  const say = (letter: string, ...rest: readonly number[]) =>
    lines.push(`${letter} ${WHO} ${sequence++} ${now} ${rest.join(" ")}`);
  say("i", now, 2);
  /** No two events of a thread fall into one nanosecond. */
  const pass = () => {
    now += 1;
    time[mode === 1 ? "kernel" : "user"] += 1;
  };
  for (const { state, length } of steps) {
    if (state === "user" || state === "kernel") {
      const wanted = state === "user" ? 0 : 1;
      if (wanted !== mode) {
        if (wanted === 1) entered = now;
        else {
          pass();
          say("c", entered, 39, 0);
        }
        mode = wanted;
        since = now;
      }
      now += length;
    } else {
      pass();
      say("o", since, (state === "runnable" ? 0 : 2) + mode, 0, 0, 0);
      const left = now;
      now += length;
      say("i", state === "runnable" ? left : now, 2);
      since = now;
    }
    time[state] += length;
  }
  pass();
  if (mode === 0) {
    say("w", 60);
    mode = 1;
    since = now;
    pass();
  }
  say("o", since, 5, 0, 0, 0);
  return { lines, time };
}

describe("the lanes of any thread", () => {
  const step = fc.record({
    state: fc.constantFrom(...LANE_STATES.slice(0, 4)),
    length: fc.integer({ min: 1, max: 90e6 }),
  });
  const life = fc.array(step, { minLength: 1, maxLength: 30 });

  it("add up to what it did, over frames", () => {
    fc.assert(
      fc.property(life, (steps) => {
        const { lines, time } = told(steps);
        expect(laneOf(lines).time).toEqual(time);
      }),
    );
  });

  it("lie end to end, whatever is lost", () => {
    fc.assert(
      fc.property(life, fc.array(fc.boolean(), { minLength: 62, maxLength: 62 }), (steps, kept) => {
        const { lines } = told(steps);
        const left = lines.filter((_, index) => kept[index] !== false || index === lines.length - 1);
        const thread = laneOf(left);
        for (const [index, segment] of thread.segments.entries()) {
          expect(segment.to).toBeGreaterThan(segment.from);
          if (index > 0) expect(segment.from).toBe(thread.segments[index - 1]?.to);
        }
        const lost = thread.holes.reduce((sum, hole) => sum + hole.lost, 0);
        expect(lost).toBe(lines.length - left.length);
      }),
    );
  });
});

describe("the windows of a run", () => {
  it("are parted where nothing was captured, and where the window was opened again", () => {
    const [events] = framesOf([`c ${WHO} 1 ${at(30)} ${at(20)} 39 88`]);
    const with_ = (index: number, opened: number | null) =>
      frame(index, [], events?.events === undefined ? {} : { events: { ...events.events, opened } });
    const windows = eventWindows([frame(0), with_(1, 5), with_(2, null), frame(3), with_(4, 5), with_(5, 7)]);
    expect(windows.map((window) => window.length)).toEqual([2, 1, 1]);
  });
});
