import { describe, expect, test } from "vitest";
import { compareVersions, versionFromOutput } from "../../bpftrace/version.ts";
import { bpftraceVersions, candidates, missingVersions } from "./versions.ts";

describe("the bpftrace matrix", () => {
  test("holds this machine's bpftrace and one of each suite", () => {
    expect(candidates.map(({ name }) => name)).toEqual(["host", "trixie", "sid"]);
    expect([...bpftraceVersions, ...missingVersions]).toHaveLength(candidates.length);
  });

  for (const { name } of candidates) {
    const found = bpftraceVersions.find((one) => one.name === name);
    test.skipIf(found === undefined)(`has a bpftrace of ${name} that runs`, () => {
      expect(found?.version).toMatch(/^\d+\.\d+/);
    });
  }

  test.skipIf(missingVersions.length > 0)("reaches newer versions than this machine's", () => {
    const parsed = bpftraceVersions.map(({ version }) => {
      const result = versionFromOutput(`bpftrace v${version}`);
      if (!result.ok) throw new Error(result.message);
      return result.version;
    });
    const [host, trixie, sid] = parsed;
    if (!host || !trixie || !sid) throw new Error("the matrix has three versions");
    expect(compareVersions(trixie, { major: 0, minor: 23, patch: 0 })).toBeGreaterThanOrEqual(0);
    expect(compareVersions(sid, trixie)).toBeGreaterThan(0);
    expect(compareVersions(sid, host)).toBeGreaterThanOrEqual(0);
  });
});
