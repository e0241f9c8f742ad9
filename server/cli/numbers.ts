/** Numbers on the command line: read strictly, refused with a sentence that says what would do. */
import { InvalidArgumentError } from "commander";
import { formatCount } from "../model/units.ts";

/** A plain decimal number; no sign, no exponent, no `0x`, no blank. NaN where it is none. */
function decimal(text: string): number {
  return /^\d{1,15}(\.\d{1,9})?$/.test(text) ? Number(text) : Number.NaN;
}

/** Reads a whole number from `least` to `most`; `what` names its unit, as in "milliseconds". */
export function wholeNumber(what: string, least: number, most: number): (text: string) => number {
  return (text) => {
    const number = decimal(text);
    if (Number.isInteger(number) && number >= least && number <= most) return number;
    throw new InvalidArgumentError(`Give whole ${what} from ${formatCount(least)} to ${formatCount(most)}.`);
  };
}

/** Reads a number above 0, up to `most`. */
export function positiveNumber(what: string, most: number): (text: string) => number {
  return (text) => {
    const number = decimal(text);
    if (number > 0 && number <= most) return number;
    throw new InvalidArgumentError(`Give ${what} above 0, up to ${formatCount(most)}.`);
  };
}

const SPANS = { s: 1, m: 60, min: 60, h: 3600, d: 86_400 } as const;
const SIZES = { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 } as const;

/** Reads a span of time, as in `90s`, `5m`, `2h`, `30d`; seconds. */
export function span(text: string): number {
  const [, number = "", unit = ""] = /^([\d.]+)([a-z]+)$/.exec(text) ?? [];
  const seconds = decimal(number) * (Object.hasOwn(SPANS, unit) ? SPANS[unit as keyof typeof SPANS] : Number.NaN);
  if (seconds > 0) return seconds;
  throw new InvalidArgumentError("Give a time such as 90s, 5m, 2h or 30d.");
}

/** Reads a size, as in `500KiB`, `200MiB`, `5GiB`; bytes. */
export function size(text: string): number {
  const [, number = "", unit = ""] = /^([\d.]+)([A-Za-z]+)$/.exec(text) ?? [];
  const bytes = decimal(number) * (Object.hasOwn(SIZES, unit) ? SIZES[unit as keyof typeof SIZES] : Number.NaN);
  if (bytes >= 1) return Math.floor(bytes);
  throw new InvalidArgumentError("Give a size such as 500KiB, 200MiB or 5GiB.");
}
