import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TimeSplit } from "../frame.ts";
import type { MapEntry } from "./record.ts";
import { ThreadClocks } from "./thread-clocks.ts";

const PARTS = ["user", "kernel", "runnable", "blocked"] as const;
type Part = (typeof PARTS)[number];
type Times = readonly [user: number, kernel: number, runnable: number, blocked: number];
/** The state bits with which the probes say so (probes/scheduler-timed.bt), going on in the kernel where they can. */
const STATE: Readonly<Record<Part, number>> = { user: 0, kernel: 1, runnable: 3, blocked: 5 };

const PID = 40;
const TID = 41;

const clock = (since: number, part: Part, times: Times, tid = TID): MapEntry => ({
  key: [PID, tid],
  values: [since, PID * 8 + STATE[part], ...times],
});
const ended = (at: number, times: Times, tid = TID): MapEntry => ({ key: [PID, tid, at], values: [...times] });
const split = (user: number, kernel: number, runnable: number, blocked: number): TimeSplit => ({
  user,
  kernel,
  runnable,
  blocked,
});

/** Clocks that are asked frame by frame: what was handed over, who ended, and when the frame ended. */
function frames(known: (pid: number) => boolean = () => true) {
  const clocks = new ThreadClocks();
  return {
    clocks,
    frame(end: number, handedOver: readonly MapEntry[] = [], over: readonly MapEntry[] = []): readonly TimeSplit[] {
      return [...clocks.update(handedOver, over), ...clocks.advance(end, known)].map(({ time }) => time);
    },
  };
}

describe("a thread's clock", () => {
  it("says whose it is", () => {
    const clocks = new ThreadClocks();
    expect([...clocks.update([clock(1000, "blocked", [1, 2, 3, 4])], [])]).toEqual([]);
    expect([...clocks.advance(1500, () => true)]).toEqual([{ pid: PID, tid: TID, time: split(1, 2, 3, 504) }]);
  });

  it("charges the time since the thread left its CPU up to the end of the frame", () => {
    expect(frames().frame(1500, [clock(1000, "blocked", [1, 2, 3, 4])])).toEqual([split(1, 2, 3, 504)]);
    expect(frames().frame(1500, [clock(1000, "runnable", [1, 2, 3, 4])])).toEqual([split(1, 2, 503, 4)]);
  });

  it("shows a thread that sleeps through many frames as blocked in each, and adds up", () => {
    const { frame } = frames();
    expect(frame(250, [clock(100, "blocked", [40, 60, 0, 0])])).toEqual([split(40, 60, 0, 150)]);
    for (const end of [500, 750, 1000]) expect(frame(end)).toEqual([split(0, 0, 0, 250)]);
    // It came back to a CPU at 1093, after 7 runnable, and left it at 1150.
    expect(frame(1250, [clock(1150, "blocked", [40, 117, 7, 986])])).toEqual([split(0, 57, 7, 186)]);
  });

  it("leaves what a thread on a CPU does after it was heard of to the next frame", () => {
    const { frame } = frames();
    expect(frame(250, [clock(100, "user", [30, 70, 0, 0])])).toEqual([split(30, 70, 0, 0)]);
    expect(frame(500, [clock(400, "user", [230, 170, 0, 0])])).toEqual([split(200, 100, 0, 0)]);
  });

  it("says nothing of a thread on a CPU until it is heard of again", () => {
    const { frame } = frames();
    frame(250, [clock(100, "user", [30, 70, 0, 0])]);
    expect(frame(500)).toEqual([split(0, 0, 0, 0)]);
    expect(frame(1000, [clock(900, "blocked", [130, 770, 0, 0])])).toEqual([split(100, 700, 0, 100)]);
  });

  it("that was handed over a moment after the end of the frame tells nothing twice", () => {
    const { frame } = frames();
    expect(frame(250, [clock(260, "blocked", [0, 160, 0, 100])])).toEqual([split(0, 160, 0, 100)]);
    expect(frame(500)).toEqual([split(0, 0, 0, 240)]);
  });

  it("ends with the thread", () => {
    const { frame } = frames();
    frame(250, [clock(100, "blocked", [50, 50, 0, 0])]);
    expect(frame(500, [], [ended(450, [60, 60, 30, 200])])).toEqual([split(10, 10, 30, 50)]);
    expect(frame(750)).toEqual([]);
  });

  it("of a thread that was born and ended between two frames is all in one", () => {
    expect(frames().frame(250, [], [ended(10, [1, 2, 3, 4])])).toEqual([split(1, 2, 3, 4)]);
  });

  it("starts again where its number is used again", () => {
    const { frame } = frames();
    frame(1000, [clock(0, "blocked", [0, 0, 0, 0])]);
    // Within one frame the first ended; the second with its number is heard of in the next.
    expect(frame(1250, [], [ended(1105, [0, 5, 0, 1100])])).toEqual([split(0, 5, 0, 100)]);
    expect(frame(1500, [clock(1400, "blocked", [0, 30, 0, 0])])).toEqual([split(0, 30, 0, 100)]);
  });

  it("starts again in the frame in which it ended, where its number is used again at once", () => {
    const { frame } = frames();
    frame(1000, [clock(0, "blocked", [0, 0, 0, 0])]);
    // The main thread ended at 1105; another of its process executed something, and goes on under its number.
    const after = [clock(1150, "user", [0, 30, 0, 0])];
    expect(frame(1250, after, [ended(1105, [0, 5, 0, 1100])])).toEqual([split(0, 5, 0, 100), split(0, 30, 0, 0)]);
    expect(frame(1500, [], [ended(1400, [250, 30, 0, 0])])).toEqual([split(250, 0, 0, 0)]);
  });

  it("ends twice in a frame where two threads had its number, each with what was not told of it", () => {
    const { frame } = frames();
    frame(1000, [clock(900, "blocked", [40, 60, 0, 800])]);
    const both = [ended(1200, [0, 7, 0, 0]), ended(1105, [40, 65, 0, 1000])];
    expect(frame(1250, [clock(1100, "kernel", [40, 60, 0, 1000])], both)).toEqual([
      split(0, 5, 0, 100),
      split(0, 7, 0, 0),
    ]);
    expect(frame(1500)).toEqual([]);
  });

  it("takes a thread that was there before for blocked, from the start on", () => {
    const { clocks, frame } = frames();
    clocks.list([[TID, PID]], 1000);
    expect(frame(1250)).toEqual([split(0, 0, 0, 250)]);
    expect(frame(1500)).toEqual([split(0, 0, 0, 250)]);
  });

  it("makes good what the kernel's account says otherwise: too much of a part is told less of later, never below nothing", () => {
    const { frame } = frames();
    expect(frame(250, [clock(250, "user", [250, 0, 0, 0])])).toEqual([split(250, 0, 0, 0)]);
    // When it left its CPU at 300, 100 of its 300 turned out to have been stolen.
    expect(frame(310, [clock(300, "blocked", [200, 0, 100, 0])])).toEqual([split(0, 0, 100, 10)]);
    expect(frame(410, [clock(400, "blocked", [290, 0, 100, 10])])).toEqual([split(40, 0, 0, 10)]);
  });

  it("is told late where its process is not known yet, and not at all where it never is", () => {
    const announced = new Set<number>();
    const { frame } = frames((pid) => announced.has(pid));
    expect(frame(250, [clock(100, "blocked", [0, 10, 0, 0])])).toEqual([]);
    announced.add(PID);
    expect(frame(500)).toEqual([split(0, 10, 0, 400)]);
    announced.clear();
    for (const end of [750, 1000, 1250, 1500, 1750]) expect(frame(end)).toEqual([]);
    announced.add(PID);
    expect(frame(2000)).toEqual([]);
  });

  it("is not read where the thread hides, and the thread is counted once", () => {
    const { clocks, frame } = frames();
    const hidden: MapEntry = { key: [PID, TID], values: [100, PID * 8 + 6, 1, 2, 3, 4] };
    expect(frame(250, [hidden])).toEqual([]);
    expect(frame(500, [hidden])).toEqual([]);
    expect(clocks.hidden).toBe(1);
  });

  it("adds up to the thread's wall time over all frames, whatever it did and whenever frames ended", () => {
    // On a CPU it makes calls; off it, it is preempted or blocked. Each change of CPU hands the clock over, and so does
    // the first return from a call in a frame.
    const span = fc.record({
      off: fc.constantFrom<Part>("runnable", "blocked"),
      calls: fc.array(
        fc.record({ user: fc.integer({ min: 1, max: 5000 }), kernel: fc.integer({ min: 1, max: 5000 }) }),
        { minLength: 1, maxLength: 3 },
      ),
      away: fc.integer({ min: 1, max: 100_000 }),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10 ** 15 }),
        fc.array(span, { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 10_001, max: 60_000 }),
        (birth, spans, interval) => {
          const { frame } = frames();
          const told = [0, 0, 0, 0];
          const times: [number, number, number, number] = [0, 0, 0, 0];
          let now = birth;
          let flip = birth;
          let handed: MapEntry | null = null;
          let heard = false;
          const tell = (advances: readonly TimeSplit[]) =>
            advances.forEach((time) => {
              PARTS.forEach((part, index) => {
                told[index] = (told[index] ?? 0) + time[part];
              });
            });
          const pass = (part: Part, length: number) => {
            while (flip + interval <= now + length) {
              flip += interval;
              tell(frame(flip, handed === null ? [] : [handed]));
              handed = null;
              heard = false;
            }
            times[PARTS.indexOf(part)] = (times[PARTS.indexOf(part)] ?? 0) + length;
            now += length;
          };
          const handOver = (part: Part) => {
            handed = clock(now, part, [...times]);
          };
          for (const { calls, off, away } of spans) {
            handOver("user");
            for (const { user, kernel } of calls) {
              pass("user", user);
              pass("kernel", kernel);
              if (!heard) handOver("user");
              heard = true;
            }
            handOver(off);
            pass(off, away);
          }
          tell(frame(now, handed === null ? [] : [handed], [ended(now, [...times])]));
          expect(told).toEqual(times);
        },
      ),
    );
  });
});
