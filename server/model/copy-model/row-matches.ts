/** Whether a row of the copy model speaks of a flow. The only code in the model; everything else is tables. */
import type { Endpoint } from "../endpoint.ts";
import { plainOperation } from "../io-uring-opcode.ts";
import type { CopyRow, EndpointPattern, Flow } from "./copy-row.ts";
import { movesFromMemory, movesIntoMemory } from "./operation-families.ts";

function endpointMatches(endpoint: Endpoint, pattern: EndpointPattern): boolean {
  if (!pattern.kinds.includes(endpoint.kind)) return false;
  if (pattern.filesystems !== undefined) {
    if (endpoint.filesystem === null || !pattern.filesystems.includes(endpoint.filesystem)) return false;
  }
  if (pattern.traits?.some((trait) => !endpoint.traits.includes(trait))) return false;
  return !pattern.without?.some((trait) => endpoint.traits.includes(trait));
}

function matchesAny(endpoint: Endpoint | null, patterns: readonly EndpointPattern[] | undefined): boolean {
  if (patterns === undefined) return true;
  return endpoint !== null && patterns.some((pattern) => endpointMatches(endpoint, pattern));
}

/** The end that is not the caller's buffer; null where none is the caller's, both are, or it is the wrong one. */
function descriptorOf({ operation, from, to }: Flow): Endpoint | null {
  if (movesIntoMemory(operation) && to.kind === "memory" && from.kind !== "memory") return from;
  if (movesFromMemory(operation) && from.kind === "memory" && to.kind !== "memory") return to;
  return null;
}

/** True where every field of the row's pattern holds of the flow. */
export function rowMatches({ when }: CopyRow, flow: Flow): boolean {
  if (when.operations !== "any") {
    if (!when.operations.includes(flow.operation) && !when.operations.includes(plainOperation(flow.operation))) {
      return false;
    }
  }
  if (when.flags?.some((flag) => !flow.flags.includes(flag))) return false;
  if (when.descriptor !== undefined && !matchesAny(descriptorOf(flow), when.descriptor)) return false;
  return matchesAny(flow.from, when.from) && matchesAny(flow.to, when.to);
}
