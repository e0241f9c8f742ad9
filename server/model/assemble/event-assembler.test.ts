import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FrameEvents } from "../frame-events.ts";
import { frameEventsSchema } from "../frame-events-schema.ts";
import { EventAssembler } from "./event-assembler.ts";
import { type EventRecord, eventFromText } from "./event-record.ts";
import { ProcessTable } from "./process-table.ts";
import { recordFromLine } from "./record-from-line.ts";

const WHO = 88 * 2 ** 22 + 89;

function event(text: string): EventRecord {
  const read = eventFromText(`${text}\n`);
  if (read == null) throw new Error(`no event: ${text}`);
  return read;
}

function assembly() {
  const processes = new ProcessTable();
  processes.list([{ pid: 88, parent: 1, command: "dd" }]);
  const assembler = new EventAssembler("x64", processes);
  assembler.open(1000);
  let start = 1000;
  return {
    assembler,
    /** The frame of these lines, a million nanoseconds long. */
    frame(lines: readonly string[], { left = 10, open = true, isLast = false } = {}): FrameEvents | null {
      for (const line of lines) assembler.add(event(line));
      assembler.granted(left, open);
      const events = assembler.frame({ start, end: start + 1e6, isLast });
      start += 1e6;
      if (events !== null) frameEventsSchema.parse(events);
      return events;
    },
  };
}

/** A getpid that returned, of thread 89. */
const call = (sequence: number, at: number, entered = at - 10) => `c ${WHO} ${sequence} ${at} ${entered} 39 88`;

describe("a line of a single event", () => {
  it.each([
    ["d 369098841 3 1200 1100 4294967296 512 34359779232 0", "event"],
    ["c 369098841 3 1200 1100 39 -11", "event"],
    ["done 4", "done"],
    ["c 1 2 3", "strange"],
    ["d 369098841 3 1200 1100 x 512 34359779232 0", "strange"],
    ["c 9007199254740993 3 1200 1100 39 0", "strange"],
    ["left 40 1", "left"],
    ["window 77", "window"],
  ])("%j is understood as %s", (text, kind) => {
    const line = JSON.stringify({ type: "printf", data: `${text}\n` });
    expect(recordFromLine(line)).toMatchObject({ kind });
  });
});

describe("the events of a frame", () => {
  it("say what a call was, what it moved and how", () => {
    const write = 2 * 2 ** 32;
    const events = assembly().frame([
      `i ${WHO} 1 1100 1050 2`,
      `d ${WHO} 2 1300 1200 ${write} 512 ${8 * 2 ** 32 + 0xef53} 0`,
      `c ${WHO} 3 1400 1350 39 88`,
      `w ${WHO} 4 1500 231`,
      `o ${WHO} 5 1600 1500 5 7 90 30`,
    ]);
    expect(events).toMatchObject({ at: 1000, opened: 0, lost: 0, names: ["write", "getpid", "exit_group"] });
    expect(events?.flows).toMatchObject([
      { operation: "write", to: { kind: "file", filesystem: "ext4" }, mechanism: "copy" },
    ]);
    expect(events?.threads).toEqual([
      {
        tid: 89,
        pid: 88,
        process: 1,
        command: "dd",
        born: true,
        calls: {
          start: [200, 350, 500],
          duration: [100, 50, -1],
          name: [0, 1, 2],
          result: [512, 88, 0],
          flow: [0, -1, -1],
        },
        returns: { at: [], since: [] },
        switches: { at: [100, 600], since: [50, 500], kind: [1, 7], stolen: [0, 7], cpu: [0, 90], waited: [0, 30] },
        holes: { from: [], to: [], lost: [] },
      },
    ]);
  });

  it("are none where the window is closed", () => {
    expect(assembly().frame([], { open: false })).toBeNull();
  });

  it("do not call a call what was entered before the window, or never", () => {
    const events = assembly().frame([call(0, 1100, 900), call(1, 1200, 0), call(2, 1300)]);
    expect(events?.threads[0]).toMatchObject({ born: false, returns: { at: [100, 200] }, calls: { start: [290] } });
  });

  it("are put in order, also over the end of a frame", () => {
    const { frame } = assembly();
    expect(frame([call(1, 1300), call(0, 1200), call(3, 1500)])?.threads[0]?.calls.start).toEqual([190, 290]);
    const second = frame([call(4, 1_200_000), call(2, 1400)]);
    expect(second?.lost).toBe(0);
    expect(second?.threads[0]?.calls.start).toEqual([390 - 1e6, 490 - 1e6, 1_199_990 - 1_001_000]);
  });

  it("have a hole where numbers stay missing, whose place and size are known", () => {
    const { frame } = assembly();
    expect(frame([call(0, 1200), call(3, 1500)])?.threads[0]?.calls.start).toEqual([190]);
    const second = frame([`o ${WHO} 6 1900000 1800000 2 0 0 0`], { isLast: true });
    expect(second?.lost).toBe(2 + 2);
    expect(second?.threads[0]?.holes).toEqual({
      from: [200 - 1e6, 500 - 1e6],
      to: [500 - 1e6, 1_800_000 - 1_001_000],
      lost: [2, 2],
    });
  });

  it("leave out what comes after it was given up", () => {
    const { frame } = assembly();
    frame([call(0, 1200), call(2, 1500)]);
    frame([]);
    expect(frame([call(1, 1300)])).toMatchObject({ lost: 0, threads: [] });
  });

  it("that came after its end are the next one's", () => {
    const { frame } = assembly();
    expect(frame([call(0, 1200), call(1, 1_001_500)])?.threads[0]?.calls.start).toEqual([190]);
    expect(frame([])).toMatchObject({ lost: 0, threads: [{ calls: { start: [490] } }] });
  });

  it("begin anew for a thread that has another's number", () => {
    const { frame } = assembly();
    frame([call(1, 1200), `o ${WHO} 2 1300 1250 5 0 0 0`]);
    expect(frame([`i ${WHO} 1 1100000 1050000 2`])).toMatchObject({ lost: 0, threads: [{ born: true }] });
  });

  it("are all there or in a hole, whatever is lost and however late the rest comes", () => {
    const fate = fc.constantFrom("now", "late", "lost");
    fc.assert(
      fc.property(fc.array(fate, { minLength: 1, maxLength: 40 }), (fates) => {
        const { frame } = assembly();
        const lines = (wanted: string) =>
          fates.flatMap((each, index) => (each === wanted ? [call(index + 1, 2000 + index * 100)] : []));
        const batches = [lines("now"), lines("late"), [call(fates.length + 1, 2_500_000)]];
        const frames = batches.map((batch, index) => frame(batch, { isLast: index === batches.length - 1 }));
        const calls = frames.flatMap((each) => each?.threads.flatMap(({ calls }) => calls.start) ?? []);
        const lost = frames.reduce((sum, each) => sum + (each?.lost ?? 0), 0);
        expect(lost).toBe(fates.filter((each) => each === "lost").length);
        expect(calls.length + lost).toBe(fates.length + 1);
      }),
    );
  });
});
