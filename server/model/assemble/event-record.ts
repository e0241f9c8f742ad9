/** A single event as the probes print it (probes/parts/event-window.bt): a letter and numbers. */

/**
 * - `c`: a call returned; `d`: one with a descriptor; `w`: one that does not return was entered
 * - `b`: back in user mode without a call of its own
 * - `o`: left its CPU; `i`: came to one
 */
export type EventLetter = "c" | "d" | "w" | "b" | "o" | "i";

export interface EventRecord {
  readonly letter: EventLetter;
  readonly pid: number;
  readonly tid: number;
  readonly sequence: number;
  /** Nanoseconds of CLOCK_MONOTONIC. */
  readonly at: number;
  /** What comes after these, by letter. */
  readonly rest: readonly number[];
}

/** How many numbers come after who, sequence and time. */
const REST: Readonly<Record<EventLetter, number>> = { c: 3, d: 5, w: 1, b: 1, o: 5, i: 2 };

/** PID_MAX_LIMIT is 2^22 (include/linux/threads.h). */
const THREADS = 2 ** 22;

/** `d 88 3 1000 900 4294967296 512 34359779232 0`; null where it is no event, undefined where it is a damaged one. */
export function eventFromText(text: string): EventRecord | null | undefined {
  if (text[1] !== " " || !isLetter(text[0])) return null;
  const letter = text[0];
  const [who = Number.NaN, sequence = Number.NaN, at = Number.NaN, ...rest] = text
    .slice(2)
    .trimEnd()
    .split(" ")
    .map(Number);
  if (rest.length !== REST[letter] || !rest.every(Number.isFinite)) return undefined;
  if (!Number.isSafeInteger(who) || !Number.isSafeInteger(sequence) || !Number.isSafeInteger(at)) return undefined;
  return { letter, pid: Math.floor(who / THREADS), tid: who % THREADS, sequence, at, rest };
}

function isLetter(letter: string | undefined): letter is EventLetter {
  return letter !== undefined && letter in REST;
}
