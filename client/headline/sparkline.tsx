/** A line without axes: how a figure went over the visible time. Decoration beside a number, so it is silent. */

interface SparklineProps {
  readonly values: readonly (number | null)[];
  readonly colour: string;
  readonly width: number;
  readonly height: number;
  /** Filled down to zero. */
  readonly area?: boolean;
}

/** The paths of values, oldest first: a line, broken where a value is missing, and the same closed along the foot. */
function sparkPaths(values: readonly (number | null)[], width: number, height: number): { line: string; area: string } {
  const top = values.reduce<number>((most, value) => Math.max(most, value ?? 0), 1e-9);
  const step = width / Math.max(1, values.length - 1);
  const across = (index: number) => Math.round(index * step * 10) / 10;
  const down = (value: number) => Math.round((height - 1.5 - (value / top) * (height - 3)) * 10) / 10;
  let [line, area, run] = ["", "", ""];
  let began = 0;
  const end = (index: number) => {
    if (run === "") return;
    line += run;
    area += `${run}L${across(index - 1)} ${height}L${across(began)} ${height}Z`;
    run = "";
  };
  values.forEach((value, index) => {
    if (value === null) {
      end(index);
      return;
    }
    if (run === "") began = index;
    run += `${run === "" ? "M" : "L"}${across(index)} ${down(value)}`;
  });
  end(values.length);
  return { line, area };
}

/** `values`: oldest first, evenly spaced, from zero up; null breaks the line. `width`, `height`: of the drawing, which is stretched to its place. */
export function Sparkline({ values, colour, width, height, area = false }: SparklineProps) {
  const paths = sparkPaths(values, width, height);
  const drawn = `var(--${colour})`;
  return (
    <svg class="spark" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
      {area ? <path class="spark-area" d={paths.area} fill={drawn} /> : null}
      <path d={paths.line} stroke={drawn} vector-effect="non-scaling-stroke" />
    </svg>
  );
}
