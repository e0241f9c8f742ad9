/** The formats that are read, oldest first, and the step from each to the next one. */
import { UpgradeFrom1 } from "./from-1.ts";
import type { Upgrader } from "./upgrader.ts";

const STEPS: readonly (() => Upgrader)[] = [() => new UpgradeFrom1()];

/** The newest format, which this copyscope writes. */
export const NEWEST = STEPS.length + 1;

/** The steps from a format to the newest, in order; null for a format that this copyscope does not know. */
export function upgradersFrom(format: number): readonly Upgrader[] | null {
  if (format < 1 || format > NEWEST) return null;
  return STEPS.slice(format - 1).map((step) => step());
}
