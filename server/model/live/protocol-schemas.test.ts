/** What the page and scripts may say; all else is refused before anything looks at it. */
import { describe, expect, it } from "vitest";
import { FIRST_VIEW } from "./protocol.ts";
import {
  framesQuerySchema,
  helloSchema,
  intervalRequestSchema,
  markRequestSchema,
  scopeRequestSchema,
  viewSchema,
} from "./protocol-schemas.ts";

describe("a scope from the page", () => {
  it.each([
    { kind: "system" },
    { kind: "pid", pid: 1 },
    { kind: "comm", comm: "nginx" },
    { kind: "cgroup", path: "/a" },
  ])("may be %j", (scope) => expect(scopeRequestSchema.parse(scope)).toEqual(scope));

  it.each([
    { kind: "command", argv: ["rm", "-rf", "/"] },
    { kind: "system", argv: ["sh"] },
    { kind: "pid", pid: 0 },
    { kind: "pid", pid: "1" },
    { kind: "pid", pid: 1.5 },
    { kind: "comm", comm: "" },
    { kind: "comm", comm: "a name of more than 15 bytes" },
    { kind: "comm", comm: "ééééééééé" },
    null,
    "system",
    [],
  ])("is never %j", (scope) => expect(scopeRequestSchema.safeParse(scope).success).toBe(false));
});

describe("a mark", () => {
  it("is one line, whatever was sent", () => {
    expect(markRequestSchema.parse({ note: " a\r\n\tb\u0007\u001b[31mc " })).toEqual({ note: "a b [31mc" });
  });

  it.each([{ note: "" }, { note: "\n\t" }, { note: "x".repeat(501) }, { note: 5 }, { note: "a", at: 5 }, {}, null])(
    "is never %j",
    (mark) => expect(markRequestSchema.safeParse(mark).success).toBe(false),
  );
});

describe("a view", () => {
  it("may be the first one, and nothing with more rows, other orders or edges that are not there", () => {
    expect(viewSchema.parse(FIRST_VIEW)).toEqual(FIRST_VIEW);
    for (const wrong of [
      { rows: 51 },
      { order: "__proto__" },
      { filter: "x".repeat(101) },
      { edge: { from: "disk", to: "moon", mechanism: "copy" } },
      { selected: -1 },
      { extra: 1 },
    ]) {
      expect(viewSchema.safeParse({ ...FIRST_VIEW, ...wrong }).success).toBe(false);
    }
  });
});

describe("numbers", () => {
  it("of an interval are whole milliseconds from 100 to 5,000", () => {
    expect([100, 250, 5000].every((value) => intervalRequestSchema.safeParse(value).success)).toBe(true);
    expect(
      [0, 99, 5001, 250.5, "250", Number.NaN].some((value) => intervalRequestSchema.safeParse(value).success),
    ).toBe(false);
  });

  it("of a query may be missing, and are never anything but times", () => {
    expect(framesQuerySchema.parse({ from: "1767268800000.5", step: "1000" })).toEqual({
      from: 1767268800000.5,
      step: 1000,
    });
    expect(framesQuerySchema.safeParse({ from: "yesterday" }).success).toBe(false);
    expect(framesQuerySchema.safeParse({ from: ["1", "2"] }).success).toBe(false);
    expect(framesQuerySchema.safeParse({ to: "1e300" }).success).toBe(false);
  });

  it("of a greeting may be another protocol's, so that an old page can be told", () => {
    expect(helloSchema.parse({ protocol: 99 })).toEqual({ protocol: 99 });
    expect(helloSchema.safeParse({}).success).toBe(false);
  });
});
