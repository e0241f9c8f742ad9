/** Every rule is explained: docs/findings.md has a section of its own for it, with all that a reader needs. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { RULES, SCOPE_RULES } from "./rules.ts";

const sections = readFileSync(new URL("../../../docs/findings.md", import.meta.url), "utf8")
  .split(/^## /m)
  .slice(1);
const headings = sections.map((section) => section.slice(0, section.indexOf("\n")));
const names = [...RULES, ...SCOPE_RULES].map(({ rule }) => rule);

describe("docs/findings.md", () => {
  it.each(names)("says of %s what it sees, why it costs, how to mend it and when not to", (rule) => {
    const section = sections[headings.indexOf(rule)] ?? "";
    for (const part of ["**Sees:**", "**Costs:**", "**Mend it:**", "**Not worth it**"]) expect(section).toContain(part);
  });
  it("has no section for a rule that is no more", () => {
    expect(headings.filter((heading) => /^[a-z-]+$/.test(heading) && !names.includes(heading))).toEqual([]);
  });
  it("names each rule once", () => {
    expect(new Set(names).size).toBe(names.length);
  });
});
