/**
 * Two groups of tests. Unit tests run side by side. Kernel tests trace the whole machine and measure it, so each file
 * has the machine to itself, after the unit tests, and time enough for attaching probes on a busy one.
 */
import { configDefaults, defineConfig } from "vitest/config";

const KERNEL_TESTS = "server/test/kernel/**/*.test.ts";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["{server,client}/**/*.test.ts", "scripts/**/*.test.mjs"],
          exclude: [...configDefaults.exclude, KERNEL_TESTS],
          testTimeout: 20_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: "kernel",
          include: [KERNEL_TESTS],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
