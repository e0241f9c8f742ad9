/**
 * Frames as a chart draws them: no more than a few hundred over the visible time. Where there are more, neighbours
 * are summed in steps that start at round moments, so that a step stays what it is while the window moves on; only
 * the newest one still grows.
 */
import { mergedFrame } from "../../server/model/live/merged-frame.ts";
import type { LiveFrame } from "../../server/model/live/protocol.ts";

/** Steps over the visible time: about two pixels each on a chart of a third of a wide screen. */
const MOST = 240;
const LENGTHS = [250, 500, 1000, 2000, 3000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000];

/** The length of a step that shows a span in at most {@link MOST} of them; 0: frames as they are. */
export function stepLength(span: number, intervalMs: number): number {
  if (span / intervalMs <= MOST) return 0;
  return LENGTHS.find((length) => span / length <= MOST) ?? 600_000;
}

/** Frames summed by the step (milliseconds, above 0) their middle lies in; across a gap nothing is summed. */
export function inSteps(frames: readonly LiveFrame[], length: number): LiveFrame[] {
  const groups: LiveFrame[][] = [];
  for (const frame of frames) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    const near = last !== undefined && frame.start - last.end < length / 2;
    if (group && last && near && stepOf(last, length) === stepOf(frame, length)) group.push(frame);
    else groups.push([frame]);
  }
  return groups.map(mergedFrame);
}

/** A frame that is a sum already, and grows, belongs where it began. */
function stepOf({ start, end }: LiveFrame, length: number): number {
  return Math.floor((start + Math.min(end - start, length) / 2) / length);
}
