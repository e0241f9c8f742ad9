/** Whether a transfer did what the textbook says. */
import type { Textbook } from "./transfers.ts";
import type { WayFlow } from "./way.ts";

/** Figures are compared as they are shown: to two decimals. */
const NEAR = 0.005;

interface Seen {
  readonly copies: number | null;
  readonly transitionsPerChunk: number | null;
}

function near(seen: number, expected: number): boolean {
  return Math.abs(seen - expected) < NEAR;
}

/** The textbook's copies, here: a filesystem that shares extents copies nothing. */
function expectedCopies({ copiesPerByte }: Textbook, way: readonly WayFlow[]): number {
  return way.length > 0 && way.every(({ mechanism }) => mechanism === "clone") ? 0 : copiesPerByte;
}

/** Null where the textbook says nothing, or what it speaks of was not measured. */
export function textbookMet(textbook: Textbook | null, way: readonly WayFlow[], seen: Seen): boolean | null {
  if (textbook === null || seen.copies === null) return null;
  if (!near(seen.copies, expectedCopies(textbook, way))) return false;
  if (textbook.transitionsPerChunk === null) return true;
  return seen.transitionsPerChunk === null ? null : near(seen.transitionsPerChunk, textbook.transitionsPerChunk);
}
