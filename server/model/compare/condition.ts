/**
 * Conditions on a comparison, for a gate in CI: `copiesPerOutputByte > 0.1` looks at a side's median,
 * `transitionsPerMiB > +10%` at its change against the first side, `cpuSecondsPerGiB > +0.2` at the difference.
 *
 * A change that the comparison itself calls noise counts as none: a gate that fails on it is a gate that people switch off.
 * With too few runs to know the noise the medians count as they are: a gate must not pass for want of runs.
 */
import { isWithinNoise } from "./change.ts";
import { FIGURES } from "./compared-figures.ts";
import type { Change, Comparison, FigureUnit } from "./comparison.ts";
import { percentWords, valueWords } from "./figure-words.ts";

const COMPARES = {
  ">": (a: number, b: number) => a > b,
  ">=": (a: number, b: number) => a >= b,
  "<": (a: number, b: number) => a < b,
  "<=": (a: number, b: number) => a <= b,
} as const;

export interface Condition {
  /** As it was written. */
  readonly text: string;
  readonly key: string;
  readonly operator: keyof typeof COMPARES;
  /** `relative` in shares of 1. */
  readonly of: "value" | "difference" | "relative";
  readonly bound: number;
}

export type ReadCondition =
  | { readonly ok: true; readonly condition: Condition }
  | { readonly ok: false; readonly message: string };

const FORM = /^\s*([A-Za-z]+)\s*(>=|<=|>|<)\s*([+-]?)(\d+(?:\.\d+)?|\.\d+)\s*(%?)\s*$/;

/** Reads a condition; fails with a sentence that says what would do. */
export function readCondition(text: string): ReadCondition {
  const [, key, operator, sign = "", number, percent = ""] = FORM.exec(text) ?? [];
  if (key === undefined || operator === undefined || number === undefined) {
    return {
      ok: false,
      message: `"${text}" is no condition. Write one such as 'copiesPerOutputByte > 0.1' or 'transitionsPerMiB > +10%'.`,
    };
  }
  if (!FIGURES.some((figure) => figure.key === key)) {
    return {
      ok: false,
      message: `There is no figure "${key}". There are ${FIGURES.map((each) => each.key).join(", ")}.`,
    };
  }
  if (percent !== "" && sign === "") {
    return { ok: false, message: `"${text}": a change in percent needs a sign, as in +${number}% or -${number}%.` };
  }
  const value = Number(number) * (sign === "-" ? -1 : 1);
  const of = percent !== "" ? "relative" : sign !== "" ? "difference" : "value";
  const bound = percent !== "" ? value / 100 : value;
  return { ok: true, condition: { text: text.trim(), key, operator: operator as Condition["operator"], of, bound } };
}

export interface ConditionResult {
  readonly condition: string;
  /** The side it was looked at on: B, C, … */
  readonly side: string;
  /** Null: the figure is not known there, so nobody can say. */
  readonly holds: boolean | null;
  /** What it was, in words. */
  readonly found: string;
}

/** A condition on every side but the first. */
export function checkCondition(condition: Condition, comparison: Comparison): readonly ConditionResult[] {
  const figure = comparison.figures.find(({ key }) => key === condition.key);
  return comparison.sides.slice(1).map(({ name }, index) => {
    const [first, other, change] = [figure?.sides[0], figure?.sides[index + 1], figure?.changes[index]];
    const seen = change === undefined ? null : seenBy(condition.of, other?.median ?? null, change);
    if (figure === undefined || first === undefined || other === undefined || change === undefined || seen === null) {
      return { condition: condition.text, side: name, holds: null, found: "the figure is not known" };
    }
    const isNoise = condition.of !== "value" && isWithinNoise(first, other, change);
    const holds = COMPARES[condition.operator](isNoise ? 0 : seen, condition.bound);
    const found = foundWords(condition.of, figure.unit, seen, other.median);
    return {
      condition: condition.text,
      side: name,
      holds,
      found: isNoise ? `${found}, which is no more than runs differ, so it counts as no change` : found,
    };
  });
}

function seenBy(of: Condition["of"], value: number | null, { difference, relative }: Change): number | null {
  return { value, difference, relative: relativeOr(relative, difference) }[of];
}

function foundWords(of: Condition["of"], unit: FigureUnit, seen: number, median: number | null): string {
  if (of === "relative") {
    return `${Number.isFinite(seen) ? percentWords(seen) : "from nothing"} (${valueWords(unit, median)})`;
  }
  return `${of === "difference" && seen > 0 ? "+" : ""}${valueWords(unit, seen)}`;
}

/** From nothing to something is more than any percentage. */
function relativeOr(relative: number | null, difference: number | null): number | null {
  if (relative !== null || difference === null) return relative;
  return difference === 0 ? 0 : difference > 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
}
