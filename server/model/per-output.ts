/** Whether what a scope did can be told by what it delivered (copies per output byte, transitions per MiB), or why not. */

/**
 * - `unmeasured-calls`: calls moved data that nobody measures (unmeasured-calls.ts), so what was delivered is not known
 * - `nothing-delivered`: there is nothing to divide by
 * - `mostly-discarded`: more went to /dev/null than was delivered, so what was delivered is not what the work was for: dd's
 *   hundred bytes of statistics would come to millions of transitions a MiB
 * - `unknown-output`: more than a hundredth of what was delivered may have been delivered besides, to descriptors that
 *   nobody could look up
 */
export const PER_OUTPUT_MISSING = [
  "unmeasured-calls",
  "nothing-delivered",
  "mostly-discarded",
  "unknown-output",
] as const;

export type PerOutputMissing = (typeof PER_OUTPUT_MISSING)[number];

/** Of unknown output a figure is off by less than this. */
const TOLERANCE = 0.01;

/**
 * Starting a program alone copies some KiB and crosses into the kernel some hundred times. Beside an output smaller than this
 * (an answer on a terminal's pipe, a line of log) they are most of what there is, and a figure per MiB is a guess.
 */
const LITTLE_BYTES = 16 * 1024;

/** Whether so little was delivered that what is told by it says nothing of how it was moved. JSON tells it all the same. */
export function isLittleOutput(output: number): boolean {
  return output < LITTLE_BYTES;
}

interface Delivered {
  readonly output: number;
  readonly unknownOutput: number;
  readonly discarded: number;
}

/** Null where it can be told. */
export function perOutputMissing(bytes: Delivered, unmeasuredCalls: number): PerOutputMissing | null {
  const { output, unknownOutput, discarded } = bytes;
  if (unmeasuredCalls > 0) return "unmeasured-calls";
  if (output + unknownOutput === 0) return "nothing-delivered";
  if (discarded > output + unknownOutput) return "mostly-discarded";
  return unknownOutput > TOLERANCE * output ? "unknown-output" : null;
}
