/**
 * Distributions of the sides over each other: the share of values in each power-of-two bucket, as steps, for sides have
 * unlike numbers of values. Under it the middle and the 99th percentile, as the bounds the buckets allow.
 */
import type { ComparedDistribution, ComparedSide } from "../../server/model/compare/comparison.ts";
import type { Distribution, ValueRange } from "../../server/model/percentiles.ts";
import { safeForTerminal } from "../../server/model/safe-text.ts";
import { formatBytes, formatCount, formatNanoseconds } from "../../server/model/units.ts";
import { sideLook } from "./side-look.ts";
import { SideName } from "./side-name.tsx";

const WIDTH = 380;
const HEIGHT = 120;
const FOOT = 18;

interface Buckets {
  readonly from: number;
  readonly to: number;
}

/** The buckets that any side uses. */
function usedBuckets(sides: readonly (Distribution | null)[]): Buckets {
  const used = sides.flatMap((side) => side?.buckets.flatMap((count, bucket) => (count > 0 ? [bucket] : [])) ?? []);
  return used.length === 0 ? { from: 0, to: 1 } : { from: Math.min(...used), to: Math.max(...used) + 1 };
}

/** Steps over the buckets, as an SVG path. */
function steps({ buckets, count }: Distribution, { from, to }: Buckets, most: number): string {
  const x = (bucket: number) => ((bucket - from) / (to - from)) * WIDTH;
  const y = (bucket: number) => HEIGHT - ((buckets[bucket] ?? 0) / count / most) * (HEIGHT - 6);
  let path = `M0 ${HEIGHT}`;
  for (let bucket = from; bucket < to; bucket++) {
    path += `L${x(bucket).toFixed(1)} ${y(bucket).toFixed(1)}L${x(bucket + 1).toFixed(1)} ${y(bucket).toFixed(1)}`;
  }
  return `${path}L${WIDTH} ${HEIGHT}`;
}

type Format = (value: number) => string;

function rangeWords(range: ValueRange | null, format: Format): string {
  return range === null ? "none" : `${format(range.atLeast)} – ${format(range.below)}`;
}

function titleOf({ kind, operation }: ComparedDistribution): string {
  if (operation === null) return "Run-queue wait";
  return `${kind === "size" ? "Size" : "Latency"} of ${safeForTerminal(operation, 60)}`;
}

interface OverlayProps {
  readonly sides: readonly ComparedSide[];
  readonly distribution: ComparedDistribution;
}

/**
 * Sizes in bytes, latencies and waits in nanoseconds, on one axis of powers of two. A side without values has no
 * line.
 */
export function Overlay({ sides, distribution }: OverlayProps) {
  const title = titleOf(distribution);
  const format: Format = distribution.kind === "size" ? formatBytes : formatNanoseconds;
  const buckets = usedBuckets(distribution.sides);
  const shares = distribution.sides.flatMap((side) => side?.buckets.map((count) => count / side.count) ?? []);
  const most = Math.max(1e-9, ...shares);
  const every = Math.max(1, Math.ceil((buckets.to - buckets.from) / 5));
  const ticks = Array.from(
    { length: Math.floor((buckets.to - buckets.from) / every) + 1 },
    (_, at) => buckets.from + at * every,
  );
  return (
    <section class="card overlay" aria-label={title}>
      <h3>{title}</h3>
      <svg class="overlay-plot" viewBox={`-8 0 ${WIDTH + 16} ${HEIGHT + FOOT}`} aria-hidden="true">
        <line class="overlay-axis" x1="0" x2={WIDTH} y1={HEIGHT} y2={HEIGHT} />
        {distribution.sides.map((side, index) => {
          if (side === null || side.count === 0) return null;
          const { colour, dash } = sideLook(index);
          const path = steps(side, buckets, most);
          return (
            <g key={sides[index]?.name}>
              <path d={path} fill={colour} opacity="0.16" />
              <path d={path} fill="none" stroke={colour} stroke-width="2" stroke-dasharray={dash} />
            </g>
          );
        })}
        {ticks.map((bucket) => (
          <text
            key={bucket}
            x={((bucket - buckets.from) / (buckets.to - buckets.from)) * WIDTH}
            y={HEIGHT + 14}
            text-anchor={bucket === buckets.from ? "start" : bucket === buckets.to ? "end" : "middle"}
          >
            {format(bucket === 0 ? 0 : 2 ** bucket).replace(/\.0+ /, " ")}
          </text>
        ))}
      </svg>
      <table class="small-table">
        <thead>
          <tr>
            <th scope="col">side</th>
            <th scope="col">count</th>
            <th scope="col">median in</th>
            <th scope="col">99% in</th>
          </tr>
        </thead>
        <tbody>
          {distribution.sides.map((side, index) => (
            <tr key={sides[index]?.name}>
              <th scope="row">
                <SideName side={index} name={sides[index]?.name ?? ""} />
              </th>
              <td>{formatCount(side?.count ?? 0)}</td>
              <td>{rangeWords(side?.p50 ?? null, format)}</td>
              <td>{rangeWords(side?.p99 ?? null, format)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
