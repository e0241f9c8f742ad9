import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { PROGRAMS } from "./compile.ts";
import { chosenTransfers, TRANSFERS } from "./transfers.ts";

describe("the transfers", () => {
  test("have names of their own and programs that are there", () => {
    expect(new Set(TRANSFERS.map(({ name }) => name)).size).toBe(TRANSFERS.length);
    for (const { program } of TRANSFERS) {
      expect(existsSync(join(PROGRAMS, program.endsWith(".mjs") ? program : `${program}.c`)), program).toBe(true);
    }
  });

  test("have textbook figures that their own table in programs/README.md agrees with", () => {
    const readme = readFileSync(join(PROGRAMS, "README.md"), "utf8");
    const copiesBy = new Map(
      [...readme.matchAll(/^\| `([\w.-]+)`[^|]*\|[^|]*\|[^|]*\| ([^|]+) \|$/gm)].map(([, name = "", copies = ""]) => [
        name,
        copies,
      ]),
    );
    for (const { name, program, to, textbook } of TRANSFERS) {
      const cell = copiesBy.get(program) ?? "";
      const copies = textbook?.copiesPerByte;
      // "2"; "tcp 0, path 1"; "1, or 0 where extents are shared"; "1, and 1 more on loopback"
      const side = new RegExp(`\\b${to === "tcp" ? "tcp" : "path"} (\\d)`).exec(cell)?.[1] ?? /^\d/.exec(cell)?.[0];
      expect(Number(side) + (cell.includes("more on loopback") ? 1 : 0), name).toBe(copies);
    }
  });

  test("come in the table's order, all of them when none is named", () => {
    expect(chosenTransfers([])).toEqual({ ok: true, transfers: TRANSFERS });
    const chosen = chosenTransfers(["sendfile", "read-write", "sendfile"]);
    expect(chosen.ok && chosen.transfers.map(({ name }) => name)).toEqual(["read-write", "sendfile"]);
  });

  test("an unknown name is answered with the names there are", () => {
    const chosen = chosenTransfers(["sendfile", "teleport"]);
    expect(chosen).toEqual({
      ok: false,
      message: expect.stringMatching(/^the lab has no transfer 'teleport'\. It has read-write, .*node-pipeline\.$/),
    });
  });
});
