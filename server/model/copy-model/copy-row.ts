/**
 * The form of the copy model's rows. A row is data: which flows it speaks of, what it says of them, and why
 * anybody should believe it. `row-matches.ts` knows how a row is compared with a flow.
 */
import type { Endpoint, EndpointKind, EndpointTrait } from "../endpoint.ts";
import type { CopiesPerByte, Mechanism } from "../mechanism.ts";

/** What the model is asked about: an operation between two endpoints, with the MSG_* flags it was called with. */
export interface Flow {
  /** A name of operation.ts, `io_uring:OPCODE`, or `io_uring:multishot` for a completion without a request. */
  readonly operation: string;
  /** `memory` is the caller's own buffer; `process_vm_*` have it at both ends. */
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly flags: readonly string[];
}

/** Endpoints of one of these kinds which, where the other fields are given, satisfy those too. */
export interface EndpointPattern {
  readonly kinds: readonly EndpointKind[];
  /** The endpoint is on one of these filesystems, by the names of filesystem-name.ts. */
  readonly filesystems?: readonly string[];
  /** It has all of these traits. */
  readonly traits?: readonly EndpointTrait[];
  /** It has none of these traits. */
  readonly without?: readonly EndpointTrait[];
}

/** Flows that satisfy every field that is given. A list of endpoint patterns is satisfied by any of its members. */
export interface FlowPattern {
  /** io_uring operations match here as the system call they behave as, too. */
  readonly operations: readonly string[] | "any";
  /** One end is the caller's buffer, on the side the operation has it; the other end is one of these. */
  readonly descriptor?: readonly EndpointPattern[];
  readonly from?: readonly EndpointPattern[];
  readonly to?: readonly EndpointPattern[];
  /** All of these MSG_* flags are set. */
  readonly flags?: readonly string[];
}

export interface CopyRow {
  /** Short and stable: reports and documentation refer to it. */
  readonly id: string;
  readonly when: FlowPattern;
  readonly mechanism: Mechanism;
  readonly copiesPerByte: CopiesPerByte;
  /** One or two sentences that somebody who knows the kernel and doubts this can check. */
  readonly because: string;
  /** Where: file and function in the kernel's source and, where it matters, the version; or a manual page. */
  readonly source: string;
}

/** Rows about one concern. In each the first that matches wins, and so over all sections in their order. */
export interface CopyModelSection {
  readonly title: string;
  readonly about: string;
  readonly rows: readonly CopyRow[];
}
