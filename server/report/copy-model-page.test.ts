import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { COPY_ROWS } from "../model/copy-model.ts";
import { copyModelPage } from "./copy-model-page.ts";

const page = copyModelPage();

describe("docs/copy-model.md", () => {
  it("is what the table says now (else: npm run build && node scripts/docs-copy-model.mjs)", () => {
    expect(readFileSync(new URL("../../docs/copy-model.md", import.meta.url), "utf8")).toBe(page);
  });

  it("gives every row with its reason and its source, in the order in which they are tried", () => {
    const places = COPY_ROWS.map(({ id }) => page.indexOf(`\n### ${id}\n`));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);
    for (const { because, source } of COPY_ROWS) {
      expect(page).toContain(because);
      expect(page).toContain(source);
    }
  });

  it("says in words what a row speaks of", () => {
    expect(page).toContain("Reads and writes: a file on tmpfs opened with O_DIRECT.");
    expect(page).toContain(
      "Writes with `MSG_ZEROCOPY`: a TCP socket or a UDP socket with SO_ZEROCOPY set whose route is loopback.",
    );
    expect(page).toContain("`splice`: from a pipe, to a pipe.");
    expect(page).toContain("to a TCP socket or a UDP socket; or a unix socket not of datagrams or packets.");
  });
});
