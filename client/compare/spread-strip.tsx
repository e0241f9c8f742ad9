/**
 * A figure of all sides on one scale that begins at zero: a dot a run, a bar from the least to the most, a stroke at the
 * median. What it shows stands in words beside it, so it is silent.
 */
import type { Spread } from "../../server/model/compare/comparison.ts";
import { sideLook } from "./side-look.ts";

const WIDTH = 240;
const ROW = 15;
const EDGE = 6;

/** A line a side; one that was not measured stays empty. */
export function SpreadStrip({ sides }: { readonly sides: readonly Spread[] }) {
  const most = Math.max(...sides.map((side) => side.most ?? 0));
  const x = (value: number) => EDGE + (most === 0 ? 0 : (value / most) * (WIDTH - 2 * EDGE));
  const height = sides.length * ROW;
  return (
    <svg class="strip" viewBox={`0 0 ${WIDTH} ${height}`} width={WIDTH} height={height} aria-hidden="true">
      <line class="strip-zero" x1={EDGE} x2={EDGE} y1={0} y2={height} />
      {sides.map(({ values, median, least, most: largest }, side) => {
        const { colour } = sideLook(side);
        const y = (side + 0.5) * ROW;
        if (median === null || least === null || largest === null) return null;
        return (
          <g key={side} fill={colour} stroke={colour}>
            <line x1={EDGE} x2={x(median)} y1={y} y2={y} stroke-width="1" opacity="0.5" />
            <line x1={x(least)} x2={x(largest)} y1={y} y2={y} stroke-width="5" opacity="0.35" />
            {values.map((value, run) =>
              value === null ? null : <circle key={run} cx={x(value)} cy={y} r="2.6" stroke="none" />,
            )}
            <line x1={x(median)} x2={x(median)} y1={y - 6} y2={y + 6} stroke-width="2" />
          </g>
        );
      })}
    </svg>
  );
}
