/**
 * What the person looks at: which time, which window of it, which edge and process. Plain signals; the URL mirrors
 * them (view-url.ts), the server is told what concerns it (wire/connection.ts).
 */
import { computed, signal } from "@preact/signals";
import type { Edge } from "../../server/model/live/data-path.ts";
import type { ProcessOrder } from "../../server/model/live/protocol.ts";
import { live } from "./live.ts";

/** Epoch milliseconds. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** Milliseconds of time shown, as offered for choice. */
export const SPANS = [60_000, 300_000, 900_000, 3_600_000] as const;

/** Shortest time that can be zoomed to. */
const SHORTEST = 1_000;

/** How much time the axis shows while it follows the newest frame. */
export const span = signal<number>(SPANS[0]);

/** The time shown when the axis stands still (paused, zoomed or panned); null: it follows the newest frame. */
export const held = signal<TimeRange | null>(null);

/** The recording that is replayed instead of a live run, by its file's name. */
export const recording = signal<string | null>(null);

/** The brushed window: all figures are of just this time. */
export const brushed = signal<TimeRange | null>(null);

/** Null: all flows. */
export const selectedEdge = signal<Edge | null>(null);

/** A process's id, not its pid. */
export const selectedProcess = signal<number | null>(null);

/** Whose number a process in the URL is: the first signs of that copyscope's id; null: the URL does not say. */
export const selectedOf = signal<string | null>(null);

/** What the process table is ordered by; the server ranks, for it has all of them. */
export const order = signal<ProcessOrder>("copied");
/** The most at the top. */
export const descending = signal(true);
/** Part of a name or pid, any case; empty: every process. */
export const filter = signal("");

/** Rows of the process table: as many as are seen at once, and more for whoever scrolls to the end. */
export const rows = signal(13);

/** The most a server sends. */
const MOST_ROWS = 50;

/** A dozen more, up to what a server sends. */
export function moreRows(): void {
  rows.value = Math.min(MOST_ROWS, rows.value + 12);
}

/** The moment under the crosshair. */
export const hovered = signal<number | null>(null);

/** The time that charts show. */
export const visible = computed<TimeRange>(() => {
  if (held.value !== null) return held.value;
  const to = live.drawn.value ?? 0;
  return { from: to - span.value, to };
});

/** Milliseconds that "now" is averaged over: a number that changes four times a second cannot be read. */
const NOW = 1_000;

/** The time that figures are of. */
export const figuresRange = computed<TimeRange>(() => {
  if (brushed.value !== null) return brushed.value;
  const to = held.value?.to ?? live.read.value ?? 0;
  return { from: to - NOW, to };
});

/** Figures that are meant to be of now are not: nothing new can come. */
export const stale = computed(
  () =>
    (live.link.value === "lost" || live.state.value?.silent === true) &&
    live.newest.value !== null &&
    held.value === null &&
    brushed.value === null,
);

/** Brushes the frames that two moments (epoch milliseconds) touch, whole: what a frame counted cannot be parted. */
export function brush(from: number, to: number): void {
  const frames = live.whole.history.between(from, to);
  brushed.value = { from: Math.round(frames[0]?.start ?? from), to: Math.round(frames.at(-1)?.end ?? to) };
}

/** Holds the time axis where it is. */
export function pause(): void {
  held.value ??= visible.value;
}

/** Follows the newest frame again. */
export function followLive(): void {
  held.value = null;
  brushed.value = null;
}

/** Shows a range, kept within reason. */
export function show(range: TimeRange): void {
  const length = Math.max(SHORTEST, range.to - range.from);
  const middle = (range.from + range.to) / 2;
  held.value = { from: middle - length / 2, to: middle + length / 2 };
}

/** Moves the shown time by a share of its length; past the newest frame it is live again. */
export function pan(sharesOfLength: number): void {
  const { from, to } = visible.value;
  const by = (to - from) * sharesOfLength;
  const newest = live.newest.value ?? to;
  if (to + by >= newest) {
    span.value = to - from;
    held.value = null;
  } else {
    held.value = { from: from + by, to: to + by };
  }
}

/** Zooms around a moment; factor < 1 shows less time. While live, zooming changes the span that follows. */
export function zoom(factor: number, around?: number): void {
  const { from, to } = visible.value;
  if (held.value === null && around === undefined) {
    span.value = Math.min(6 * 3_600_000, Math.max(SHORTEST * 5, span.value * factor));
    return;
  }
  const at = around ?? (from + to) / 2;
  const length = Math.max(SHORTEST, Math.min(6 * 3_600_000, (to - from) * factor));
  const share = (at - from) / (to - from);
  held.value = { from: at - share * length, to: at + (1 - share) * length };
}

/** True for two that are null, too. */
export function sameEdge(a: Edge | null, b: Edge | null): boolean {
  return a?.from === b?.from && a?.to === b?.to && a?.mechanism === b?.mechanism;
}

/** Chooses an edge; the chosen one again takes the choice back. */
export function toggleEdge(edge: Edge): void {
  selectedEdge.value = sameEdge(selectedEdge.value, edge) ? null : edge;
}

/** Chooses a process by its id; the chosen one again takes the choice back. */
export function toggleProcess(id: number): void {
  selectedProcess.value = selectedProcess.value === id ? null : id;
}

/** Escape: takes back one choice, the innermost first. */
export function takeBack(): void {
  if (brushed.value !== null) brushed.value = null;
  else if (selectedEdge.value !== null) selectedEdge.value = null;
  else if (selectedProcess.value !== null) selectedProcess.value = null;
}
