import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryDirectory } from "../test/builders/temporary-directory.ts";
import { RunningSums } from "./running-sums.ts";

describe("what tracing takes", () => {
  it.each([
    ["0\n", null],
    ["1\n", 0],
  ])("is known of the probes while the kernel's switch says %j", async (text, runs) => {
    const file = join(await temporaryDirectory(), "bpf_stats_enabled");
    await writeFile(file, text);
    // This process holds no probe.
    const sums = new RunningSums(process.pid, [], file);
    expect(sums.event()).toMatchObject({ probeRuns: runs, probeNanoseconds: runs, skipped: {} });
  });
  it("is not known of them where there is no switch", async () => {
    const sums = new RunningSums(process.pid, [], join(await temporaryDirectory(), "nothing"));
    expect(sums.event()).toMatchObject({
      probeRuns: null,
      probeNanoseconds: null,
      tracerCpuNanoseconds: expect.any(Number),
    });
  });
});
