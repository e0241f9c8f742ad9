/** Of what bpftrace said on standard error, the line that says most about why it ended. */

/** `terminate called after throwing an instance of 'std::runtime_error'`, and in the next line `  what():  map is gone`. */
const WHAT = /^\s*what\(\):\s*/;
const LONGEST = 300;

/**
 * `: ` and the last line that calls itself an error and is not the harmless one, or that says what was thrown; nothing
 * where there is neither.
 */
export function lastError(errors: string): string {
  const lines = errors
    .split("\n")
    .filter((line) => (/error/i.test(line) || WHAT.test(line)) && !line.includes("RLIMIT_MEMLOCK"));
  const last = (lines.findLast((line) => WHAT.test(line)) ?? lines.at(-1))
    ?.replace(/^(stdin:\S* )?ERROR: /, "")
    .replace(WHAT, "")
    .trim();
  return last === undefined || last === "" ? "" : `: ${last.slice(0, LONGEST)}`;
}
