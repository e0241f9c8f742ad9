/** Runs of the lab as they are seen when nothing goes wrong, small to write. */
import type { SeenRun } from "../../lab/measured-transfer.ts";
import type { Run } from "../../lab/series.ts";
import { chosenTransfers, type Transfer } from "../../lab/transfers.ts";
import type { FlowCount, ProcessFrame } from "../../model/frame.ts";
import type { ReportProcess } from "../../model/report.ts";
import { reportFromFrames } from "../../model/report-from-frames.ts";
import { frame, processFrame, runEnd, runInfo, syscall } from "./frames.ts";

export function transferNamed(name: string): Transfer {
  const chosen = chosenTransfers([name]);
  const transfer = chosen.ok ? chosen.transfers[0] : undefined;
  if (transfer === undefined) throw new Error(`no transfer ${name}`);
  return transfer;
}

export function reportProcess(more: Partial<ProcessFrame>): ReportProcess {
  const time = { user: 1e6, kernel: 20e6, runnable: 0, blocked: 11e6 };
  const threads = [{ ...processFrame({ ...more, time }), tid: more.pid ?? 4242 }];
  const held = processFrame({ time, threads, ...more });
  const [made] = reportFromFrames(runInfo(), [frame(0, [held])], runEnd()).processes;
  if (made === undefined) throw new Error("the report has lost its process");
  return made;
}

/** What a program does before its first byte: the loader reads 832 bytes of libc, say. */
const LOADER: FlowCount = {
  operation: "read",
  from: { kind: "file", filesystem: "ext4", traits: [] },
  to: { kind: "memory", filesystem: null, traits: [] },
  flags: [],
  mechanism: "copy",
  copiesPerByte: 1,
  calls: 2,
  errors: 0,
  again: 0,
  bytes: 832,
};

export function seenRun(transfer: Transfer, purpose: Run["purpose"], more: Partial<SeenRun> = {}): SeenRun {
  return {
    run: { transfer, round: 0, purpose, argv: [] },
    ending: { pid: 4242, status: 0, targetBytes: null },
    said: "",
    process: reportProcess({}),
    doubts: [],
    arrivedBytes: 0,
    ...more,
  };
}

/** Runs of so many rounds that move `bytes` by these flows and calls, with a start-up of 1 ms each. */
export function seenRounds(
  transfer: Transfer,
  rounds: number,
  bytes: number,
  flows: readonly FlowCount[],
  calls: Readonly<Record<string, number>>,
): readonly SeenRun[] {
  const startUpTime = { user: 0, kernel: 1e6, runnable: 0, blocked: 0 };
  const before = reportProcess({
    flows: [LOADER],
    syscalls: [syscall("read", 2), syscall("mmap", 9)],
    pageFaults: { user: 50, kernel: 0 },
    threads: [{ ...processFrame({ time: startUpTime }), tid: 4242 }],
    time: startUpTime,
  });
  const names = new Set(["read", "mmap", ...Object.keys(calls)]);
  const start: Readonly<Record<string, number>> = { read: 2, mmap: 9 };
  const moving = reportProcess({
    flows: [
      ...flows.map((one) =>
        one.operation === "read" ? { ...one, calls: one.calls + 2, bytes: one.bytes + 832 } : one,
      ),
      ...(flows.some(({ operation }) => operation === "read") ? [] : [LOADER]),
    ],
    syscalls: [...names].map((name) => syscall(name, (calls[name] ?? 0) + (start[name] ?? 0))),
    pageFaults: { user: 50, kernel: 0 },
  });
  return Array.from({ length: rounds }, () => [
    seenRun(transfer, "start-up", { process: before }),
    seenRun(transfer, "measure", { process: moving, arrivedBytes: bytes }),
  ]).flat();
}
