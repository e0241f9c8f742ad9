/**
 * Three groups of tests, one after the other. Unit tests run side by side. Then come those in a real browser, and then
 * the kernel tests, which trace the whole machine and measure it: each of their files has the machine to itself, and
 * time enough on a busy one. What fails there is tried once more, for a machine that is shared can hold up a browser or a
 * tracer for a second; the closing words name each test that needed it, so that none hides.
 */
import { configDefaults, defineConfig } from "vitest/config";

const BROWSER_TESTS = "client/test/**/*.test.ts";
const KERNEL_TESTS = "server/test/kernel/**/*.test.ts";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["{server,client}/**/*.test.ts", "scripts/**/*.test.mjs"],
          exclude: [...configDefaults.exclude, BROWSER_TESTS, KERNEL_TESTS],
          testTimeout: 20_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: "browser",
          include: [BROWSER_TESTS],
          fileParallelism: false,
          testTimeout: 30_000,
          retry: 1,
          expect: { poll: { timeout: 10_000 } },
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: "kernel",
          include: [KERNEL_TESTS],
          fileParallelism: false,
          testTimeout: 120_000,
          retry: 1,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 10_000 } },
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
