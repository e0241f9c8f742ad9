import { describe, expect, test } from "vitest";
import type { Check } from "./check.ts";
import type { DoctorReport } from "./doctor.ts";
import { renderDoctor } from "./render.ts";

const report = (...checks: Check[]): DoctorReport => ({ schema: "copyscope-doctor/1", ok: true, checks });

const good: Check = { id: "kernel", name: "kernel", status: "ok", found: "Linux 6.1.0", remedy: null };
const bad: Check = { id: "bpftrace", name: "bpftrace", status: "fail", found: "none", remedy: "Install it." };

describe("the doctor's report on a terminal", () => {
  test("says the status as a word, with the remedy below", () => {
    expect(renderDoctor(report(good, bad), false)).toBe(
      [
        "ok    kernel    Linux 6.1.0",
        "fail  bpftrace  none",
        "                → Install it.",
        "",
        "1 ok, 0 warn, 1 fail, 0 skip. copyscope cannot run here until what failed is put right.",
        "",
      ].join("\n"),
    );
  });

  test("says so when all is well", () => {
    expect(renderDoctor(report(good), false)).toContain("copyscope can run here.");
  });

  test("keeps the same words and columns in colour", () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the escapes are what is taken away
    const plain = renderDoctor(report(good, bad), true).replace(/\u001b\[\d+m/g, "");
    expect(plain).toBe(renderDoctor(report(good, bad), false));
    expect(renderDoctor(report(bad), true)).toContain("\u001b[31mfail");
  });

  test("shows hostile text without obeying it", () => {
    const hostile = { ...bad, found: "evil\u001b[2J\r\n\u009b31m\u202eok  kernel", remedy: "a\nfail  b" };
    const text = renderDoctor(report(hostile), false);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none of these may be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(text.split("\n")).toHaveLength(5);
    expect(text).toContain("evil\\x1b[2J");
  });
});
