/** What stands beside the charts at a moment of the past: process table, selected process, findings. */
import type { Calibration } from "../model/calibration.ts";
import type { Frame } from "../model/frame.ts";
import { liveFrameOf } from "../model/live/live-frame.ts";
import { mergedWork } from "../model/live/merged-frame.ts";
import { ProcessSums } from "../model/live/process-table.ts";
import type { SecondAnswer, View } from "../model/live/protocol.ts";
import { LiveFindings } from "./live-findings.ts";
import type { WindowFrame } from "./whole-frames.ts";

/** A table is of about a second, whatever the interval. */
const TABLE_MS = 1_000;
/** As live: findings are of the last half minute. */
const FINDINGS_MS = 30_000;

/** Whole frames that lie in a window (epoch milliseconds), oldest first. */
export type FramesBetween = (from: number, to: number) => AsyncIterable<WindowFrame>;

/** Null where no frame lies in the half minute before `at`. */
export async function secondAt(between: FramesBetween, at: number, view: View): Promise<SecondAnswer | null> {
  const findings = new LiveFindings();
  let second: Frame[] = [];
  let calibration: Calibration | null = null;
  for await (const { info, frame } of between(at - FINDINGS_MS, at)) {
    calibration = info.calibration;
    findings.add(frame);
    second.push(frame);
    // Half a frame of tolerance: four frames of 249.9 ms are a second.
    while (second.length > 1 && frame.end - (second[0]?.end ?? 0) >= TABLE_MS - (frame.end - frame.start) / 2) {
      second = second.slice(1);
    }
  }
  if (second.length === 0) return null;
  const options = { sequence: 0, marks: [], process: null };
  const sums = new ProcessSums(second, mergedWork(second.map((frame) => liveFrameOf(frame, options).totals)));
  return {
    table: sums.table(view),
    detail: view.selected === null ? null : sums.detail(view.selected, null),
    findings: findings.now(calibration),
  };
}
