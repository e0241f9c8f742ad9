/**
 * Is a difference more than noise? Runs of two sides are dealt anew to the sides in every possible way; the share of
 * dealings that differ at least as much as the real one is the chance that the sides do not differ at all. The test
 * supposes nothing about how runs are distributed, and four runs a side suffice for it to say something.
 */
import { combinations, max, mean, median, min } from "simple-statistics";
import type { Change, Outcome, Spread } from "./comparison.ts";

/** The usual one chance in twenty. */
const CHANCE_OF_NOISE = 0.05;
/** A difference below this is none that matters, however sure it is. */
const LEAST_RELATIVE = 0.01;
/** More runs a side than this are compared by their first ones: 12,870 dealings of 16 runs are enough. */
const MOST_RUNS = 8;

/** What the runs of one side came to. */
export function spreadOf(values: readonly (number | null)[]): Spread {
  const known = values.filter((value) => value !== null);
  if (known.length === 0 || known.length < values.length) return { values, median: null, least: null, most: null };
  return { values, median: median(known), least: min(known), most: max(known) };
}

function knownOf({ values }: Spread): number[] {
  return values.filter((value) => value !== null);
}

/** The change from the first side to another one. */
export function changeBetween(first: Spread, other: Spread): Change {
  if (first.median === null || other.median === null) {
    return {
      ...{ difference: null, relative: null, relativeLeast: null, relativeMost: null, chance: null },
      outcome: "unknown",
    };
  }
  const [a, b] = [knownOf(first), knownOf(other)];
  const difference = other.median - first.median;
  const pairs = a.flatMap((from) => (from === 0 ? [] : b.map((to) => (to - from) / from)));
  const relative = first.median === 0 ? null : difference / first.median;
  const chance = a.length === 1 && b.length === 1 ? null : chanceOf(a.slice(0, MOST_RUNS), b.slice(0, MOST_RUNS));
  return {
    difference,
    relative,
    relativeLeast: pairs.length === 0 ? null : min(pairs),
    relativeMost: pairs.length === 0 ? null : max(pairs),
    chance,
    outcome: outcomeOf(difference, relative, chance, areFew(a.length, b.length) && areApart(first, other)),
  };
}

/**
 * Whether the change lies within what runs of one side differ among themselves, with runs enough to know: fewer cannot say
 * that, whatever they come to.
 */
export function isWithinNoise(first: Spread, other: Spread, { difference, chance }: Change): boolean {
  if (difference === null || difference === 0) return false;
  const [a, b] = [knownOf(first).length, knownOf(other).length];
  return chance !== null && chance > CHANCE_OF_NOISE && !areFew(Math.min(a, MOST_RUNS), Math.min(b, MOST_RUNS));
}

function outcomeOf(difference: number, relative: number | null, chance: number | null, isFewApart: boolean): Outcome {
  if (difference === 0 || (relative !== null && Math.abs(relative) < LEAST_RELATIVE)) return "same";
  if (isFewApart) return "few";
  if (chance === null || chance > CHANCE_OF_NOISE) return "noise";
  return difference < 0 ? "less" : "more";
}

/** Whether so many runs cannot rule chance out, however they come: of all dealings two are the most extreme. */
function areFew(a: number, b: number): boolean {
  return 2 / binomial(a + b, a) > CHANCE_OF_NOISE;
}

function binomial(of: number, chosen: number): number {
  let ways = 1;
  for (let step = 1; step <= chosen; step++) ways = (ways * (of - chosen + step)) / step;
  return ways;
}

/** Whether every run of one side is beyond every run of the other. */
function areApart(first: Spread, other: Spread): boolean {
  const { least: a = null, most: b = null } = first;
  const { least: c = null, most: d = null } = other;
  return a !== null && b !== null && c !== null && d !== null && (b < c || d < a);
}

/** The two-sided permutation test on the difference of means: exact, every dealing counts once. */
function chanceOf(a: number[], b: number[]): number {
  const all = [...a, ...b];
  const sum = all.reduce((total, value) => total + value, 0);
  const seen = Math.abs(mean(a) - mean(b));
  const places = all.map((_, index) => index);
  const dealings = combinations(places, a.length);
  const asFar = dealings.filter((dealt) => {
    const part = dealt.reduce((total, place) => total + (all[place] ?? 0), 0);
    // rounding must not tell apart what is equal
    return Math.abs(part / a.length - (sum - part) / b.length) >= seen * (1 - 1e-12);
  });
  return asFar.length / dealings.length;
}
