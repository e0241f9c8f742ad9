/** Which frames a window holds: one rule for the page, for /api/window of a live run, and for a recording's. */

/**
 * How far a frame may reach over a bound, in milliseconds. Frames of a page carry tenths of milliseconds and an address
 * whole ones, so a bound that was taken from a frame and comes back is off by up to 0.5 + 0.05.
 */
export const WINDOW_TOLERANCE_MS = 0.6;

interface Span {
  /** Epoch milliseconds. */
  readonly start: number;
  readonly end: number;
}

/** Whether a frame lies wholly between two moments (epoch milliseconds): what it counted cannot be parted. */
export function liesWithin({ start, end }: Span, from: number, to: number): boolean {
  return start >= from - WINDOW_TOLERANCE_MS && end <= to + WINDOW_TOLERANCE_MS;
}
