/** Figures split into number and unit, so that both can have a width of their own and nothing jitters. */
import { formatBytes, formatRatio, formatSeconds, formatShare } from "../../server/model/units.ts";

export interface FigureText {
  readonly number: string;
  readonly unit: string;
}

/** What stands where a figure is not measured, or where there is nothing to divide by. */
export const NO_FIGURE: FigureText = { number: "–", unit: "" };

function split(text: string, suffix = ""): FigureText {
  const [number = "", unit = ""] = text.split(" ");
  return { number, unit: `${unit}${suffix}` };
}

/** 1,011 MiB is as wide as nothing else: from a thousand on the next unit says it, 0.99 GiB. */
function bytes(value: number, suffix: string): FigureText {
  const text = split(formatBytes(value), suffix);
  if (!text.number.includes(",") || Math.abs(value) >= 1024 ** 6) return text;
  const next = split(formatBytes(value * 1.03), suffix);
  return { number: (value / 1024 ** Math.ceil(Math.log(value) / Math.log(1024))).toFixed(2), unit: next.unit };
}

/** Bytes a second: `1.25 GiB/s`. */
export function byteRate(perSecond: number | null): FigureText {
  return perSecond === null ? NO_FIGURE : bytes(perSecond, "/s");
}

/** `12.5 MiB`, three digits; null has no figure and is a dash. */
export function byteCount(count: number | null): FigureText {
  return count === null ? NO_FIGURE : bytes(count, "");
}

const THOUSANDS = ["", "k", "M", "G", "T"] as const;

/** A count shortened to three figures: `950`, `12.5 k`, `1.25 M`. */
export function shortCount(count: number): FigureText {
  let value = count;
  let unit = 0;
  while (Math.abs(value) >= 999.5 && unit < THOUSANDS.length - 1) {
    value /= 1000;
    unit++;
  }
  const whole = unit === 0 && Number.isInteger(value);
  return { number: whole ? String(value) : formatRatio(value), unit: THOUSANDS[unit] ?? "" };
}

/** Events a second: `12.5 k/s`. */
export function eventRate(perSecond: number | null): FigureText {
  if (perSecond === null) return NO_FIGURE;
  const { number, unit } = shortCount(perSecond >= 99.5 ? Math.round(perSecond) : perSecond);
  return { number: perSecond === 0 ? "0" : number, unit: `${unit}/s` };
}

/** A ratio: `2.00`. */
export function ratio(value: number | null, unit = ""): FigureText {
  if (value === null) return NO_FIGURE;
  if (value < 999.5) return { number: formatRatio(value), unit };
  const short = shortCount(value);
  return { number: short.number, unit: `${short.unit}${unit}` };
}

/** A share: `4.1 %`. */
export function share(value: number | null): FigureText {
  return value === null ? NO_FIGURE : { number: formatShare(value).replace("%", ""), unit: "%" };
}

/** Nanoseconds in the unit that suits: `12.5 µs`. */
export function nanoseconds(value: number | null): FigureText {
  return value === null ? NO_FIGURE : split(formatSeconds(value / 1e9));
}

/** Both as one string, for labels and for assistive technology. */
export function spoken({ number, unit }: FigureText): string {
  return unit === "" ? number : `${number} ${unit}`;
}
