/** A frame narrowed to one edge: its bytes are those of the edge's flows; what has no edge (calls, switches) stays. */
import { DATA_NODES, type Edge } from "../../server/model/live/data-path.ts";
import { alongEdge } from "../../server/model/live/live-sums.ts";
import type { LiveBytes, LiveFrame } from "../../server/model/live/protocol.ts";
import { wholeFrame } from "../state/packed-frame.ts";

function bytesAlong({ flows }: Pick<LiveFrame, "flows">, edge: Edge): LiveBytes {
  const sum = { bytes: 0, cpuCopied: 0, unknownCopies: 0 };
  for (const flow of flows) {
    if (!alongEdge(flow, edge)) continue;
    sum.bytes += flow[4];
    sum.cpuCopied += flow[6];
    sum.unknownCopies += flow[7];
  }
  return {
    byMechanism: edge.mechanism === "dma" ? {} : { [edge.mechanism]: sum.bytes },
    input: DATA_NODES.has(edge.from) ? sum.bytes : 0,
    output: DATA_NODES.has(edge.to) ? sum.bytes : 0,
    cpuCopied: sum.cpuCopied,
    unknownCopies: sum.unknownCopies,
    unknownOutput: edge.to === "unknown" ? sum.bytes : 0,
    discarded: edge.mechanism === "discard" && edge.to !== "application" ? sum.bytes : 0,
  };
}

/** The frame itself where no edge is chosen. Calls, switches and times belong to no edge and stay the frame's. */
export function narrowed(frame: LiveFrame, edge: Edge | null): LiveFrame {
  return edge === null ? frame : { ...wholeFrame(frame), totals: { ...frame.totals, bytes: bytesAlong(frame, edge) } };
}
