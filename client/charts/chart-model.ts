/**
 * What a chart shows, before anything is drawn: series over the visible time, in the order they are stacked. Made of
 * frames by the functions in this folder, drawn by chart-configuration.ts, read out by the legend.
 */
import { gapBetween } from "../../server/model/live/gap-between.ts";
import type { LiveFrame } from "../../server/model/live/protocol.ts";
import type { FigureText } from "../parts/figure-text.ts";

/** One line or area: a name, a colour of the style sheet, and how to read its value off a frame. */
export interface Row {
  readonly key: string;
  readonly label: string;
  readonly colour: string;
  /** A rate or a share; null: not measured. */
  readonly value: (frame: LiveFrame) => number | null;
  /** Read out in the legend and not drawn unless asked for. */
  readonly quiet?: true;
  readonly dash?: readonly number[];
}

export interface Series extends Row {
  /** One a frame; null: not measured. */
  readonly values: readonly (number | null)[];
  /** Where it is drawn, one a frame: stacked already where the chart stacks, NaN where not measured. Empty: hidden. */
  readonly line: readonly number[];
  /** What it is stacked on, one a frame; null: the chart does not stack. */
  readonly floor: readonly number[] | null;
}

/** A column of a heat map: counts by power-of-two bucket. */
export interface HeatColumn {
  readonly from: number;
  readonly to: number;
  readonly counts: readonly number[];
}

export interface ChartModel {
  readonly frames: readonly LiveFrame[];
  readonly series: readonly Series[];
  readonly stacked: boolean;
  /** Bottom and top of the value axis; of a heat map in buckets. */
  readonly bottom: number;
  readonly top: number;
  readonly base: "decimal" | "binary";
  readonly format: (value: number | null) => FigureText;
  readonly heat: readonly HeatColumn[] | null;
  /** Why nothing is drawn; null: something is. */
  readonly silence: string | null;
}

/** How long a frame is, in seconds; never 0, so that rates can be divided by it. */
export const secondsOf = (frame: LiveFrame) => Math.max(1e-6, (frame.end - frame.start) / 1000);

const EMPTY: readonly number[] = [];

/** Plain arrays, not typed ones: those lie beside the heap, and what lies there hastens whole collections. */
const zeros = (count: number) => new Array<number>(count).fill(0);

/**
 * Rows read off frames, stacked where the chart stacks. Hidden rows take no part in the stack. Plain loops: this is done
 * for every chart and tick, and what iterators and callbacks leave behind is collected in the middle of a tick.
 */
export function seriesOf(
  frames: readonly LiveFrame[],
  rows: readonly Row[],
  stacked: boolean,
  hidden: ReadonlySet<string>,
): readonly Series[] {
  let floor = zeros(stacked ? frames.length : 0);
  return rows.map((row) => {
    const values = frames.map(row.value);
    if (hidden.has(row.key)) return { ...row, values, line: EMPTY, floor: null };
    const line = zeros(frames.length);
    const next = zeros(floor.length);
    for (let at = 0; at < line.length; at++) {
      const value = values[at] ?? null;
      const base = floor[at] ?? 0;
      line[at] = value === null ? Number.NaN : base + value;
      // What was not measured lifts nothing: the next row stands on what this one stood on.
      if (stacked) next[at] = value === null ? base : base + value;
    }
    const series = { ...row, values, line, floor: stacked ? floor : null };
    floor = next;
    return series;
  });
}

/** Stretches [from, to) of frames that are drawn in one line: none is missing and none is NaN. */
export function unbroken(
  frames: readonly LiveFrame[],
  line: readonly number[],
): readonly (readonly [number, number])[] {
  const stretches: [number, number][] = [];
  for (let at = 0; at < line.length; at++) {
    if (Number.isNaN(line[at])) continue;
    const last = stretches.at(-1);
    const before = frames[at - 1];
    if (last?.[1] === at && before !== undefined && !gapBetween(before, frames[at] as LiveFrame)) last[1]++;
    else stretches.push([at, at + 1]);
  }
  return stretches;
}

/** The highest point drawn. */
export function highest(series: readonly Series[]): number {
  let top = 0;
  for (const { line } of series) {
    for (let at = 0; at < line.length; at++) top = Math.max(top, line[at] || 0);
  }
  return top;
}

/** Index of the frame that holds a moment, or of the last one where there is no moment. */
export function frameAt(frames: readonly LiveFrame[], moment: number | null): number {
  if (moment === null) return frames.length - 1;
  return frames.findIndex(({ start, end }) => start <= moment && moment < end);
}
