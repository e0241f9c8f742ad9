/** The data path as it is now: a live picture of where bytes are and how they move between those places. */
import { useComputed } from "@preact/signals";
import { byteRate, eventRate } from "../parts/figure-text.ts";
import { chosenSteps, figuresFrame, figuresSeconds } from "../state/shown-frames.ts";
import { Balance } from "./balance.tsx";
import { pathEdges } from "./path-edges.ts";
import { PathPicture } from "./path-picture.tsx";

const RATES = { bytes: byteRate, calls: eventRate } as const;

/** Widths are of the second or window that figures are of; what moved at any time shown keeps its edge, thin. */
export function DataPath() {
  const edges = useComputed(() => pathEdges(figuresFrame.value, figuresSeconds.value, chosenSteps.value)).value;
  return (
    <PathPicture edges={edges} amounts={RATES}>
      <Balance />
    </PathPicture>
  );
}
