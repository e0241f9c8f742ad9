/** What the person looks at, as the server is told. Reads signals. */
import type { View } from "../../server/model/live/protocol.ts";
import { descending, filter, order, rows, selectedEdge, selectedProcess } from "../state/view.ts";

/** An effect that calls it follows everything it reads, but not whether the page is hidden. */
export function currentView(): View {
  return {
    order: order.value,
    descending: descending.value,
    filter: filter.value,
    selected: selectedProcess.value,
    edge: selectedEdge.value,
    rows: rows.value,
    visible: document.visibilityState === "visible",
  };
}
