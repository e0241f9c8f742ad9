/** Sums over the flows of a live frame: by edge of the data path, and by operation. */
import type { Edge } from "./data-path.ts";
import type { LiveFlow, LiveFrame } from "./protocol.ts";

/** What moved along an edge, or by an operation. */
export interface LiveSum {
  readonly bytes: number;
  readonly calls: number;
  readonly cpuCopied: number;
  readonly unknownCopies: number;
}

/** True for flows along the edge; null: for all. */
export function alongEdge([from, to, mechanism]: LiveFlow, edge: Edge | null): boolean {
  return edge === null || (edge.from === from && edge.to === to && edge.mechanism === mechanism);
}

function sumBy<T>(flows: readonly LiveFlow[], keyOf: (flow: LiveFlow) => string, identity: (flow: LiveFlow) => T) {
  const sums = new Map<string, T & LiveSum>();
  for (const flow of flows) {
    const key = keyOf(flow);
    const sum = sums.get(key);
    const [, , , , bytes, calls, cpuCopied, unknownCopies] = flow;
    sums.set(key, {
      ...identity(flow),
      bytes: (sum?.bytes ?? 0) + bytes,
      calls: (sum?.calls ?? 0) + calls,
      cpuCopied: (sum?.cpuCopied ?? 0) + cpuCopied,
      unknownCopies: (sum?.unknownCopies ?? 0) + unknownCopies,
    });
  }
  return [...sums.values()].sort((a, b) => b.bytes - a.bytes || b.calls - a.calls);
}

/** The edges of the data path, most bytes first. */
export function edgeSums({ flows }: Pick<LiveFrame, "flows">): readonly (Edge & LiveSum)[] {
  return sumBy(
    flows,
    ([from, to, mechanism]) => `${from}>${to}>${mechanism}`,
    ([from, to, mechanism]) => ({ from, to, mechanism }),
  );
}

/** The operations, along one edge or all, most bytes first. */
export function operationSums(
  { flows }: Pick<LiveFrame, "flows">,
  edge: Edge | null = null,
): readonly ({ readonly operation: string } & LiveSum)[] {
  return sumBy(
    flows.filter((flow) => alongEdge(flow, edge)),
    ([, , , operation]) => operation,
    ([, , , operation]) => ({ operation }),
  );
}
