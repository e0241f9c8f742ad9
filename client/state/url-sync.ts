/** Keeps the URL and the view signals the same. The one owner of `location`. */
import { batch, effect } from "@preact/signals";
import { live } from "./live.ts";
import {
  brushed,
  descending,
  filter,
  held,
  order,
  recording,
  selectedEdge,
  selectedOf,
  selectedProcess,
  span,
} from "./view.ts";
import { fragmentFromView, viewFromFragment } from "./view-url.ts";

function readUrl(): void {
  const view = viewFromFragment(location.hash);
  batch(() => {
    recording.value = view.recording;
    span.value = view.span;
    held.value = view.held;
    brushed.value = view.brushed;
    selectedEdge.value = view.edge;
    selectedProcess.value = view.process;
    selectedOf.value = view.processOf;
    order.value = view.order;
    descending.value = view.descending;
    filter.value = view.filter;
  });
}

/** To be called once, before anything reads the view. Another recording in the URL loads the page anew. */
export function syncUrl(): void {
  readUrl();
  addEventListener("hashchange", () => {
    // Another run is another page: nothing of the one before is left.
    if (viewFromFragment(location.hash).recording !== recording.value) location.reload();
    else readUrl();
  });
  // Browsers refuse more than a hundred changes in half a minute, and dragging makes more.
  let wanted = "";
  let waiting = false;
  effect(() => {
    wanted = fragmentFromView({
      recording: recording.value,
      span: span.value,
      held: held.value,
      brushed: brushed.value,
      edge: selectedEdge.value,
      process: selectedProcess.value,
      processOf: recording.value !== null ? null : (live.state.value?.server.slice(0, 8) ?? selectedOf.value),
      order: order.value,
      descending: descending.value,
      filter: filter.value,
    });
    if (waiting) return;
    waiting = true;
    setTimeout(() => {
      waiting = false;
      if (location.hash.replace(/^#/, "") === wanted) return;
      history.replaceState(null, "", wanted === "" ? location.pathname + location.search : `#${wanted}`);
    }, 300);
  });
}
