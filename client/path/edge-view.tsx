/** One edge of the data path: line, arrow head, and the label that says how much moves and how. */
import type { Edge } from "../../server/model/live/data-path.ts";
import { type FigureText, spoken } from "../parts/figure-text.ts";
import { mechanismColour, mechanismLabel } from "../parts/mechanism-words.ts";
import { capOf, dashOf, edgeShape, labelBox, widthOf } from "./edge-shape.ts";
import { Glyph } from "./glyph.tsx";
import type { PathEdge } from "./path-edges.ts";
import { type Layout, NARROW } from "./places.ts";
import { routeOf } from "./routes.ts";

/** What an edge's numbers are: rates of a live run, or sums over one that is over. */
export interface Amounts {
  readonly bytes: (bytes: number) => FigureText;
  readonly calls: (calls: number) => FigureText;
}

interface EdgeViewProps {
  readonly edge: PathEdge;
  readonly layout: Layout;
  readonly amounts: Amounts;
  /** Bytes a second of the widest edge. */
  readonly scale: number;
  readonly selected: boolean;
  /** Another edge is selected. */
  readonly dimmed: boolean;
  readonly onSelect: (edge: Edge) => void;
}

/** Less than a byte a second is what is left of one long ago, spread over a long window. */
export function moves({ rate }: Pick<PathEdge, "rate">): boolean {
  return rate >= 0.5;
}

/** What an edge says to somebody who does not see it. */
function edgeSentence({ from, to, mechanism, rate, calls }: PathEdge, { places }: Layout, amounts: Amounts): string {
  const way = `${places[from].label} to ${places[to].label}, ${mechanismLabel(mechanism)}`;
  const often = calls > 0 ? `, ${spoken(amounts.calls(calls))} calls` : "";
  return `${way}: ${spoken(amounts.bytes(rate))}${often}`;
}

/**
 * A line that can be pressed, by keyboard too, unless it is DMA: that is not made of flows, so nothing can be
 * narrowed to it.
 */
export function EdgeView({ edge, layout, amounts, scale, selected, dimmed, onSelect }: EdgeViewProps) {
  const { from, to, mechanism, rate, lane } = edge;
  const idle = !moves(edge);
  const route = routeOf(from, to, layout);
  const full = idle ? 2 : widthOf(rate, scale);
  // Dots as wide as the widest line would be few and look like something else.
  const width = (capOf(mechanism) === "round" ? Math.min(full, 9) : full) * (layout === NARROW ? 0.8 : 1);
  const { line, head } = edgeShape(route, width, lane);
  const colour = `var(--${idle ? "line-strong" : mechanismColour(mechanism)})`;
  const select = () => onSelect({ from, to, mechanism });
  // DMA is not made of flows, so nothing can be narrowed to it.
  const choosable = mechanism !== "dma";
  const sentence = edgeSentence(edge, layout, amounts);
  return (
    <g
      class={`edge ${idle ? "edge-idle" : ""} ${selected ? "edge-selected" : ""} ${dimmed ? "edge-dimmed" : ""}`}
      data-edge={`${from}>${to}>${mechanism}`}
      {...(choosable
        ? {
            role: "button",
            tabindex: 0,
            "aria-pressed": selected,
            onClick: select,
            onKeyDown: (event: KeyboardEvent) => {
              if (event.key !== "Enter" && event.key !== " ") return;
              event.preventDefault();
              select();
            },
          }
        : { role: "img" })}
      aria-label={sentence}
    >
      <title>{sentence}</title>
      <path class="edge-reach" d={line} />
      {selected ? <path class="edge-halo" d={line} stroke-width={width + 10} /> : null}
      <path
        class="edge-line"
        d={line}
        stroke={colour}
        stroke-width={width}
        stroke-dasharray={dashOf(mechanism, width)}
        stroke-linecap={capOf(mechanism)}
      />
      {mechanism === "kernel-copy" && !idle ? (
        <path class="edge-core" d={line} stroke-width={Math.max(1, width / 3)} />
      ) : null}
      <path d={head} fill={colour} />
    </g>
  );
}

type EdgeLabelProps = Omit<EdgeViewProps, "scale" | "selected">;

/** The label lies above all lines, in a layer of its own. What it says, the edge says too: it is for eyes and pointers. */
export function EdgeLabel({ edge, layout, amounts, dimmed, onSelect }: EdgeLabelProps) {
  const { from, to, mechanism, rate } = edge;
  const small = layout === NARROW;
  const route = routeOf(from, to, layout);
  const { x, y, width, height } = labelBox({ route, lane: edge.lane, layout });
  const colour = `var(--${mechanismColour(mechanism)})`;
  const { number, unit } = amounts.bytes(rate);
  // Number and unit meet at the same place in every label, so that neither moves while the number changes.
  const meet = small ? 48 : 54;
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: it cannot be focused; the edge below it can
    <g
      class={`edge-label ${route.covers ? "edge-label-on" : ""} ${dimmed ? "edge-dimmed" : ""}`}
      aria-hidden="true"
      onClick={() => mechanism !== "dma" && onSelect({ from, to, mechanism })}
      transform={`translate(${x} ${y})`}
    >
      <rect width={width} height={height} rx={small ? 5 : 7} stroke={colour} />
      <g transform={small ? "translate(4.5 4.5) scale(.9)" : "translate(4 4)"} stroke={colour}>
        <Glyph mechanism={mechanism} />
      </g>
      <text y={small ? 14 : 15}>
        <tspan class="edge-rate" x={meet} text-anchor="end">
          {number}
        </tspan>
        <tspan class="edge-unit" x={meet + 4} text-anchor="start">
          {unit}
        </tspan>
      </text>
      {small ? null : (
        <text class="edge-how" x={21} y={28.5}>
          {mechanismLabel(mechanism)}
        </text>
      )}
    </g>
  );
}
