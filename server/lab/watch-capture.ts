/** Takes in a capture to its end: the report, and for each process what could make its own figures wrong. */
import type { Capture } from "../capture/capture.ts";
import type { Frame, RunEnd } from "../model/frame.ts";
import type { Report, ReportProcess } from "../model/report.ts";
import { ReportAccumulator } from "../model/report-from-frames.ts";
import { TrustTally } from "../model/report-trust.ts";

export interface WatchedCapture {
  readonly report: Report;
  readonly end: RunEnd;
  /** Sentences about the frames in which the process appears; a fault in others is not its own. */
  readonly doubtsAbout: (process: ReportProcess) => readonly string[];
}

class ProcessTrust {
  readonly #tallies = new Map<number, TrustTally>();

  add({ processes, trust, gaps }: Frame): void {
    for (const { id } of processes) {
      const tally = this.#tallies.get(id) ?? new TrustTally();
      this.#tallies.set(id, tally);
      tally.add(trust, gaps);
    }
  }

  doubts(id: number, end: RunEnd): readonly string[] {
    return this.#tallies.get(id)?.report(end, null, false).reasons ?? [];
  }
}

/** Resolves when the capture has ended. */
export async function watchCapture(capture: Capture): Promise<WatchedCapture> {
  const accumulator = new ReportAccumulator(capture.info);
  const trust = new ProcessTrust();
  for await (const frame of capture.frames) {
    accumulator.add(frame);
    trust.add(frame);
  }
  const end = await capture.ended;
  return { report: accumulator.report(end), end, doubtsAbout: ({ id }) => trust.doubts(id, end) };
}
