/** The edges of the picture and their rates, from frames: what moves now, what moved in the visible time, what could. */
import { dmaEdges, type Edge } from "../../server/model/live/data-path.ts";
import type { LiveFrame } from "../../server/model/live/protocol.ts";
import { once } from "../state/once.ts";

export interface PathEdge extends Edge {
  /** Bytes a second. */
  readonly rate: number;
  readonly calls: number;
  /** Side by side with other mechanisms of the same two nodes, counted from 0. */
  readonly lane: number;
}

/** Drawn even when nothing moves: the picture that texts on zero-copy draw. */
const ALWAYS: readonly Edge[] = [
  { from: "disk", to: "page-cache", mechanism: "dma" },
  { from: "page-cache", to: "application", mechanism: "copy" },
  { from: "application", to: "socket", mechanism: "copy" },
  { from: "page-cache", to: "socket", mechanism: "reference" },
  { from: "socket", to: "nic", mechanism: "dma" },
];

/** One text an edge, as in the URL: `page-cache>socket>reference`. */
export const edgeKey = ({ from, to, mechanism }: Edge) => `${from}>${to}>${mechanism}`;

interface Moved {
  bytes: number;
  calls: number;
}

function addTo(sums: Map<string, Edge & Moved>, edge: Edge & { key?: string }, bytes: number, calls: number): void {
  const key = edge.key ?? edgeKey(edge);
  const sum = sums.get(key) ?? { from: edge.from, to: edge.to, mechanism: edge.mechanism, bytes: 0, calls: 0 };
  sum.bytes += bytes;
  sum.calls += calls;
  sums.set(key, sum);
}

type KeyedEdge = Edge & { readonly key: string };

/** Edges are few, and frames that have them thousands: each edge is held once. */
const all = new Map<string, KeyedEdge>();

const edgesOf = once((frame: LiveFrame): readonly KeyedEdge[] => {
  const edges = new Set<KeyedEdge>();
  for (const [from, to, mechanism] of frame.flows) {
    const key = edgeKey({ from, to, mechanism });
    const edge = all.get(key) ?? { from, to, mechanism, key };
    all.set(key, edge);
    edges.add(edge);
  }
  return [...edges];
});

/** `now`: the sum that figures are of, over so many seconds. `seen`: the frames of the visible time. */
export function pathEdges(
  now: Pick<LiveFrame, "flows" | "dma"> | null,
  seconds: number,
  seen: readonly LiveFrame[],
): readonly PathEdge[] {
  const sums = new Map<string, Edge & Moved>();
  for (const edge of ALWAYS) addTo(sums, edge, 0, 0);
  const see = (edge: KeyedEdge) => sums.has(edge.key) || addTo(sums, edge, 0, 0);
  seen.forEach((frame) => {
    edgesOf(frame).forEach(see);
  });
  if (now !== null) {
    for (const [from, to, mechanism, , bytes, calls] of now.flows) addTo(sums, { from, to, mechanism }, bytes, calls);
    for (const edge of dmaEdges(now.dma)) if (edge.bytes > 0) addTo(sums, edge, edge.bytes, 0);
  }
  const rate = (amount: number) => (seconds > 0 ? amount / seconds : 0);
  return inLanes([...sums.values()]).map(({ bytes, calls, ...edge }) => ({
    ...edge,
    rate: rate(bytes),
    calls: rate(calls),
  }));
}

/** Numbers the edges between the same two nodes, in a fixed order, so that they keep their places. */
function inLanes<T extends Edge>(edges: readonly T[]): readonly (T & { readonly lane: number })[] {
  const taken = new Map<string, number>();
  return edges
    .toSorted((a, b) => edgeKey(a).localeCompare(edgeKey(b)))
    .map((edge) => {
      const pair = `${edge.from}>${edge.to}`;
      const lane = taken.get(pair) ?? 0;
      taken.set(pair, lane + 1);
      return { ...edge, lane };
    });
}

/** The rate that the widest edge stands for: a power of two that moves seldom. */
export function steadyScale(shown: number, edges: readonly PathEdge[]): number {
  const most = Math.max(1, ...edges.map(({ rate }) => rate));
  return most > shown || most < shown / 4 ? 2 ** Math.ceil(Math.log2(most)) : shown;
}
