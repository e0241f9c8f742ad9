/** Says what everything is narrowed to, and how to undo it. */

import { safeForTerminal } from "../../server/model/safe-text.ts";
import { EdgeChip } from "../path/edge-chip.tsx";
import { live } from "../state/live.ts";
import { selectedEdge, selectedProcess } from "../state/view.ts";

/** Nothing while nothing is chosen. */
export function NarrowedBanner() {
  const edge = selectedEdge.value;
  const id = selectedProcess.value;
  if (edge === null && id === null) return null;
  const process = live.detail.value?.process;
  return (
    <section class="banner banner-held" aria-label="Narrowed to">
      <p>
        <b>Narrowed to</b>
      </p>
      <EdgeChip />
      {id === null ? null : (
        <button type="button" class="chip" onClick={() => (selectedProcess.value = null)}>
          {process === undefined ? "a process" : `${safeForTerminal(process.command, 30)} ${process.pid}`}{" "}
          <span aria-hidden="true">✕</span>
          <span class="unseen">remove</span>
        </button>
      )}
      {edge === null ? null : (
        <p class="muted">Bytes are of this edge's flows. Calls, switches and times belong to no edge and stay.</p>
      )}
    </section>
  );
}
