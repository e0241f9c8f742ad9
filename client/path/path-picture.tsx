/** The picture of the data path: where bytes are and how they move between those places. Edges are buttons. */
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { type Edge, PATH_NODES } from "../../server/model/live/data-path.ts";
import { Explain } from "../parts/explain.tsx";
import { sameEdge, selectedEdge, toggleEdge } from "../state/view.ts";
import { type Amounts, EdgeLabel, EdgeView, moves } from "./edge-view.tsx";
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
  const { width, height, places, borders } = layout.value;
  const touched = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const dims = (edge: Edge) => selectedEdge.value !== null && !sameEdge(selectedEdge.value, edge);
  // Nodes beside the picture of the texts come when something moves through them.
  const beside = new Set(["device", "unknown"]);
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
      {/* biome-ignore lint/a11y/useSemanticElements: SVG has no element for a group of controls */}
      <svg class="path" viewBox={`0 0 ${width} ${height}`} role="group" aria-label="Data path">
        {borders.map(({ y, labelX, above, below }) => (
          <g key={y} class="border">
            <line x1={0} x2={width} y1={y} y2={y} />
            <text x={labelX} y={y - 6} text-anchor="middle">
              {above}
            </text>
            <text x={labelX} y={y + 15} text-anchor="middle">
              {below}
            </text>
          </g>
        ))}
        {PATH_NODES.filter((node) => touched.has(node) || !beside.has(node)).map((node) => {
          const { x, y, width: w, height: h, label, hint } = places[node];
          const roomy = h > 60 && w > 120;
          return (
            <g key={node} class={`node ${touched.has(node) ? "" : "node-idle"}`}>
              <rect x={x} y={y} width={w} height={h} rx={9} />
              <text x={x + w / 2} y={y + h / 2 + (w > 80 && layout.value === WIDE ? -2 : 5)} text-anchor="middle">
                {w < 60 ? "Dev." : label}
              </text>
              {layout.value === WIDE && w > 80 ? (
                <text class="node-hint" x={x + w / 2} y={y + h / 2 + (roomy ? 16 : 14)} text-anchor="middle">
                  {w > 100 ? hint : ""}
                </text>
              ) : null}
            </g>
          );
        })}
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
      <PathLegend />
    </section>
  );
}
