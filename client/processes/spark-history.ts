/** The last minute of each listed process, a value a table, for sparklines. Forgets processes that left the list. */
import type { TableRow } from "./table-row.ts";

const KEPT = 60;

/** Bytes copied a second. Rows come and go with the order: a row that comes back begins anew. */
export class SparkHistory {
  #values = new Map<number, number[]>();
  #upTo = 0;

  /** Adds a table's rows once, however often it is drawn. */
  add(rows: readonly TableRow[], at: number): void {
    if (at <= this.#upTo) return;
    this.#upTo = at;
    const next = new Map<number, number[]>();
    for (const { id, copied } of rows) next.set(id, [...(this.#values.get(id) ?? []), copied].slice(-KEPT));
    this.#values = next;
  }

  of(id: number): readonly number[] {
    return this.#values.get(id) ?? [];
  }
}
