/** The picture of the data path: where bytes are and how they move between those places. Edges are buttons. */
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { type Edge, PATH_NODES, type PathNode } from "../../server/model/live/data-path.ts";
import { Explain } from "../parts/explain.tsx";
import { sameEdge, selectedEdge, toggleEdge } from "../state/view.ts";
import { type Amounts, EdgeLabel, EdgeView, moves } from "./edge-view.tsx";
import { BandView, NodeView } from "./node-view.tsx";
import { edgeKey, type PathEdge, steadyScale } from "./path-edges.ts";
import { PathLegend } from "./path-legend.tsx";
import { type Layout, NARROW, WIDE } from "./places.ts";

/** Pixels below which the narrow picture is drawn. */
const NARROW_BELOW = 620;

interface PathPictureProps {
  readonly edges: readonly PathEdge[];
  readonly amounts: Amounts;
  /** Beside the heading. */
  readonly children?: ComponentChildren;
}

/** Nodes beside the picture of the texts come when something moves through them. */
const BESIDE: ReadonlySet<PathNode> = new Set(["device", "unknown"]);

/** What stands still while edges change: made anew only when another place is touched. */
function Ground({ layout, edges }: { readonly layout: Layout; readonly edges: readonly PathEdge[] }) {
  const touched = PATH_NODES.filter((node) => edges.some(({ from, to }) => from === node || to === node));
  return useMemo(
    () => (
      <>
        {layout.bands.map((band) => (
          <BandView key={band.name} band={band} layout={layout} />
        ))}
        {PATH_NODES.filter((node) => touched.includes(node) || !BESIDE.has(node)).map((node) => (
          <NodeView key={node} node={node} layout={layout} touched={touched.includes(node)} />
        ))}
      </>
    ),
    [layout, touched.join()],
  );
}

/** A press on an edge selects it; where there is little room, the picture is drawn narrow and upright. */
export function PathPicture({ edges, amounts, children }: PathPictureProps) {
  const panel = useRef<HTMLElement>(null);
  const layout = useSignal<Layout>(innerWidth < NARROW_BELOW ? NARROW : WIDE);
  const scale = useRef(1);
  useEffect(() => {
    if (panel.current === null) return;
    const observer = new ResizeObserver(([entry]) => {
      layout.value = (entry?.contentRect.width ?? NARROW_BELOW) < NARROW_BELOW ? NARROW : WIDE;
    });
    observer.observe(panel.current);
    return () => observer.disconnect();
  }, [layout]);
  scale.current = steadyScale(scale.current, edges);
  const { width, height } = layout.value;
  const dims = (edge: Edge) => selectedEdge.value !== null && !sameEdge(selectedEdge.value, edge);
  return (
    <section class="card path-card" aria-label="Data path" ref={panel}>
      <header class="card-head">
        <h2>Data path</h2>
        <Explain about="the data path">
          Where bytes are and how they move. Solid lines are copies by the CPU: through an application, data climbs into
          user space and comes back. Dashed lines move by reference, dotted ones by DMA. Wider is more, by the square
          root. Choose an edge to narrow everything else to its flows.
        </Explain>
        {children}
      </header>
      <div class="path-frame" style={{ aspectRatio: `${width} / ${height}` }}>
        {/* biome-ignore lint/a11y/useSemanticElements: SVG has no element for a group of controls */}
        <svg class="path" viewBox={`0 0 ${width} ${height}`} role="group" aria-label="Data path">
          <Ground layout={layout.value} edges={edges} />
          {edges.map((edge) => (
            <EdgeView
              key={edgeKey(edge)}
              edge={edge}
              layout={layout.value}
              amounts={amounts}
              scale={scale.current}
              selected={sameEdge(selectedEdge.value, edge)}
              dimmed={dims(edge)}
              onSelect={toggleEdge}
            />
          ))}
          {edges.filter(moves).map((edge) => (
            <EdgeLabel
              key={edgeKey(edge)}
              edge={edge}
              layout={layout.value}
              amounts={amounts}
              dimmed={dims(edge)}
              onSelect={toggleEdge}
            />
          ))}
        </svg>
      </div>
      <PathLegend />
    </section>
  );
}
