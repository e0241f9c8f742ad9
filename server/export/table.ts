/**
 * What can be exported as a table: tidy data, one row an observation, one column a variable. CSV and Parquet are
 * two renderings of the same tables; docs/exports.md lists every column, and a test keeps it so.
 */
import type { Frame } from "../model/frame.ts";

/**
 * - `timestamp`: microseconds since 1970 in UTC
 * - `int64`: an exact count, or nanoseconds
 * - `double`: a ratio
 * - `text`: UTF-8; foreign names as they are
 */
export type ColumnType = "timestamp" | "int64" | "double" | "text";

/** Null is what was not measured, or does not apply. */
export type Cell = number | string | null;

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly about: string;
}

export interface Table {
  readonly name: string;
  /** What a row is. */
  readonly about: string;
  readonly columns: readonly Column[];
  /** The rows of one frame, cells in the order of the columns. */
  rows(frame: Frame): Iterable<readonly Cell[]>;
}

/** A column of a table whose rows are made of `T`. */
export interface ColumnOf<T> extends Column {
  of(row: T): Cell;
}

/** A column by its name, type and meaning, and how a cell is read from a row. */
export function column<T>(name: string, type: ColumnType, about: string, of: (row: T) => Cell): ColumnOf<T> {
  return { name, type, about, of };
}

/** A table from what its rows are made of and how each column is read from that. */
export function tableOf<T>(
  name: string,
  about: string,
  items: (frame: Frame) => Iterable<T>,
  columns: readonly ColumnOf<T>[],
): Table {
  return {
    name,
    about,
    columns,
    *rows(frame) {
      for (const item of items(frame)) yield columns.map(({ of }) => of(item));
    },
  };
}

/** Epoch milliseconds with a fraction, as they stand in frames, in whole microseconds. */
export function microseconds(milliseconds: number): number {
  return Math.round(milliseconds * 1000);
}
