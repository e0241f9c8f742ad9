/** A flow and its counts, put together. */
import type { FlowIdentity } from "./flow-identity.ts";
import type { FlowCount } from "./frame.ts";

type Counts = Pick<FlowCount, "calls" | "errors" | "again" | "bytes">;
type Writable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * A flow with these counts. Field by field: of objects made by spreading and adding, V8 gives each a hidden class of
 * its own, and whoever reads thousands of them pays for it (measured here: three times the time of every pass).
 */
export function flowCount(identity: FlowIdentity, { calls, errors, again, bytes }: Counts): Writable<FlowCount> {
  const { operation, from, to, flags, mechanism, copiesPerByte } = identity;
  return { operation, from, to, flags, mechanism, copiesPerByte, calls, errors, again, bytes };
}

export const NO_CALLS: Counts = { calls: 0, errors: 0, again: 0, bytes: 0 };
