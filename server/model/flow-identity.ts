/** What makes a flow the flow that it is; how often it was made and how much it moved stand beside it. */
import type { Endpoint } from "./endpoint.ts";
import type { CopiesPerByte, Mechanism } from "./mechanism.ts";

/** One operation from one endpoint to another, by one mechanism. */
export interface FlowIdentity {
  /** The kernel's name of the call, or `io_uring:OPCODE`. */
  readonly operation: string;
  readonly from: Endpoint;
  readonly to: Endpoint;
  /** MSG_* flags that changed how the bytes moved: `MSG_PEEK`, `MSG_TRUNC`, `MSG_ZEROCOPY`, … */
  readonly flags: readonly string[];
  readonly mechanism: Mechanism;
  readonly copiesPerByte: CopiesPerByte;
}

/** Whether two flows are the same one. Traits and flags are sets; `ordered`: their order has to be the same too. */
export function isSameFlow(a: FlowIdentity, b: FlowIdentity, ordered = false): boolean {
  return (
    a.operation === b.operation &&
    a.mechanism === b.mechanism &&
    a.copiesPerByte === b.copiesPerByte &&
    isSameEndpoint(a.from, b.from, ordered) &&
    isSameEndpoint(a.to, b.to, ordered) &&
    areSameWords(a.flags, b.flags, ordered)
  );
}

function isSameEndpoint(a: Endpoint, b: Endpoint, ordered: boolean): boolean {
  if (a === b) return true;
  return a.kind === b.kind && a.filesystem === b.filesystem && areSameWords(a.traits, b.traits, ordered);
}

function areSameWords(a: readonly string[], b: readonly string[], ordered: boolean): boolean {
  if (a === b || (a.length === 0 && b.length === 0)) return true;
  if (a.length !== b.length) return false;
  return a.every((word, index) => word === b[index]) || (!ordered && a.every((word) => b.includes(word)));
}
