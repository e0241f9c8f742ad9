/**
 * What a rendering is made of: sections of figures, tables and sentences. Terminal and Markdown draw the
 * same sections, so they cannot say different things. Text that is not ours is marked, and each rendering
 * makes it harmless in its own way.
 */

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
}

export type Block =
  | { readonly kind: "figures"; readonly rows: readonly { readonly label: string; readonly figure: Words }[] }
  | {
      readonly kind: "table";
      readonly columns: readonly Column[];
      readonly rows: readonly (readonly Words[])[];
      /** What stands below: how many rows are not shown. */
      readonly more: string | null;
    }
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

/** The first `limit` rows as a table, and a line that says how many more there are. */
export function limitedTable<T>(
  columns: readonly Column[],
  items: readonly T[],
  limit: number,
  row: (item: T) => readonly Words[],
): Block {
  const left = items.length - limit;
  return {
    kind: "table",
    columns,
    rows: items.slice(0, limit).map(row),
    more: left > 0 ? `and ${left} more, which the JSON holds` : null,
  };
}
