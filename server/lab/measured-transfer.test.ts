import { describe, expect, test } from "vitest";
import { readFile, sendfile, writeSocket } from "../test/builders/frames.ts";
import { reportProcess, seenRounds, seenRun, transferNamed } from "../test/builders/lab-runs.ts";
import { measuredTransfer, refusedTransfer, type SeenRun } from "./measured-transfer.ts";
import type { Measured } from "./result.ts";

const BYTES = 64 * 65536;
const readWrite = transferNamed("read-write");
const readAndWritten = seenRounds(readWrite, 3, BYTES, [readFile(BYTES, 64), writeSocket(BYTES, 64)], {
  read: 64,
  write: 64,
});

function figures(name: string, runs: readonly SeenRun[]): Measured {
  const { outcome } = measuredTransfer(transferNamed(name), BYTES, runs);
  if (outcome.kind !== "measured") throw new Error(outcome.reason);
  return outcome;
}

describe("a transfer's figures", () => {
  test("are those of the textbook for read and write, with the loader's reads taken off", () => {
    const row = figures("read-write", readAndWritten);
    expect(row).toMatchObject({
      copiesPerOutputByte: 2,
      transitionsPerChunk: 4,
      transitionsPerMiB: 64,
      mechanism: "copy + copy",
      bytes: BYTES,
      sameEveryRound: true,
      textbookMet: true,
      trust: { complete: true, reasons: [] },
    });
    expect(row.flows.map(({ operation, calls, bytes }) => [operation, calls, bytes])).toEqual([
      ["read", 64, BYTES],
      ["write", 64, BYTES],
    ]);
  });

  test("are those of the textbook for sendfile", () => {
    const runs = seenRounds(transferNamed("sendfile"), 3, BYTES, [sendfile(BYTES, 64)], { sendfile: 64 });
    expect(figures("sendfile", runs)).toMatchObject({
      copiesPerOutputByte: 0,
      transitionsPerChunk: 2,
      mechanism: "reference",
      textbookMet: true,
    });
  });

  test("have time without start-up: 32 ms of wall time less 1", () => {
    const row = figures("read-write", readAndWritten);
    expect(row.mbPerSecond).toBeCloseTo(BYTES / 1e6 / 0.031, 6);
    expect(row.cpuSecondsPerGiB.kernel).toBeCloseTo(0.019 * (2 ** 30 / BYTES), 6);
  });

  test("are unknown where nobody knows whether the CPU copied", () => {
    const direct = { ...readFile(BYTES, 64), mechanism: "unknown" as const, copiesPerByte: null };
    const runs = seenRounds(readWrite, 1, BYTES, [direct, writeSocket(BYTES, 64)], { read: 64, write: 64 });
    expect(figures("read-write", runs)).toMatchObject({
      copiesPerOutputByte: null,
      textbookMet: null,
      mechanism: "unknown (may copy, or not) + copy",
    });
  });
});

describe("a transfer is not complete", () => {
  const reasons = (runs: readonly SeenRun[]) => figures("read-write", runs).trust.reasons;
  const withRun = (index: number, more: Partial<SeenRun>) =>
    readAndWritten.map((seen, at) => (at === index ? { ...seen, ...more } : seen));

  test("when the receiver counted other bytes, which is said loudly", () => {
    expect(reasons(withRun(3, { arrivedBytes: 17 }))).toEqual(["THE RECEIVER COUNTED 17 BYTES of 4,194,304."]);
    expect(reasons(withRun(3, { arrivedBytes: null }))).toEqual(["THE RECEIVER COUNTED NOTHING of 4,194,304."]);
  });

  test("when copyscope missed a run", () => {
    const row = figures("read-write", withRun(1, { process: null }));
    expect(row.trust.reasons).toContain("copyscope saw nothing of 1 of 6 runs.");
    expect(row.transitionsPerChunk).toBeNull();
  });

  test("when copyscope counted too few bytes or calls in one round", () => {
    const fewer = seenRounds(readWrite, 1, BYTES, [readFile(BYTES, 64), writeSocket(BYTES - 65536, 63)], {
      read: 64,
      write: 63,
    });
    const runs = [...readAndWritten.slice(0, 4), ...fewer];
    expect(reasons(runs)).toEqual([
      "copyscope counted 4,128,768 bytes of 4,194,304.",
      "its loop should make the same calls in every round, and made 128, 128, 127.",
    ]);
  });

  test("when a frame of it is doubtful, but not when only a warm-up's is", () => {
    const doubts = ["The kernel skipped 1 probe run, so as many events are missing."];
    expect(reasons(withRun(2, { doubts }))).toEqual(doubts);
    const warmUp = seenRun(readWrite, "warm-up", { doubts, arrivedBytes: BYTES, process: reportProcess({}) });
    expect(reasons([...readAndWritten, warmUp])).toEqual([]);
  });
});

describe("a transfer is refused", () => {
  const uring = transferNamed("uring-send");
  const failed = { ending: { pid: 7, status: 1, targetBytes: null }, process: null };

  test("with what its program said, and what that may come from", () => {
    const said = "uring-send: io_uring_setup: Operation not permitted\n";
    const runs = [seenRun(uring, "start-up", { ...failed, said }), seenRun(uring, "measure", { ...failed, said })];
    expect(measuredTransfer(uring, BYTES, runs).outcome).toEqual({
      kind: "refused",
      reason:
        "io_uring_setup: Operation not permitted (io_uring is switched off: see sysctl kernel.io_uring_disabled, or a container's rules)",
    });
  });

  test("when it was killed in one run, or not reached", () => {
    const killed = { ending: { pid: 7, status: 137, targetBytes: null } };
    const runs = readAndWritten.map((seen, at) => (at === 1 ? { ...seen, ...killed } : seen));
    expect(measuredTransfer(readWrite, BYTES, runs).outcome).toEqual({
      kind: "refused",
      reason: "it ended with status 137 (in 1 of 6 runs)",
    });
    const unreached = [seenRun(readWrite, "start-up", { ending: null })];
    expect(measuredTransfer(readWrite, BYTES, unreached).outcome).toEqual({
      kind: "refused",
      reason: "it was not run to its end",
    });
  });

  test("when its program does not compile", () => {
    const row = refusedTransfer(uring, BYTES, "uring-send.c does not compile here: no linux/io_uring.h");
    expect(row).toMatchObject({ name: "uring-send", chunks: 64, outcome: { kind: "refused" } });
  });
});
