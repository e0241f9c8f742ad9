import { describe, expect, test } from "vitest";
import { keysPerStats } from "./dialect.ts";

describe("keysPerStats", () => {
  test.each([
    ["0.17.0", 2],
    ["0.20.2", 2],
    ["0.22.0-dev", 2],
    ["0.23.0", 1],
    ["0.23.2", 1],
    ["0.27.1-12-gabc1234", 1],
    ["1.0", 1],
  ] as const)("of %s is %i", (version, keys) => expect(keysPerStats(version)).toBe(keys));

  test.each(["", "unknown", "0.9.4"])("of %j, which nobody knows, is the careful 2", (version) =>
    expect(keysPerStats(version)).toBe(2),
  );
});
