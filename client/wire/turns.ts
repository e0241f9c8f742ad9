/**
 * Who follows new frames at a tick: figures twice a second, charts when they have moved by a few pixels, and neither
 * in a tick that brings a table, unless they have waited for a second. So no tick has everything to do.
 */

/** Milliseconds for which figures stand still: what changes faster cannot be read. */
const READABLE = 450;

/** After this long nobody waits for their turn. */
const OVERDUE = 990;

export interface Waiting {
  readonly tableCame: boolean;
  /** Milliseconds of frames that figures and charts have not followed. */
  readonly figuresBehind: number;
  readonly chartsBehind: number;
  /** Milliseconds that can be seen as movement of a chart. */
  readonly movement: number;
}

/** What is to follow the newest frame at this tick, and how long charts may be drawn in it. */
export function whoseTurn({ tableCame, figuresBehind, chartsBehind, movement }: Waiting): {
  readonly figures: boolean;
  readonly charts: boolean;
  /** Milliseconds for charts that still wait to be drawn. */
  readonly drawing: number;
} {
  const figures = figuresBehind >= OVERDUE || (!tableCame && figuresBehind >= READABLE);
  const free = !tableCame && !figures;
  // Where charts move once in several seconds, they can wait one more for a free tick.
  const overdue = movement > OVERDUE ? movement + OVERDUE : OVERDUE;
  const charts = chartsBehind >= (free ? movement : overdue);
  return { figures, charts, drawing: free || charts ? 3 : tableCame || movement > OVERDUE ? 0 : 2 };
}

/** How far what is shown is behind; what was never shown, or is gone, is as far as can be. */
export function behind(shown: number | null, newest: number | null): number {
  return shown === null || newest === null ? Number.POSITIVE_INFINITY : Math.abs(newest - shown);
}
