/**
 * Figures as people write them: bytes in powers of two (KiB, MiB), times in the unit that keeps three
 * figures, counts in full with commas. Everything that shows a number to a person goes through here,
 * so that the same number looks the same in the terminal, in Markdown and on the page.
 */

/** Bytes in a mebibyte: the unit of "per MiB of output". */
export const MIB = 2 ** 20;

const BYTE_UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"] as const;

/** What stands where a figure was not measured. */
export const NOT_MEASURED = "not measured";

/** Three figures: `1.25`, `12.5`, `125`, and larger ones in full with commas. */
function threeFigures(value: number): string {
  const magnitude = Math.abs(value);
  if (magnitude < 9.995) return value.toFixed(2);
  if (magnitude < 99.95) return value.toFixed(1);
  return formatCount(Math.round(value));
}

/** An integer with commas: `1,234,567`. Exact: nothing is rounded away. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** Bytes with a binary unit: `812 B`, `4.00 KiB`, `1.25 GiB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  // 1023.5 of a unit would round to 1,024, which is 1.00 of the next.
  while (Math.abs(value) >= 1023.5 && unit < BYTE_UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  const figure = unit === 0 ? formatCount(Math.round(value)) : threeFigures(value);
  return `${figure} ${BYTE_UNITS[unit]}`;
}

/** A duration in seconds, in the unit that suits it: `450 ns`, `12.5 µs`, `3.20 ms`, `2.31 s`, `12 min 5 s`. */
export function formatSeconds(seconds: number): string {
  if (seconds === 0) return "0 s";
  const magnitude = Math.abs(seconds);
  if (magnitude < 0.9995e-6) return `${formatCount(Math.round(seconds * 1e9))} ns`;
  if (magnitude < 0.9995e-3) return `${threeFigures(seconds * 1e6)} µs`;
  if (magnitude < 0.9995) return `${threeFigures(seconds * 1e3)} ms`;
  if (magnitude < 119.5) return `${threeFigures(seconds)} s`;
  const whole = Math.round(seconds);
  if (whole < 7200) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${formatCount(Math.floor(whole / 3600))} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** A duration in nanoseconds, as {@link formatSeconds} writes it. */
export function formatNanoseconds(nanoseconds: number): string {
  return formatSeconds(nanoseconds / 1e9);
}

/** Ratios nearer to nothing than this are told as that. */
export const LEAST_RATIO = 0.001;

/**
 * A ratio or a rate without a unit: `2.00`, `0.0031`, `1,024`. Zero is `0.00`, and nothing else is: a few bytes of log beside a
 * gigabyte are `<0.001`, no copies to speak of and not none.
 */
export function formatRatio(ratio: number): string {
  const magnitude = Math.abs(ratio);
  if (magnitude === 0 || magnitude >= 0.0095) return threeFigures(ratio);
  if (magnitude >= LEAST_RATIO) return ratio.toPrecision(2);
  return ratio > 0 ? `<${LEAST_RATIO}` : `>-${LEAST_RATIO}`;
}

/** A ratio of which only this is known, that it is no less: `at least 2.00`. */
export function formatAtLeast(ratio: number): string {
  return `at least ${formatRatio(ratio < LEAST_RATIO ? 0 : ratio)}`;
}

/** A share as a percentage: 0.041 is `4.1%`. What is above nothing never shows as `0%`. */
export function formatShare(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.05) return "<0.1%";
  return `${percent.toFixed(percent < 9.95 ? 1 : 0)}%`;
}

/** `1 call`, `2 calls`, with the number written in full. */
export function plural(count: number, noun: string, many = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : many}`;
}
