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
