/** DuckDB, which reads what is exported as anybody's would. */
import { DuckDBInstance } from "@duckdb/node-api";

/** The rows of a query, as JSON has them: 64-bit integers as text. */
export async function duckdbRows(sql: string): Promise<readonly (readonly unknown[])[]> {
  const instance = await DuckDBInstance.create(":memory:");
  try {
    const connection = await instance.connect();
    await connection.run("SET TimeZone = 'UTC'");
    return (await connection.runAndReadAll(sql)).getRowsJson();
  } finally {
    instance.closeSync();
  }
}

/** A path or text as SQL has it. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
