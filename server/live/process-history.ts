/** The last minutes of one process, from the whole frames: what the charts show when it is selected. */
import { liveFrameOf } from "../model/live/live-frame.ts";
import type { LiveFrame } from "../model/live/protocol.ts";
import type { LiveSession } from "./session.ts";

/** Unpacking whole frames costs CPU beside the workload, so it goes only so far back. */
const BACK_MS = 120_000;

/**
 * The live frames of one process (by its number in the run), oldest first; those of which only the sums are left are
 * not among them.
 */
export async function processHistory(session: LiveSession, process: number): Promise<readonly LiveFrame[]> {
  const last = session.history.last;
  if (last === null) return [];
  // Whole frames carry no sequence, but each belongs to the live frame that ended with it.
  const sequences = new Map(session.history.since(0).map(({ end, sequence }) => [end, sequence]));
  const frames: LiveFrame[] = [];
  for await (const { frame } of session.whole.window(last.end - BACK_MS, last.end)) {
    const live = liveFrameOf(frame, { sequence: 0, marks: [], process });
    const sequence = sequences.get(live.end);
    if (sequence !== undefined) frames.push({ ...live, sequence });
  }
  return frames;
}
