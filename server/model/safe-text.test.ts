import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hostileName } from "../test/builders/arbitrary-frames.ts";
import { safeForMarkdown, safeForTerminal, shellWords } from "./safe-text.ts";

describe("foreign text for a terminal", () => {
  it("shows an ANSI escape instead of obeying it", () => {
    expect(safeForTerminal("\u001b[2Jhi")).toBe("\\x1b[2Jhi");
  });
  it("shows the one-byte CSI that some terminals obey too", () => {
    expect(safeForTerminal("\u009b31m")).toBe("\\x9b31m");
  });
  it("keeps a name of two lines on one", () => {
    expect(safeForTerminal("a\nb\tc")).toBe("a\\nb\\tc");
  });
  it("shows a right-to-left override", () => {
    expect(safeForTerminal("\u202egpj.exe")).toBe("\\u{202e}gpj.exe");
  });
  it("leaves letters of any script alone", () => {
    expect(safeForTerminal("größe 日本 \ufffd")).toBe("größe 日本 \ufffd");
  });
  it("cuts what is too long", () => {
    expect(safeForTerminal("x".repeat(1_000_000), 10)).toBe("xxxxxxxxx…");
  });
  it("has one line without control or format characters, whatever the name", () => {
    fc.assert(
      fc.property(hostileName, (name) => {
        expect(safeForTerminal(name)).toMatch(/^[^\p{C}\p{Zl}\p{Zp}]*$/u);
      }),
    );
  });
});

describe("foreign text for Markdown", () => {
  it("stands in backticks when it is plain", () => {
    expect(safeForMarkdown("kworker/0:1")).toBe("`kworker/0:1`");
    expect(safeForMarkdown("@everyone")).toBe("`@everyone`");
  });
  it("cannot end a table cell", () => {
    expect(safeForMarkdown("a|b")).toBe("<code>a&#124;b</code>");
    expect(safeForMarkdown("a\\|b")).toBe("<code>a&#92;&#124;b</code>");
  });
  it("cannot end its code span or open markup", () => {
    expect(safeForMarkdown("`")).toBe("<code>&#96;</code>");
    expect(safeForMarkdown("<script>")).toBe("<code>&#60;script&#62;</code>");
  });
  it("is never empty", () => {
    expect(safeForMarkdown("")).toBe("<code>&#32;</code>");
  });
  it("holds no pipe, angle bracket, backtick or newline of its own, whatever the name", () => {
    fc.assert(
      fc.property(hostileName, (name) => {
        expect(safeForMarkdown(name)).toMatch(/^(`[^|<>`\n\r]+`|<code>[^|<>`\n\r]+<\/code>)$/);
      }),
    );
  });
});

describe("a command line", () => {
  it("can be pasted back into a shell", () => {
    expect(shellWords(["sh", "-c", "it's $HOME", ""])).toBe("sh -c 'it'\\''s $HOME' ''");
  });
});
