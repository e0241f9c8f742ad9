/** Columns without borders, for terminals and tickets: what is copied from there stays readable. */
import Table from "cli-table3";

const NO_BORDERS = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
  middle: "  ",
};

export interface PlainColumns {
  readonly aligns: readonly ("left" | "right")[];
  /** By column, where words are to be wrapped; null: as wide as it needs to be. */
  readonly widths?: readonly (number | null)[];
}

/** The lines of a table, its head being the first row. Cells are harmless already. */
export function plainColumns(
  rows: readonly (readonly Table.Cell[])[],
  { aligns, widths }: PlainColumns,
): readonly string[] {
  const table = new Table({
    chars: NO_BORDERS,
    colAligns: [...aligns],
    ...(widths === undefined ? {} : { colWidths: [...widths], wordWrap: true }),
    style: { "padding-left": 0, "padding-right": 0, head: [], border: [] },
  });
  table.push(...rows.map((row) => [...row]));
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd());
}
