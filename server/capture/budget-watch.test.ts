import { expect, test } from "vitest";
import { BudgetWatch } from "./budget-watch.ts";

/** A cost of so many percent of one CPU over a second, spread over the three who spend. */
function cost(percent: number) {
  const third = (percent * 1e7) / 3;
  return {
    probeRuns: 1,
    probeNanoseconds: third,
    bpftraceCpuNanoseconds: third,
    serverCpuNanoseconds: third,
    bpftraceResidentBytes: null,
    serverResidentBytes: null,
  };
}

test("a budget is exceeded after two seconds over it, of all CPUs together", () => {
  const watch = new BudgetWatch(5, 2);
  expect(watch.isExceeded(cost(11), 1)).toBe(false);
  expect(watch.isExceeded(cost(11), 1)).toBe(true);
});

test("a frame within the budget starts the count anew", () => {
  const watch = new BudgetWatch(5, 2);
  expect(watch.isExceeded(cost(11), 1)).toBe(false);
  expect(watch.isExceeded(cost(9), 1)).toBe(false);
  expect(watch.isExceeded(cost(11), 1)).toBe(false);
});

test("without a budget nothing exceeds it", () => {
  const watch = new BudgetWatch(null, 2);
  expect(watch.isExceeded(cost(200), 10)).toBe(false);
});
