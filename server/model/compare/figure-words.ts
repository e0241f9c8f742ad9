/** Compared figures in words: values with their unit, changes with their spread. */
import { formatBytes, formatRatio, formatSeconds, LEAST_RATIO } from "../units.ts";
import type { Change, ComparedFigure, FigureUnit, Spread } from "./comparison.ts";

const UNITS: Readonly<Record<FigureUnit, string>> = {
  ratio: "",
  "per-MiB": " per MiB",
  "seconds-per-GiB": " per GiB",
  "bytes-per-second": "/s",
  "per-second": "/s",
  seconds: "",
  bytes: "",
};

/** A value without its unit's denominator: `1.25 GiB`, `12.0 ms`, `32.1`. */
export function bareValue(unit: FigureUnit, value: number): string {
  if (unit === "bytes" || unit === "bytes-per-second") return formatBytes(value);
  if (unit === "seconds" || unit === "seconds-per-GiB") return formatSeconds(value);
  // In a sentence, what is next to nothing is told in words.
  return unit === "ratio" && value > 0 && value < LEAST_RATIO ? `below ${LEAST_RATIO}` : formatRatio(value);
}

/** A value with its unit, or `not known`. */
export function valueWords(unit: FigureUnit, value: number | null): string {
  return value === null ? "not known" : `${bareValue(unit, value)}${UNITS[unit]}`;
}

/** The median, and between what the runs lie where there are several. */
export function spreadWords(unit: FigureUnit, { values, median, least, most }: Spread): string {
  if (median === null || least === null || most === null) return "not known";
  if (values.length === 1 || bareValue(unit, least) === bareValue(unit, most)) return valueWords(unit, median);
  return `${valueWords(unit, median)} (${bareValue(unit, least)} to ${bareValue(unit, most)})`;
}

/** A share of 1 with a sign: `-41%`, `+0.4%`, `+120%`. */
export function percentWords(relative: number): string {
  const percent = relative * 100;
  const text = Math.abs(percent) < 9.95 ? percent.toFixed(1) : percent.toFixed(0);
  return `${relative > 0 ? "+" : ""}${text === "-0.0" ? "0.0" : text}%`;
}

/** How a figure changed, in few words. */
export function changeWords({ relative, relativeLeast, relativeMost, difference, outcome }: Change): string {
  if (outcome === "unknown" || difference === null) return "not known";
  if (outcome === "same") return "same";
  if (relative === null) return "from nothing";
  const spread =
    relativeLeast !== null && relativeMost !== null && percentWords(relativeLeast) !== percentWords(relativeMost)
      ? ` (${percentWords(relativeLeast)} to ${percentWords(relativeMost)})`
      : "";
  return `${percentWords(relative)}${spread}`;
}

/** What to make of it: how sure, and whether it is good. */
export function outcomeWords(figure: ComparedFigure, { outcome, chance }: Change): string {
  switch (outcome) {
    case "less":
    case "more": {
      const sure = chance === null ? "" : `, chance of noise ${chance < 0.001 ? "below 0.1%" : percentOf(chance)}`;
      return `${figure.better === null ? outcome : figure.better === outcome ? "better" : "worse"}${sure}`;
    }
    case "noise":
      return "no more than runs differ";
    case "few":
      return "in every run; too few to rule out chance";
    case "same":
      return "";
    case "unknown":
      return "";
  }
}

function percentOf(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}
