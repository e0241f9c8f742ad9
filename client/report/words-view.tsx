/** Words of a section on the page: ours as text, foreign names as code. Preact escapes; control characters are spelled out. */
import { safeForTerminal } from "../../server/model/safe-text.ts";
import { type Piece, pieceList, pieceText, type Words } from "../../server/model/sections/section.ts";

/** Longest name shown; a command line may be megabytes. */
const LONGEST_NAME = 2_000;

function PieceView({ piece }: { readonly piece: Piece }) {
  if (typeof piece !== "string" && "name" in piece) {
    return <code class="name">{safeForTerminal(piece.name, LONGEST_NAME)}</code>;
  }
  return <>{pieceText(piece)}</>;
}

/** Text in foreign names is never markup; they are cut at 2,000 characters. */
export function WordsView({ words }: { readonly words: Words }) {
  return (
    <>
      {pieceList(words).map((piece, index) => (
        <PieceView key={index} piece={piece} />
      ))}
    </>
  );
}
