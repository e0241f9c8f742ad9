/** Where a time axis has its ticks: at round moments, as many as fit, in the reader's own time zone. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Steps people count time in. */
const STEPS = [
  SECOND,
  2 * SECOND,
  5 * SECOND,
  10 * SECOND,
  15 * SECOND,
  30 * SECOND,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  6 * HOUR,
  12 * HOUR,
  24 * HOUR,
];

/** The smallest round step that gives at most `most` ticks in a span. */
export function tickStep(span: number, most: number): number {
  return STEPS.find((step) => span / step <= most) ?? 24 * HOUR;
}

/** Epoch milliseconds of the round moments in [from, to]. */
export function timeTicks(from: number, to: number, most: number): number[] {
  const step = tickStep(to - from, most);
  // Round in local time, so that hours are the reader's hours where zones are off by thirty minutes.
  const offset = new Date(from).getTimezoneOffset() * MINUTE;
  const first = Math.ceil((from - offset) / step) * step + offset;
  const ticks: number[] = [];
  for (let at = first; at <= to; at += step) ticks.push(at);
  return ticks;
}

const two = (value: number) => String(value).padStart(2, "0");

/** `12:03:05`, always of one width. */
export function clock(at: number): string {
  const date = new Date(at);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** A tick's label: seconds only where the step shows them. */
export function tickLabel(at: number, step: number): string {
  return step >= MINUTE ? clock(at).slice(0, 5) : clock(at);
}

/** A length of time as a person says it: `0.5 s`, `20 s`, `5 min`, `1 h 15 min`. */
export function spanText(milliseconds: number): string {
  const seconds = milliseconds / SECOND;
  if (seconds < 9.95) return `${Number(seconds.toFixed(1))} s`;
  if (seconds < 119.5) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (Math.abs(seconds - minutes * 60) > 1 && minutes < 10)
    return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
  if (minutes < 60) return `${minutes} min`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
