/** Latencies, sizes and run-queue waits of the sides, the runs of each taken together. */
import { type Distribution, distributionOf, mergedHistogram } from "../percentiles.ts";
import type { OperationDistribution, Report } from "../report.ts";
import type { ComparedDistribution } from "./comparison.ts";

const MOST_OPERATIONS = 12;

/**
 * The distributions that at least one side has: waits for a CPU, and latency and size of the operations that are called
 * most.
 */
export function compareDistributions(sides: readonly (readonly Report[])[]): readonly ComparedDistribution[] {
  const wait: ComparedDistribution = {
    kind: "runQueueWait",
    operation: null,
    sides: sides.map((runs) => together(runs.map(({ distributions }) => distributions.runQueueWait))),
  };
  const all = [...byOperation("latency", sides), ...byOperation("size", sides), wait];
  return all.filter(({ sides: each }) => each.some((side) => side !== null));
}

function byOperation(kind: "latency" | "size", sides: readonly (readonly Report[])[]): readonly ComparedDistribution[] {
  const counts = new Map<string, number>();
  for (const { distributions } of sides.flat()) {
    for (const { operation, count } of distributions[kind] ?? []) {
      counts.set(operation, (counts.get(operation) ?? 0) + count);
    }
  }
  const operations = [...counts].sort(([, a], [, b]) => b - a).slice(0, MOST_OPERATIONS);
  return operations.map(([operation]) => ({
    kind,
    operation,
    sides: sides.map((runs) => together(runs.map(({ distributions }) => find(distributions[kind], operation)))),
  }));
}

function find(distributions: readonly OperationDistribution[] | null, operation: string): Distribution | null {
  return distributions?.find((each) => each.operation === operation) ?? null;
}

function together(distributions: readonly (Distribution | null)[]): Distribution | null {
  const known = distributions.filter((each) => each !== null);
  if (known.length === 0) return null;
  return distributionOf(known.map(({ buckets }) => buckets).reduce(mergedHistogram));
}
