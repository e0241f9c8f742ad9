/** A table of a section, which can be sorted by any column: the heaviest rows first, the rest on demand. */
import { useSignal } from "@preact/signals";
import {
  type Cell,
  cellWords,
  isMeasured,
  pieceList,
  pieceText,
  type TableBlock,
} from "../../server/model/sections/section.ts";
import { plural } from "../../server/model/units.ts";
import { WordsView } from "./words-view.tsx";

/** Rows shown before somebody asks for all. */
const FIRST_ROWS = 12;

interface SortedTableProps {
  readonly label: string;
  readonly block: TableBlock;
  /** Rows can be chosen: by their place in the block. */
  readonly choice?: {
    readonly chosen: number | null;
    readonly onChoose: (row: number) => void;
    readonly column: number;
  };
}

interface Order {
  readonly column: number;
  readonly descending: boolean;
}

const textOf = (cell: Cell) =>
  pieceList(cellWords(cell))
    .map((piece) => pieceText(piece))
    .join("");

/** What is not known stands last, whatever the direction. */
function compare(a: Cell, b: Cell, sign: number): number {
  if (isMeasured(a) && isMeasured(b)) {
    if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null);
    return sign * (a.value - b.value);
  }
  return sign * textOf(a).localeCompare(textOf(b));
}

function sorted(rows: TableBlock["rows"], order: Order | null): readonly { row: readonly Cell[]; place: number }[] {
  const placed = rows.map((row, place) => ({ row, place }));
  if (order === null) return placed;
  const sign = order.descending ? -1 : 1;
  return placed.toSorted((a, b) => compare(a.row[order.column] ?? "", b.row[order.column] ?? "", sign));
}

/** In the block's own order until a heading is pressed. `choice` makes the cells of one column buttons. */
export function SortedTable({ label, block, choice }: SortedTableProps) {
  const order = useSignal<Order | null>(null);
  const all = useSignal(false);
  const { columns, rows, more } = block;
  const shown = sorted(rows, order.value).slice(0, all.value ? undefined : FIRST_ROWS);
  const sortBy = (column: number) => {
    const before = order.value?.column === column ? order.value : null;
    order.value = { column, descending: before === null ? columns[column]?.align === "right" : !before.descending };
  };
  return (
    <>
      {/* biome-ignore lint/a11y: a region that scrolls must be reachable by keyboard, and a fieldset it is not */}
      <div class="report-table" tabIndex={0} role="group" aria-label={label}>
        <table>
          <thead>
            <tr>
              {columns.map(({ title, align }, column) => (
                <th
                  key={title}
                  scope="col"
                  class={align}
                  aria-sort={
                    order.value?.column === column ? (order.value.descending ? "descending" : "ascending") : undefined
                  }
                >
                  <button type="button" class="sort" onClick={() => sortBy(column)}>
                    {title}
                    {order.value?.column === column ? (
                      <span class="sort-mark" aria-hidden="true">
                        {order.value.descending ? "▼" : "▲"}
                      </span>
                    ) : null}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map(({ row, place }) => (
              <tr key={place} class={choice?.chosen === place ? "row-selected" : ""}>
                {row.map((cell, column) => (
                  <td key={columns[column]?.title} class={columns[column]?.align}>
                    {choice?.column === column ? (
                      <button
                        type="button"
                        class="row-choice"
                        aria-pressed={choice.chosen === place}
                        onClick={() => choice.onChoose(place)}
                      >
                        <WordsView words={cellWords(cell)} />
                      </button>
                    ) : (
                      <WordsView words={cellWords(cell)} />
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > shown.length ? (
        <button type="button" class="button more" onClick={() => (all.value = true)}>
          Show all {plural(rows.length, "row")}
        </button>
      ) : null}
      {more === null ? null : <p class="muted">{more}</p>}
    </>
  );
}
