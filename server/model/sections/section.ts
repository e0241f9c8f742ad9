/**
 * What a rendering is made of: sections of figures, tables and sentences. Terminal, Markdown and the HTML report
 * draw the same sections, so they cannot say different things. Text that is not ours is marked, and each
 * rendering makes it harmless in its own way.
 */

import { safeForTerminal } from "../safe-text.ts";

const LONGEST_PROSE = 400;

/** A foreign name (a command, a host, a filesystem): shown as code, never obeyed. */
export interface ForeignName {
  readonly name: string;
}

/** A sentence that may hold foreign words (a reason, a message). */
export interface ForeignProse {
  readonly prose: string;
}

export type Piece = string | ForeignName | ForeignProse;

/** Words of ours, with foreign ones between them. */
export type Words = Piece | readonly Piece[];

export interface Column {
  readonly title: string;
  readonly align: "left" | "right";
  /** Left out where a line has a hundred columns. */
  readonly wide?: true;
  /** Left out there where it says nothing but 0. */
  readonly quiet?: true;
}

/** A cell whose words stand for a number, by which a table can be sorted. Null: not known. */
export interface Measured {
  readonly words: Words;
  readonly value: number | null;
}

export type Cell = Words | Measured;

/** What a figure is called, the figure itself, and what it is made of. */
export interface FigureRow {
  readonly label: string;
  readonly figure: string;
  readonly note: string | null;
}

export interface TableBlock {
  readonly kind: "table";
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  /** What stands below: how many rows are not shown. */
  readonly more: string | null;
}

export type Block =
  | { readonly kind: "figures"; readonly rows: readonly FigureRow[] }
  | TableBlock
  | { readonly kind: "list"; readonly items: readonly Words[] }
  | { readonly kind: "paragraph"; readonly words: Words };

export interface Section {
  readonly title: Words;
  readonly blocks: readonly Block[];
}

export const name = (text: string): ForeignName => ({ name: text });
export const prose = (text: string): ForeignProse => ({ prose: text });

/** ``words`on ${name(host)}` ``: our words with foreign pieces in their places. */
export function words(ours: TemplateStringsArray, ...pieces: readonly Words[]): Words {
  return ours.flatMap((text, index) => {
    const piece = pieces[index];
    return piece === undefined ? [text] : [text, ...pieceList(piece)];
  });
}

/** A piece as harmless text of one line. */
export function pieceText(piece: Piece, longestName = 120): string {
  if (typeof piece === "string") return piece;
  return "name" in piece ? safeForTerminal(piece.name, longestName) : safeForTerminal(piece.prose, LONGEST_PROSE);
}

/** Words as the list of pieces that they stand for. */
export function pieceList(of: Words): readonly Piece[] {
  return isList(of) ? of : [of];
}

/** Words one after the other. */
export function joined(parts: readonly Words[], separator = ", "): Words {
  return parts.flatMap((part, index) => (index === 0 ? pieceList(part) : [separator, ...pieceList(part)]));
}

function isList(of: Words): of is readonly Piece[] {
  return Array.isArray(of);
}

/** What a cell says, without the number that it is sorted by. */
export function cellWords(cell: Cell): Words {
  return isMeasured(cell) ? cell.words : cell;
}

/** Whether a cell has a number behind its words. */
export function isMeasured(cell: Cell): cell is Measured {
  return typeof cell === "object" && "value" in cell;
}

/** The table without its wide columns, and without quiet ones that have nothing to say. */
export function narrowTable(block: TableBlock): TableBlock {
  const isZero = (cell: Cell | undefined) => typeof cell === "object" && "value" in cell && cell.value === 0;
  const kept = (_: unknown, index: number) => {
    const { wide, quiet } = block.columns[index] ?? {};
    return wide !== true && !(quiet === true && block.rows.every((row) => isZero(row[index])));
  };
  return { ...block, columns: block.columns.filter(kept), rows: block.rows.map((row) => row.filter(kept)) };
}

/** A figure and what it is made of, as one line: `3,212: 3,200 voluntary, 12 involuntary`. */
export function figureLine({ figure, note }: FigureRow): string {
  return note === null ? figure : `${figure}: ${note}`;
}

/** The first `limit` rows as a table, and a line that says how many more there are. */
export function limitedTable<T>(
  columns: readonly Column[],
  items: readonly T[],
  limit: number,
  row: (item: T) => readonly Cell[],
): TableBlock {
  const left = items.length - limit;
  return {
    kind: "table",
    columns,
    rows: items.slice(0, limit).map(row),
    more: left > 0 ? `and ${left} more, which the JSON holds` : null,
  };
}
