/** How much may be said in single events: a line each, so that their number must have a bound. */
export interface EventLimits {
  /** How long events are captured from the moment the window is opened; rounded up to whole frames. */
  readonly windowSeconds: number;
  /** At most so many a second, of all threads; in each frame its share. */
  readonly perSecond: number;
}

/**
 * Ten seconds of 50,000 events: with bpftrace 0.17, which takes 9 µs for a line, half a processor, and some
 * megabytes of recording.
 */
export const DEFAULT_EVENT_LIMITS: EventLimits = { windowSeconds: 10, perSecond: 50_000 };
/** At 100,000 a second bpftrace 0.17 has a processor to itself. */
export const MOST_EVENTS_PER_SECOND = 100_000;
export const LONGEST_EVENT_WINDOW_SECONDS = 600;

/** Events that one frame may have. */
export function eventsPerFrame({ perSecond }: EventLimits, intervalMs: number): number {
  return Math.ceil((perSecond * intervalMs) / 1000);
}
