/** Runs to compare, made by hand: five that read and write, five that use sendfile. */
import type { RunToCompare } from "../../server/model/compare/compare-reports.ts";
import type { ProcessFrame } from "../../server/model/frame.ts";
import { reportFromFrames } from "../../server/model/report-from-frames.ts";
import {
  frame,
  processFrame,
  relayProcess,
  runEnd,
  runInfo,
  sendfile,
  syscall,
} from "../../server/test/builders/frames.ts";

export const HOSTILE = "<img src=x onerror=alert(1)>";
const READS = [0, 0, 0, 0, 0, 0, 0, 30, 500, 900, 100, 1];

function run(file: string, process: ProcessFrame, waits: readonly number[]): RunToCompare {
  const parts = { latency: { read: READS, [process.flows[0]?.operation ?? ""]: waits }, size: {} };
  return { file, title: null, report: reportFromFrames(runInfo(), [frame(0, [process], parts)], runEnd()) };
}

/** Five runs that read and write, and five of sendfile, each a little unlike the others. */
export const BEFORE = [0, 1, 2, 3, 4].map((more) => run(`${HOSTILE}-${more}`, relayProcess(400 + more), [0, 0, 5, 9]));
export const AFTER = [0, 1, 2, 3, 4].map((more) =>
  run(
    `after-${more}`,
    processFrame({
      flows: [sendfile((400 + more) * 65536, 400 + 2 * more)],
      syscalls: [syscall("sendfile", 400 + 2 * more)],
      switches: { voluntary: 350 + 20 * more, involuntary: 3 },
      time: { user: 1e6, kernel: 3e7, runnable: 0, blocked: 2e8 },
    }),
    [0, 7, 5],
  ),
);
