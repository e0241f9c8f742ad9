import { readFileSync, writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { safeForTerminal } from "../model/safe-text.ts";
import { arbitraryFrame, hostileName } from "../test/builders/arbitrary-frames.ts";
import { duckdbRows, sqlText } from "../test/builders/duckdb.ts";
import { frame, processFrame, relayProcess, runInfo, STARTED_AT } from "../test/builders/frames.ts";
import { temporaryDirectory } from "../test/builders/temporary-directory.ts";
import { exportFrames, type TableFormat, tableExporter } from "./export.ts";
import type { ByteSink } from "./exporter.ts";
import { PROCESSES_TABLE } from "./processes-table.ts";
import { type Cell, column, type Table, tableOf } from "./table.ts";
import { TABLES } from "./tables.ts";

function memorySink(): { sink: ByteSink; bytes: () => Buffer; writes: () => number } {
  const chunks: Uint8Array[] = [];
  return {
    sink: { write: async (bytes) => void chunks.push(bytes) },
    bytes: () => Buffer.concat(chunks),
    writes: () => chunks.length,
  };
}

async function* given<T>(items: readonly T[]): AsyncGenerator<T, null> {
  yield* items;
  return null;
}

/** A table in a file of its own; its path. */
async function exported(table: Table, format: TableFormat, frames: Parameters<Table["rows"]>[0][]): Promise<string> {
  const memory = memorySink();
  await exportFrames(given(frames), () => [], tableExporter(runInfo(), format, [[table, memory.sink]]));
  const path = join(await temporaryDirectory(), `table.${format}`);
  await writeFile(path, memory.bytes());
  return path;
}

const FORMATS = ["csv", "parquet"] as const;
/** How DuckDB is told to read each. */
const reading = (format: TableFormat, path: string) =>
  format === "parquet"
    ? `read_parquet(${sqlText(path)})`
    : `read_csv(${sqlText(path)}, header = true, delim = ',', quote = '"', escape = '"', all_varchar = true, strict_mode = true)`;

/** What DuckDB gives back of a cell. */
function expected(cell: Cell, format: TableFormat): string | null {
  if (cell === null) return null;
  if (typeof cell === "number") return String(cell);
  // what is no Unicode cannot stand in UTF-8
  if (format === "parquet") return Buffer.from(cell).toString();
  const shown = safeForTerminal(cell, 1000);
  if (shown === "") return null;
  return /^[=+\-@＝＋－＠]/u.test(shown) ? `'${shown}` : shown;
}

describe.each(FORMATS)("a table as %s", (format) => {
  it("is read back by DuckDB as it was, whatever the names and numbers", async () => {
    const cells = fc.record({
      text: fc.option(hostileName, { freq: 8 }),
      number: fc.option(fc.integer({ min: -(2 ** 53) + 1, max: 2 ** 53 - 1 }), { freq: 8 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(cells, { minLength: 1, maxLength: 20 }), async (rows) => {
        const table = tableOf<(typeof rows)[number]>("any", "", () => rows, [
          column("text", "text", "", ({ text }) => text),
          column("formula", "text", "", ({ text }) => text && `=${text}`),
          column("number", "int64", "", ({ number }) => number),
        ]);
        const path = await exported(table, format, [frame(0)]);
        const read = await duckdbRows(`SELECT text, formula, number FROM ${reading(format, path)}`);
        const wanted = rows.map(({ text, number }) => [
          expected(text, format),
          expected(text && `=${text}`, format),
          expected(number, format),
        ]);
        expect(read).toEqual(wanted);
      }),
      { numRuns: 30 },
    );
  });

  it("holds every process of every frame, whole numbers exact", async () => {
    const frames = [0, 1, 2].map((index) =>
      frame(index, [relayProcess(40 + index), processFrame({ id: 2, time: null })]),
    );
    const path = await exported(PROCESSES_TABLE, format, frames);
    const rows = await duckdbRows(
      `SELECT process, pid, CAST(cpu_copied_bytes AS BIGINT), CAST(user_ns AS BIGINT), CAST(frame_start AS TIMESTAMPTZ)::VARCHAR
       FROM ${reading(format, path)} ORDER BY frame_start, process`,
    );
    expect(rows).toHaveLength(6);
    expect(rows[2]).toEqual(["1", "4242", String(2 * 41 * 65536), "1000000", "2026-01-01 12:00:00.25+00"]);
    expect(rows[3]).toEqual(["2", "4242", "0", null, "2026-01-01 12:00:00.25+00"]);
    expect(frames[1]?.start).toBe(STARTED_AT + 250);
  });

  it("can be made of every table from any frames", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(arbitraryFrame, { maxLength: 3 }), async (frames) => {
        for (const table of TABLES) {
          const path = await exported(table, format, frames);
          const count = frames.reduce((sum, each) => sum + [...table.rows(each)].length, 0);
          expect(await duckdbRows(`SELECT count(*) FROM ${reading(format, path)}`)).toEqual([[String(count)]]);
        }
      }),
      { numRuns: 8 },
    );
  });

  it("is handed on as it grows", async () => {
    const memory = memorySink();
    const busy = Array.from({ length: 50 }, (_, id) => relayProcess(3, { id }));
    const exporter = tableExporter(runInfo(), format, [[PROCESSES_TABLE, memory.sink]]);
    for (let index = 0; index < 1000; index++) {
      await exporter.frame(frame(index, busy));
      if (index === 500) expect(memory.writes()).toBeGreaterThan(0);
    }
    await exporter.finish();
    const path = join(await temporaryDirectory(), "many");
    await writeFile(path, memory.bytes());
    const [[count]] = (await duckdbRows(`SELECT count(*) FROM ${reading(format, path)}`)) as [[string]];
    expect(count).toBe("50000");
  });
});

describe("docs/exports.md", () => {
  const page = new URL("../../docs/exports.md", import.meta.url);
  const section = ({ name, about, columns }: Table) =>
    [
      `### ${name}\n\nA row is ${about}.\n\n| column | type | what it is |\n|---|---|---|`,
      ...columns.map((each) => `| \`${each.name}\` | ${each.type} | ${each.about} |`),
    ].join("\n");
  const tables = TABLES.map(section).join("\n\n");
  if (process.env["WRITE_DOCS"] !== undefined) {
    const text = readFileSync(page, "utf8");
    writeFileSync(
      page,
      text.replace(/(?<=<!-- tables -->\n)[\s\S]*(?=\n<!-- end of tables -->)/, () => tables),
    );
  }

  it("lists every column of every table (else: WRITE_DOCS=1 npx vitest run server/export/tables.test.ts)", () => {
    expect(readFileSync(page, "utf8")).toContain(`<!-- tables -->\n${tables}\n<!-- end of tables -->`);
  });
});
