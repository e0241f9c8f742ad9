/** A small sign for how bytes move: two sheets for a copy, a link for a reference, a chip for DMA. Twelve units wide. */
import type { PathMechanism } from "../../server/model/live/data-path.ts";

const SHEETS = "M1 4h7v7H1zM4 4V1h7v7H8";
const LINK = "M5 8.5H3.5a2.5 2.5 0 0 1 0-5H5M7 3.5h1.5a2.5 2.5 0 0 1 0 5H7M4 6h4";
const CHIP = "M3 3h6v6H3zM4.5 3V1M7.5 3V1M4.5 11V9M7.5 11V9M3 4.5H1M3 7.5H1M11 4.5H9M11 7.5H9";

const SIGNS: { readonly [M in PathMechanism]: string } = {
  copy: SHEETS,
  "kernel-copy": SHEETS,
  reference: LINK,
  direct: CHIP,
  dma: CHIP,
  deferred: "M6 1a5 5 0 1 0 .01 0M6 3.5V6l2 1.5",
  clone: "M2 6h3l4-4M5 6l4 4M7 2h2v2M7 10h2V8",
  discard: "M2 3h8M3.5 3l.5 8h4l.5-8",
  fill: "M6 1v7M3 5l3 3 3-3M2 11h8",
  unknown: "M4 4a2 2 0 1 1 3 1.7c-.7.4-1 .8-1 1.6M6 10v.3",
};

/** Drawn in the stroke of whatever it stands in; silent, for the mechanism's name stands beside it. */
export function Glyph({ mechanism }: { readonly mechanism: PathMechanism }) {
  return (
    <path
      class={mechanism === "kernel-copy" ? "glyph glyph-filled" : "glyph"}
      d={SIGNS[mechanism]}
      stroke-linejoin="round"
      stroke-linecap="round"
    />
  );
}
