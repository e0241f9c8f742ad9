/**
 * What a chart shows, before anything is drawn: series over the visible time, in the order they are stacked. Made of
 * frames by the functions in this folder, drawn by chart-configuration.ts, read out by the legend.
 */
import { gapBetween } from "../../server/model/live/gap-between.ts";
import type { LiveFrame } from "../../server/model/live/protocol.ts";
import type { FigureText } from "../parts/figure-text.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

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
  /** What is drawn: stacked already where the chart stacks, NaN where a gap is. */
  readonly points: readonly Point[];
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

export const secondsOf = (frame: LiveFrame) => Math.max(1e-6, (frame.end - frame.start) / 1000);

/** Where a frame's value is drawn: in its middle. */
const middleOf = (frame: LiveFrame) => (frame.start + frame.end) / 2;

/** Rows read off frames, stacked where the chart stacks. Hidden rows take no part in the stack. */
export function seriesOf(
  frames: readonly LiveFrame[],
  rows: readonly Row[],
  stacked: boolean,
  hidden: ReadonlySet<string>,
): readonly Series[] {
  const base = new Float64Array(frames.length);
  return rows.map((row) => {
    const values = frames.map(row.value);
    if (hidden.has(row.key)) return { ...row, values, points: [] };
    const points: Point[] = [];
    frames.forEach((frame, index) => {
      const before = frames[index - 1];
      if (before !== undefined && gapBetween(before, frame)) points.push({ x: before.end, y: Number.NaN });
      const value = values[index] ?? null;
      const under = stacked ? (base[index] ?? 0) : 0;
      const y = value === null ? Number.NaN : under + value;
      if (stacked) base[index] = Number.isNaN(y) ? under : y;
      points.push({ x: middleOf(frame), y });
    });
    return { ...row, values, points };
  });
}

/** The highest point drawn. */
export function highest(series: readonly Series[]): number {
  let top = 0;
  for (const { points } of series) for (const { y } of points) if (y > top) top = y;
  return top;
}

/** Index of the frame that holds a moment, or of the last one where there is no moment. */
export function frameAt(frames: readonly LiveFrame[], moment: number | null): number {
  if (moment === null) return frames.length - 1;
  return frames.findIndex(({ start, end }) => start <= moment && moment < end);
}
