import { describe, expect, test } from "vitest";
import { cpuInKeys, keysPerStats, searchesTracepointList } from "./dialect.ts";

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

describe("the processor's number stands in the keys", () => {
  test.each(["0.20.0", "0.20.2", "0.21.3", "0.22.1", "0.23.0", "0.23.5", "0.23.2-12-gabc1234"])(
    "for %s, which drops first updates",
    (version) => expect(cpuInKeys(version)).toBe(true),
  );
  test.each(["0.17.0", "0.17.1", "0.18.1", "0.19.1", "0.24.0", "0.27.1", "1.0", "", "unknown"])(
    "not for %j",
    (version) => expect(cpuInKeys(version)).toBe(false),
  );
});

test.each([
  ["0.17.0", true],
  ["0.20.2", true],
  ["0.23.2", true],
  ["0.24.0", false],
  ["0.27.1", false],
  ["unknown", false],
] as const)("the list of tracepoints is searched by %s again and again: %s", (version, searches) =>
  expect(searchesTracepointList(version)).toBe(searches),
);
