/** A small "i" that explains what stands beside it: on hover, on focus, on tap. Text for everybody, markup for nobody. */
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

/** A question mark whose text shows on hover, focus and tap. `about` completes its name for screen readers. */
export function Explain({ about, children }: { readonly about: string; readonly children: ComponentChildren }) {
  const id = useId();
  return (
    <span class="explain">
      <button type="button" class="explain-mark" aria-label={`About ${about}`} aria-describedby={id}>
        ?
      </button>
      <span class="explain-text" role="tooltip" id={id}>
        {children}
      </span>
    </span>
  );
}
