/** What stands still in the picture: the bands of user space, kernel and devices, and the places that bytes are in. */
import type { PathNode } from "../../server/model/live/data-path.ts";
import { type Band, type Layout, NARROW } from "./places.ts";

/** A stripe as wide as the picture. */
export function BandView({
  band: { name, label, y, height },
  layout,
}: {
  readonly band: Band;
  readonly layout: Layout;
}) {
  const small = layout === NARROW;
  return (
    <g class={`band band-${name}`}>
      <rect x={0} y={y} width={layout.width} height={height} rx={name === "kernel" ? 0 : 8} />
      {name === "user" ? null : <line x1={0} x2={layout.width} y1={y} y2={y} />}
      {/* Along the edge, where no way leads; on a phone in the corner. */}
      <text
        text-anchor={small ? "start" : "middle"}
        transform={small ? `translate(8 ${y + 14})` : `translate(18 ${y + height / 2}) rotate(-90)`}
      >
        {label}
      </text>
    </g>
  );
}

/** Sixteen units wide and high. */
const ICONS: { readonly [N in PathNode]: string } = {
  application: "M1.5 2.5h13v11h-13zM1.5 5.5h13M4 8.5h5M4 11h8",
  "page-cache": "M8 1.5 14.5 5 8 8.5 1.5 5zM1.5 8 8 11.5 14.5 8M1.5 11 8 14.5 14.5 11",
  pipe: "M1.5 3.5v9M14.5 3.5v9M1.5 5.5h13M1.5 10.5h13",
  file: "M3.5 1.5h6l3 3v10h-9zM9.5 1.5v3h3",
  socket: "M5 1.5v4M11 1.5v4M3 5.5h10V8A5 5 0 0 1 3 8zM8 13v2",
  disk: "M2 4c0-3.3 12-3.3 12 0S2 7.3 2 4v8c0 3.3 12 3.3 12 0V4",
  nic: "M1.5 3.5h13v8h-13zM4.5 11.5v2M8 11.5v2M11.5 11.5v2M5 7.5h6",
  device: "M1.5 2.5h13v11h-13zM4 6l2.5 2L4 10M8.5 10.5H12",
  unknown: "M5.5 5.5a2.5 2.5 0 1 1 3.6 2.3C8.3 8.2 8 8.7 8 9.6M8 12.6v.3",
};

interface NodeViewProps {
  readonly node: PathNode;
  readonly layout: Layout;
  /** Something moves through it, or did in the time shown. */
  readonly touched: boolean;
}

/** What fits depends on its place: a hint in wide pictures only, an icon where there is room for one. */
export function NodeView({ node, layout, touched }: NodeViewProps) {
  const { x, y, width, height, label, hint } = layout.places[node];
  const small = layout === NARROW;
  const middle = x + width / 2;
  const tall = height > 100;
  // A tall place has its icon over its name, a flat one at its left end, a small one none.
  const hinted = !small && width > 100;
  const icon = !hinted ? null : tall ? [middle - 13, y + height / 2 - 44, 1.6] : [x + 9, y + height / 2 - 9, 1.15];
  return (
    <g class={`node ${touched ? "" : "node-idle"}`}>
      <rect x={x} y={y} width={width} height={height} rx={8} />
      {icon === null ? null : (
        <path class="node-icon" d={ICONS[node]} transform={`translate(${icon[0]} ${icon[1]}) scale(${icon[2]})`} />
      )}
      <text
        x={middle + (hinted && !tall ? 13 : 0)}
        y={y + height / 2 + (!hinted ? 5 : tall ? 8 : -2)}
        text-anchor="middle"
      >
        {label}
      </text>
      {hinted ? (
        <text class="node-hint" x={middle + (tall ? 0 : 13)} y={y + height / 2 + (tall ? 26 : 14)} text-anchor="middle">
          {hint}
        </text>
      ) : null}
    </g>
  );
}
