/**
 * The top of a chart's value axis. It is a round number with room above the data, and it comes down only when the
 * data has clearly left it, so that the axis stands still while the line moves.
 */

/** Below this a figure is told as next to nothing (units.ts), so an axis that ended there would have no numbers. */
const LEAST_TOP = 0.01;

/** 1, 2 or 5 times a power of ten; of two for bytes, so that ticks fall on whole KiB and MiB. */
export function roundTop(value: number, base: "decimal" | "binary" = "decimal"): number {
  if (!(value > 0)) return 1;
  if (base === "binary") return 2 ** Math.ceil(Math.log2(value));
  const power = 10 ** Math.floor(Math.log10(value));
  return Math.max(LEAST_TOP, ([1, 2, 5].find((factor) => factor * power >= value) ?? 10) * power);
}

/** The next top, given the one that is shown: up at once, down when a third of it would do. */
export function steadyTop(shown: number, value: number, base: "decimal" | "binary" = "decimal"): number {
  const wanted = roundTop(value, base);
  return wanted > shown || wanted <= shown / 3 ? wanted : shown;
}
