/** What the lines of the data path mean, each drawn as it is there. */
import type { PathMechanism } from "../../server/model/live/data-path.ts";
import { mechanismColour, mechanismLabel, mechanismMeaning } from "../parts/mechanism-words.ts";
import { capOf, dashOf } from "./edge-shape.ts";
import { Glyph } from "./glyph.tsx";

const SHOWN: readonly PathMechanism[] = ["copy", "kernel-copy", "reference", "dma", "deferred"];

/** Those that come up in most programs; the others are named at their edges. */
export function PathLegend() {
  return (
    <ul class="path-legend">
      {SHOWN.map((mechanism) => {
        const colour = `var(--${mechanismColour(mechanism)})`;
        return (
          <li key={mechanism} title={mechanismMeaning(mechanism)}>
            <svg width="50" height="14" aria-hidden="true">
              <g stroke={colour} transform="translate(0 1)">
                <Glyph mechanism={mechanism} />
              </g>
              <path
                d="M18 7h30"
                stroke={colour}
                stroke-width="6"
                stroke-dasharray={dashOf(mechanism, 6)}
                stroke-linecap={capOf(mechanism)}
              />
              {mechanism === "kernel-copy" ? <path class="edge-core" d="M18 7h30" stroke-width="2" /> : null}
            </svg>
            {mechanismLabel(mechanism)}
          </li>
        );
      })}
    </ul>
  );
}
