import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareVersions, isOlder, OLDEST_BPFTRACE, versionFromOutput } from "./version.ts";

describe("versionFromOutput", () => {
  test.each([
    ["bpftrace v0.17.0\n", [0, 17, 0], "0.17.0"],
    ["bpftrace v0.23.2\n", [0, 23, 2], "0.23.2"],
    ["bpftrace v0.27.1\n", [0, 27, 1], "0.27.1"],
    ["bpftrace v0.21.0-123-gabc1234\n", [0, 21, 0], "0.21.0-123-gabc1234"],
    ["bpftrace v0.22.0-dev\n", [0, 22, 0], "0.22.0-dev"],
    ["bpftrace v0.20.2-dirty", [0, 20, 2], "0.20.2-dirty"],
    ["bpftrace 0.19.1\n", [0, 19, 1], "0.19.1"],
    ["bpftrace v1.0\n", [1, 0, 0], "1.0"],
  ])("reads %j", (output, [major, minor, patch], text) => {
    expect(versionFromOutput(output)).toEqual({ ok: true, version: { major, minor, patch, text } });
  });

  test("finds the line among warnings", () => {
    const result = versionFromOutput("WARNING: something about locale\r\nbpftrace v0.24.0\r\n");
    expect(result).toMatchObject({ ok: true, version: { minor: 24 } });
  });

  test.each(["bpftrace v0.9.4\n", "bpftrace v0.14.0\n", "bpftrace v0.16.9-3-gabc\n"])(
    "says that %j is too old, and what to do",
    (output) => {
      const result = versionFromOutput(output);
      expect(result).toMatchObject({ ok: false });
      if (result.ok) return;
      expect(result.message).toContain("too old: copyscope needs 0.17.0 or newer");
      expect(result.remedy).toContain("Install bpftrace 0.17 or newer");
    },
  );

  test.each(["", "bpftrace", "bpftrace vNext", "sh: 1: bpftrace: not found", "xbpftrace v0.23.0"])(
    "says that %j holds no version",
    (output) => {
      expect(versionFromOutput(output)).toMatchObject({ ok: false, message: expect.stringContaining("no version") });
    },
  );

  test("quotes hostile output without its control characters", () => {
    const result = versionFromOutput("\u001b[31mno\nversion");
    expect(result).toMatchObject({ ok: false, message: expect.not.stringContaining("\u001b") });
  });
});

describe("compareVersions", () => {
  const release = fc.record({ major: fc.nat(9), minor: fc.nat(99), patch: fc.nat(9) });

  test("orders numbers as numbers, not as text", () => {
    expect(isOlder({ major: 0, minor: 9, patch: 4 }, OLDEST_BPFTRACE)).toBe(true);
    expect(isOlder({ major: 0, minor: 100, patch: 0 }, OLDEST_BPFTRACE)).toBe(false);
    expect(isOlder(OLDEST_BPFTRACE, OLDEST_BPFTRACE)).toBe(false);
  });

  test("is antisymmetric and agrees with the text it was read from", () => {
    fc.assert(
      fc.property(release, release, (a, b) => {
        expect(Math.sign(compareVersions(a, b))).toBe(0 - Math.sign(compareVersions(b, a)));
        expect(compareVersions(a, a)).toBe(0);
      }),
    );
  });
});
