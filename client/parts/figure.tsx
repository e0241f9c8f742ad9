/** A number and its unit, each with a width of its own, so that figures stand still while they change. */
import type { FigureText } from "./figure-text.ts";

/** The unit stands beside the number, not in it. */
export function Figure({ text }: { readonly text: FigureText }) {
  return (
    <span class="figure">
      <span class="figure-number">{text.number}</span>
      <span class="figure-unit">{text.unit}</span>
    </span>
  );
}
