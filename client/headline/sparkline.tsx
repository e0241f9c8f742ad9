/** A line without axes: how a figure went over the visible time. Decoration beside a number, so it is silent. */

interface SparklineProps {
  readonly values: readonly (number | null)[];
  readonly colour: string;
  readonly width: number;
  readonly height: number;
}

/** The path of values, oldest first, broken where one is missing. */
function sparkPath(values: readonly (number | null)[], width: number, height: number): string {
  const top = Math.max(1e-9, ...values.map((value) => value ?? 0));
  const step = width / Math.max(1, values.length - 1);
  let path = "";
  let pen = "M";
  values.forEach((value, index) => {
    if (value === null) {
      pen = "M";
      return;
    }
    path += `${pen}${(index * step).toFixed(1)} ${(height - 1.5 - (value / top) * (height - 3)).toFixed(1)}`;
    pen = "L";
  });
  return path;
}

export function Sparkline({ values, colour, width, height }: SparklineProps) {
  const path = sparkPath(values, width, height);
  return (
    <svg class="spark" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
      <path d={path} stroke={`var(--${colour})`} vector-effect="non-scaling-stroke" />
    </svg>
  );
}
