/** Puts crosshair and brushed window where they belong: as shares of the visible time, in two style properties. */
import { effect } from "@preact/signals";
import { brushed, hovered, type TimeRange, visible } from "../state/view.ts";

/** Where a moment lies in a range, 0 to 1 within it. */
export function shareOf(moment: number, { from, to }: TimeRange): number {
  return to > from ? (moment - from) / (to - from) : 0;
}

const within = (share: number) => Math.min(1, Math.max(0, share));

/** Keeps the properties of an element current. */
export function placePointers(element: HTMLElement): () => void {
  return effect(() => {
    const range = visible.value;
    const { style, classList } = element;
    classList.toggle("hovering", hovered.value !== null);
    if (hovered.value !== null) style.setProperty("--hover", String(within(shareOf(hovered.value, range))));
    classList.toggle("brushing", brushed.value !== null);
    if (brushed.value !== null) {
      style.setProperty("--brush-from", String(within(shareOf(brushed.value.from, range))));
      style.setProperty("--brush-to", String(within(shareOf(brushed.value.to, range))));
    }
  });
}
