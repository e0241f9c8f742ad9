/** Frames to pages: everybody who keeps up gets every frame; who does not gets sums, and never a queue. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { liveFrameOf } from "../model/live/live-frame.ts";
import { type Batch, FIRST_VIEW, type ProcessDetail } from "../model/live/protocol.ts";
import { frame, relayProcess } from "../test/builders/frames.ts";
import { FanOut } from "./fan-out.ts";
import { LiveHistory } from "./history.ts";
import { Page } from "./page.ts";

function world() {
  const history = new LiveHistory();
  const given = new Map<Page, Batch[]>();
  let sends = 0;
  let now = 0;
  const fanOut = new FanOut(
    history,
    (pages, batch) => {
      sends++;
      for (const page of pages) given.get(page)?.push(batch);
    },
    () => now,
  );
  const details: ProcessDetail[] = [];
  const page = () => {
    const line = {
      id: "x",
      drained: true,
      state: () => {},
      process: (detail: ProcessDetail) => void details.push(detail),
      close: () => {},
    };
    const made = new Page(line);
    given.set(made, []);
    fanOut.add(made);
    return { page: made, line, batches: given.get(made) ?? [] };
  };
  let sequence = 0;
  const tick = () => {
    const each = frame(sequence, [relayProcess(1), relayProcess(2, { id: 2, pid: 2 })]);
    sequence++;
    now += 250;
    const live = liveFrameOf(each, { sequence, marks: [], process: null });
    history.add(live);
    fanOut.frame(sequence, each, live.totals);
  };
  return { fanOut, page, tick, details, sends: () => sends };
}

const framesIn = (batches: readonly Batch[]) =>
  batches.flatMap(({ frames }) => frames).reduce((sum, { merged }) => sum + merged, 0);

describe("a page", () => {
  it("that answers gets one batch a tick, and a table a second", () => {
    const { page, tick } = world();
    const { page: one, batches } = page();
    for (let index = 0; index < 8; index++) {
      tick();
      one.got(batches.at(-1)?.number ?? 0);
    }
    expect(batches.map(({ frames }) => frames.length)).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
    expect(batches.filter(({ table }) => table !== null)).toHaveLength(2);
  });

  it("that does not answer gets two batches and no more, until it answers; then all it missed, summed", () => {
    const { fanOut, page, tick } = world();
    const { page: one, batches } = page();
    for (let index = 0; index < 100; index++) tick();
    expect(batches).toHaveLength(2);
    one.got(batches[1]?.number ?? 0);
    fanOut.look(one);
    expect(batches).toHaveLength(3);
    expect(batches[2]?.frames.length).toBeLessThanOrEqual(8);
    expect(framesIn(batches)).toBe(100);
  });

  it("whose line is not drained is left alone", () => {
    const { page, tick } = world();
    const { line, batches } = page();
    line.drained = false;
    for (let index = 0; index < 10; index++) tick();
    expect(batches).toEqual([]);
    line.drained = true;
    tick();
    expect(framesIn(batches)).toBe(11);
  });

  it("that is hidden gets a batch every five seconds, and all at once when it is seen again", () => {
    const { fanOut, page, tick } = world();
    const { page: one, batches } = page();
    one.look({ ...FIRST_VIEW, visible: false });
    const ticks = (count: number) => {
      for (let index = 0; index < count; index++) {
        tick();
        one.got(batches.at(-1)?.number ?? 0);
      }
    };
    ticks(60);
    expect(batches.length).toBeLessThanOrEqual(4);
    one.look(FIRST_VIEW);
    fanOut.look(one);
    expect(framesIn(batches)).toBe(60);
  });

  it("that selected a process gets its frames beside the others, and its detail a second", () => {
    const { page, tick, details } = world();
    const { page: one, batches } = page();
    one.look({ ...FIRST_VIEW, selected: 2 });
    for (let index = 0; index < 4; index++) {
      tick();
      one.got(batches.at(-1)?.number ?? 0);
    }
    const focus = batches.flatMap((batch) => batch.focus?.frames ?? []);
    expect(focus.map(({ totals }) => totals.bytes.output)).toEqual([2, 2, 2, 2].map((chunks) => chunks * 65_536));
    expect(details.map(({ process }) => process.id)).toEqual([2]);
  });

  it("loses no frame and gets none twice, however it stalls", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("tick", "answer", "stall", "drain"), { maxLength: 200 }), (steps) => {
        const { fanOut, page, tick } = world();
        const { page: one, line, batches } = page();
        let ticks = 0;
        for (const step of [...steps, "drain", "answer", "tick"]) {
          if (step === "tick") {
            tick();
            ticks++;
          }
          if (step === "answer") {
            one.got(batches.at(-1)?.number ?? 0);
            fanOut.look(one);
          }
          if (step === "stall") line.drained = false;
          if (step === "drain") line.drained = true;
          expect(one.unanswered).toBeLessThanOrEqual(2);
        }
        expect(framesIn(batches)).toBe(ticks);
        const sequences = batches
          .flatMap(({ frames }) => frames)
          .map(({ sequence, merged }) => [sequence - merged, sequence]);
        for (const [index, [from]] of sequences.entries()) expect(from).toBe(sequences[index - 1]?.[1] ?? 0);
      }),
      { numRuns: 60 },
    );
  });
});

describe("pages that look at the same", () => {
  it("share a batch, which is made once", () => {
    const { page, tick, sends } = world();
    for (let index = 0; index < 200; index++) page();
    tick();
    expect(sends()).toBe(1);
  });
});
