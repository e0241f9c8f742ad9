/** A side's letter in its colour. */
import { sideLook } from "./side-look.ts";

/** `side` counts from 0 and gives the colour; the name is what is read out. */
export function SideName({ side, name }: { readonly side: number; readonly name: string }) {
  return (
    <span class="side-name">
      <span class="side-swatch" style={{ background: sideLook(side).colour }} aria-hidden="true" />
      {name}
    </span>
  );
}
