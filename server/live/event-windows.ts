/** Single events for the page: the newest window of a live run, and the windows of a recording. */
import type { Frame } from "../model/frame.ts";
import { eventWindows, lanesFromEvents } from "../model/lanes-from-events.ts";
import { type EventsAnswer, eventSlice } from "../model/live/event-slice.ts";

/** Why there is nothing to show. */
export const NO_EVENTS = "There are no single events here: they are captured in detail events (docs/events.md).";

/** States and calls in one answer: some megabytes. */
const MOST = 20_000;

/** The frames of the newest window. Its length and its number of events are bounded where they are captured. */
export class NewestWindow {
  #frames: Frame[] = [];

  add(frame: Frame): void {
    if (frame.events === undefined) return;
    if (frame.events.opened !== null) this.#frames = [];
    this.#frames.push(frame);
  }

  get frames(): readonly Frame[] {
    return this.#frames;
  }
}

/** The frames that have events, of all that are read. */
export async function framesWithEvents(frames: AsyncIterable<Frame>): Promise<readonly Frame[]> {
  const kept: Frame[] = [];
  for await (const frame of frames) if (frame.events !== undefined) kept.push(frame);
  return kept;
}

/**
 * What happened between two moments (epoch milliseconds), in the newest window that meets them; null where none
 * does. Null bounds are the window's own.
 */
export function eventsBetween(
  frames: readonly Frame[],
  from: number | null,
  to: number | null,
  most = MOST,
): EventsAnswer | null {
  const meeting = eventWindows(frames).filter((window) => {
    const [first] = window;
    const last = window.at(-1);
    return (
      first !== undefined && last !== undefined && first.start < (to ?? Infinity) && last.end > (from ?? -Infinity)
    );
  });
  const lanes = lanesFromEvents(meeting.at(-1) ?? []);
  if (lanes === null) return null;
  const nanoseconds = (epoch: number) => Math.round((epoch - lanes.start) * 1e6);
  return eventSlice(lanes, from === null ? 0 : nanoseconds(from), to === null ? lanes.end : nanoseconds(to), most);
}
