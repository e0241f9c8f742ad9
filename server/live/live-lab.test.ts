/** The lab beside the live view: it takes the tracer for a while, and gives it back. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { LabOutcome } from "../model/live/lab.ts";
import { capturesByHand } from "../test/builders/captures-by-hand.ts";
import { frame } from "../test/builders/frames.ts";
import { inTime } from "../test/builders/in-time.ts";
import { temporaryDirectory } from "../test/builders/temporary-directory.ts";
import { LiveSession } from "./session.ts";

const TABLE = { above: [], columns: [], rows: [], below: ["as said"] };
const captures = capturesByHand();
let session: LiveSession;
let finish: (outcome: LabOutcome) => void;
let asked: (readonly string[])[];

beforeEach(async () => {
  asked = [];
  const run = async (names: readonly string[], say: (line: string) => void) => {
    asked.push(names);
    say("moving");
    return await new Promise<LabOutcome>((resolve) => {
      finish = resolve;
    });
  };
  const lab = { transfers: [{ name: "sendfile", what: "by reference" }], run };
  session = new LiveSession(
    { startCapture: captures.start, version: "0.1.0", directory: await temporaryDirectory(), lab },
    { scope: { kind: "system" }, detail: "full", intervalMs: 250, threads: false, budgetPercent: null },
  );
  await session.start();
  captures.now.give(frame(0));
  await inTime(() => expect(session.history.last?.sequence).toBe(1));
});

afterEach(() => session.stop());

describe("the lab beside a live run", () => {
  it("runs while nothing is captured, and the gap is marked when the capture goes on", async () => {
    const live = captures.now;
    expect(session.lab.start([])).toEqual({ ok: true });
    await inTime(() => expect(session.state()).toMatchObject({ lab: "moving", phase: { phase: "restarting" } }));
    expect(live.asked).toEqual(["release"]);
    expect(session.lab.start([])).toMatchObject({ ok: false });
    finish({ ok: true, table: TABLE, result: { schema: "copyscope-lab/1" } });
    await inTime(() => expect(session.state()).toMatchObject({ lab: null, phase: { phase: "running" } }));
    expect(session.lab.now.last).toMatchObject({ ok: true, table: TABLE });
    expect(captures.now).not.toBe(live);
    captures.now.give(frame(40));
    await inTime(() => expect(session.history.last?.gaps).toMatchObject([{ reason: "the lab ran" }]));
  });

  it("takes no name that is not in its list, so that nothing else can be started", () => {
    expect(session.lab.start(["sh -c reboot"])).toEqual({ ok: false, message: "The lab knows no such transfer." });
    expect(asked).toEqual([]);
  });

  it("that cannot be done says why, and the capture goes on", async () => {
    session.lab.start(["sendfile"]);
    await inTime(() => expect(asked).toEqual([["sendfile"]]));
    finish({ ok: false, message: "no compiler", remedy: "apt install gcc" });
    await inTime(() => expect(session.state().phase).toEqual({ phase: "running" }));
    expect(session.lab.now.last).toEqual({ ok: false, message: "no compiler", remedy: "apt install gcc" });
  });
});
