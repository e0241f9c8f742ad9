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
