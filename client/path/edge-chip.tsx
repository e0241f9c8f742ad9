/** Names the edge that everything is narrowed to, and takes that back. */
import { mechanismLabel } from "../parts/mechanism-words.ts";
import { selectedEdge } from "../state/view.ts";
import { WIDE } from "./places.ts";

/** Nothing while no edge is chosen. */
export function EdgeChip() {
  const edge = selectedEdge.value;
  if (edge === null) return null;
  return (
    <button type="button" class="chip" onClick={() => (selectedEdge.value = null)}>
      {WIDE.places[edge.from].label} → {WIDE.places[edge.to].label}, {mechanismLabel(edge.mechanism)}{" "}
      <span aria-hidden="true">✕</span>
      <span class="unseen">remove</span>
    </button>
  );
}
