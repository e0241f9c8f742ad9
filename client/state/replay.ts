/**
 * Replaying a recording: which one, and the clock that moves through it. The time shown is the same signal as in a
 * live run, so everything that follows it follows a replay.
 */
import { effect, signal } from "@preact/signals";
import { live } from "./live.ts";
import { marks } from "./shown-frames.ts";
import { brushed, held, pan, recording, span, type TimeRange, visible } from "./view.ts";

/** How much faster than it was. */
export const SPEEDS = [1, 2, 5, 10, 30, 60] as const;

/** One of SPEEDS. */
export const speed = signal<number>(1);
/** True while the clock moves through the recording. */
export const playing = signal(false);

/** First and last moment of the recording, epoch milliseconds; null before they are known. */
export const recorded = signal<TimeRange | null>(null);

/** Share of the frames that have come; 1: all. */
export const loaded = signal(1);

/** Milliseconds between steps of the clock: as often as frames come. */
const STEP = 250;

/** After a mark, figures are of the second that it begins. */
const AFTER_MARK = 1_000;

/** A replay begins where the first second is whole: before it there are no figures to show. */
const FIRST = 1_000;

/** Where the replay stands. */
export function head(): number {
  return held.value?.to ?? recorded.value?.to ?? 0;
}

/** Brings the replay to a moment: time before it is shown, as live. */
export function goTo(moment: number): void {
  const range = recorded.value;
  if (range === null) return;
  const to = Math.min(range.to, Math.max(range.from + FIRST, moment));
  const shown = brushed.value === null ? held.value : null;
  const length = shown === null ? span.value : shown.to - shown.from;
  brushed.value = null;
  held.value = { from: to - length, to };
}

/** Moves by a share of the time shown (below 0: back), within the recording; in a live run as far as one likes. */
export function step(shares: number): void {
  const range = recorded.value;
  if (range === null) {
    pan(shares);
    return;
  }
  const shown = held.value === null || brushed.value !== null ? span.value : held.value.to - held.value.from;
  goTo(head() + shares * Math.min(shown, range.to - range.from));
}

/** At the end of the run it begins anew. Nothing before the recording is open. */
export function togglePlay(): void {
  const range = recorded.value;
  if (range === null) return;
  if (playing.value) {
    playing.value = false;
    return;
  }
  const atEnd = brushed.value !== null || head() >= range.to - STEP;
  goTo(atEnd ? range.from + FIRST : head());
  playing.value = true;
}

/** All figures of the whole recording. */
export function showWhole(): void {
  const range = recorded.value;
  if (range === null) return;
  playing.value = false;
  held.value = range;
  brushed.value = range;
}

/** To the next mark (1) or the one before (-1); works in a live run too. */
export function jumpToMark(direction: 1 | -1): void {
  const now = visible.value.to;
  const moments = marks.value.map(({ at }) => at + AFTER_MARK).sort((a, b) => a - b);
  const next = direction === 1 ? moments.find((at) => at > now + 1) : moments.findLast((at) => at < now - 1);
  if (next === undefined) return;
  if (recording.value !== null) goTo(next);
  else if (next <= (live.newest.value ?? 0)) held.value = { from: next - span.value, to: next };
}

/** Lets the clock go while it plays. */
export function runClock(): void {
  effect(() => {
    if (!playing.value) return;
    let last = performance.now();
    const timer = setInterval(() => {
      const now = performance.now();
      const [moved, range] = [(now - last) * speed.peek(), recorded.peek()];
      last = now;
      if (range === null) return;
      const at = held.peek()?.to ?? range.to;
      goTo(at + moved);
      if (at + moved >= range.to) playing.value = false;
    }, STEP);
    return () => clearInterval(timer);
  });
}
