/** The data path of a run, of one of its processes, or of a brushed window: sums, not rates. */
import { useComputed } from "@preact/signals";
import type { Report } from "../../server/model/report.ts";
import { formatCount } from "../../server/model/units.ts";
import { byteCount } from "../parts/figure-text.ts";
import { pathEdges } from "../path/path-edges.ts";
import { PathPicture } from "../path/path-picture.tsx";
import { figuresFrame } from "../state/shown-frames.ts";
import { brushed } from "../state/view.ts";
import { chosenRow, chosenWork, liveFlowsOf } from "./report-view.ts";

const SUMS = { bytes: byteCount, calls: (calls: number) => ({ number: formatCount(calls), unit: "" }) } as const;

/** Bytes over the whole run, or over what the chosen process did; not rates. */
export function RunPath({ report }: { readonly report: Report }) {
  const edges = useComputed(() => {
    const run = { flows: liveFlowsOf(chosenWork(report).flows), dma: report.totals.dma };
    return pathEdges(brushed.value === null ? run : figuresFrame.value, 1, []);
  }).value;
  const of =
    brushed.value !== null ? "the brushed window" : chosenRow.value === null ? "the whole run" : "the chosen process";
  return (
    <PathPicture edges={edges} amounts={SUMS}>
      <span class="muted">bytes over {of}; DMA is the whole machine's</span>
    </PathPicture>
  );
}
