import { describe, expect, it } from "vitest";
import { countOf, mapCapacity, mapMachine } from "./map-capacity.ts";

const GIB = 2 ** 30;
const capacity = (possibleCpus: number, gib: number) => mapCapacity({ possibleCpus, memoryBytes: gib * GIB });

describe("the keys a map may hold", () => {
  it.each([
    [2, 16, 16_384],
    [2, 4, 16_384],
    [2, 2, 8_192],
    [1, 1, 4_096],
    [1, 0.25, 4_096],
    [64, 256, 16_384],
    [128, 512, 8_192],
    [128, 4, 4_096], // a small virtual machine that may grow
    [512, 1024, 4_096],
  ])("with %i possible processors and %d GiB are %i", (cpus, gib, keys) => expect(capacity(cpus, gib)).toBe(keys));

  it("take no more than half a GiB, down to the fewest that are of use", () => {
    for (let cpus = 1; cpus <= 8192; cpus *= 2) {
      const keys = capacity(cpus, 4096);
      if (keys > 4_096) expect(keys * (5_400 + 370 * cpus)).toBeLessThanOrEqual(512 * 2 ** 20);
    }
  });
});

describe("the kernel's list of processors", () => {
  it.each([
    ["0\n", 1],
    ["0-1\n", 2],
    ["0-3,8-11\n", 8],
    ["0,2,4-5", 4],
    ["", 1],
  ])("%j is of %i", (list, count) => expect(countOf(list)).toBe(count));

  it("is read from this machine", () => {
    expect(mapMachine().possibleCpus).toBeGreaterThan(0);
    expect(mapMachine().memoryBytes).toBeGreaterThan(2 ** 27);
  });
});
