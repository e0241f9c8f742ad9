/**
 * Conditions on a comparison, for a gate in CI: `copiesPerOutputByte > 0.1` looks at a side's median,
 * `transitionsPerMiB > +10%` at its change against the first side, `cpuSecondsPerGiB > +0.2` at the difference.
 */
import { FIGURES } from "./compared-figures.ts";
import type { Comparison } from "./comparison.ts";
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
    const change = figure?.changes[index];
    const value = figure?.sides[index + 1]?.median ?? null;
    const { difference = null, relative = null } = change ?? {};
    const seen = { value, difference, relative: relativeOr(relative, difference) }[condition.of];
    const found =
      figure === undefined || seen === null
        ? "the figure is not known"
        : condition.of === "relative"
          ? `${Number.isFinite(seen) ? percentWords(seen) : "from nothing"} (${valueWords(figure.unit, value)})`
          : `${condition.of === "difference" && seen > 0 ? "+" : ""}${valueWords(figure.unit, seen)}`;
    const holds = seen === null ? null : COMPARES[condition.operator](seen, condition.bound);
    return { condition: condition.text, side: name, holds, found };
  });
}

/** From nothing to something is more than any percentage. */
function relativeOr(relative: number | null, difference: number | null): number | null {
  if (relative !== null || difference === null) return relative;
  return difference === 0 ? 0 : difference > 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
}
