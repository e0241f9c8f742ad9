import { describe, expect, it } from "vitest";
import type { ProcessFrame } from "../../server/model/frame.ts";
import { liveFrameOf } from "../../server/model/live/live-frame.ts";
import { endpoint, flow, frame, processFrame, relayProcess, syscall } from "../../server/test/builders/frames.ts";
import { trustOf } from "../trust/trust-figures.ts";
import { HEADLINES } from "./headline.ts";

const liveOf = (process: ProcessFrame) => liveFrameOf(frame(0, [process]), { sequence: 1, marks: [], process: null });

function tile(key: string, process: ProcessFrame) {
  const headline = HEADLINES.find((candidate) => candidate.key === key);
  const live = liveOf(process);
  return { value: headline?.value(live, 1), aside: headline?.aside?.(live, 1) };
}

const RATIOS = ["copies-per-byte", "transitions-per-mib"];

describe("a tile that tells by output", () => {
  it("has a figure, and beside it what that is of, where it can", () => {
    expect(tile("copies-per-byte", relayProcess(16))).toEqual({ value: 2, aside: "of 1.00 MiB/s output" });
    expect(tile("transitions-per-mib", relayProcess(16))).toEqual({ value: 64 + 14, aside: "one for 13.1 KiB" });
  });

  it.each(RATIOS)("has none, and says why, where calls moved what nobody measures: %s", (key) => {
    const process = relayProcess(16, { syscalls: [syscall("io_submit", 7)] });
    expect(tile(key, process)).toEqual({ value: null, aside: "7 calls of unknown size" });
    expect(trustOf([liveOf(process)])).toMatchObject({
      complete: false,
      reasons: ["7 calls moved data, or may have, whose bytes are not measured."],
    });
  });

  it.each(RATIOS)("has none, and says why, where most went to /dev/null: %s", (key) => {
    const discard = flow({ from: endpoint("memory"), to: endpoint("null"), mechanism: "discard", copiesPerByte: 0 });
    const statistics = flow({ from: endpoint("memory"), to: endpoint("pipe"), bytes: 88 });
    const expected = { value: null, aside: "most went to /dev/null" };
    expect(tile(key, processFrame({ flows: [discard, statistics], syscalls: [syscall("write", 3)] }))).toEqual(
      expected,
    );
  });

  it.each(RATIOS)("has none, and says why, where nothing was delivered: %s", (key) => {
    const idle = processFrame({ syscalls: [syscall("getpid", 1)] });
    expect(tile(key, idle)).toEqual({ value: null, aside: "nothing was delivered" });
  });
});
