/**
 * Which bytes came in, which went out, and how they moved, from the flows of a scope.
 *
 * Input is what was taken in and output what was delivered: from, or to, something that keeps data or carries it, a
 * file, block device, socket or pipe. Neither:
 * - `memory`: the caller's own buffer (and another process's, for process_vm_*) is where data is between
 *   moves, not where it comes from or goes to
 * - `null`, `zero`: nothing arrives there, and what comes from there was no data before
 * - `tty`, `chardev`: a terminal shows text, other devices make and swallow bytes
 * - `eventfd`, `anon`: their eight bytes are a signal, not data
 */
import { addExact } from "./accumulate.ts";
import type { EndpointKind } from "./endpoint.ts";
import type { FlowCount } from "./frame.ts";
import { MECHANISMS, type Mechanism } from "./mechanism.ts";

export interface TotalBytes {
  /** Bytes of flows that come from a file, block device, socket or pipe. A sendfile's count here once, and once as output. */
  readonly input: number;
  /** Bytes of flows that go to a file, block device, socket or pipe. Through a pipe and on, they count at each. */
  readonly output: number;
  /** Bytes x CPU copies per byte, over all flows where that is known (also from /dev/zero, or to a terminal). */
  readonly cpuCopied: number;
  /** Bytes of flows of which nobody knows whether the CPU copied them: `deferred` off loopback, and `unknown`. */
  readonly unknownCopies: number;
  /** Bytes that went to an endpoint nobody could look up: they may be output. */
  readonly unknownOutput: number;
  /** Bytes that went to /dev/null or /dev/zero. */
  readonly discarded: number;
  /** Bytes by mechanism, the three that people ask for first. */
  readonly reference: number;
  readonly direct: number;
  readonly deferred: number;
  /** Bytes by every mechanism. */
  readonly byMechanism: { readonly [M in Mechanism]: number };
}

const DATA_KINDS: ReadonlySet<EndpointKind> = new Set<EndpointKind>([
  "file",
  "block",
  "pipe",
  "tcp",
  "udp",
  "unix",
  "netlink",
  "other-socket",
]);

/** True for the endpoints that data is taken from and delivered to; see the head of this module for the others. */
function holdsData(kind: EndpointKind): boolean {
  return DATA_KINDS.has(kind);
}

/** Bytes of this flow that the CPU copied; null where nobody knows. */
export function cpuCopiedBytes(flow: FlowCount): number | null {
  return flow.copiesPerByte === null ? null : flow.bytes * flow.copiesPerByte;
}

function sumWhere(flows: readonly FlowCount[], counts: (flow: FlowCount) => boolean): number {
  return flows.reduce((sum, flow) => (counts(flow) ? addExact(sum, flow.bytes) : sum), 0);
}

/** The bytes of a scope by direction and mechanism. */
export function totalBytes(flows: readonly FlowCount[]): TotalBytes {
  const byMechanism = Object.fromEntries(
    MECHANISMS.map((mechanism) => [mechanism, sumWhere(flows, (flow) => flow.mechanism === mechanism)]),
  ) as Record<Mechanism, number>;
  return {
    input: sumWhere(flows, (flow) => holdsData(flow.from.kind)),
    output: sumWhere(flows, (flow) => holdsData(flow.to.kind)),
    cpuCopied: flows.reduce((sum, flow) => addExact(sum, cpuCopiedBytes(flow) ?? 0), 0),
    unknownCopies: sumWhere(flows, (flow) => flow.copiesPerByte === null),
    unknownOutput: sumWhere(flows, (flow) => flow.to.kind === "unknown"),
    // What TCP discards at the caller's wish (MSG_TRUNC) goes to no device.
    discarded: sumWhere(flows, (flow) => flow.mechanism === "discard" && flow.to.kind !== "memory"),
    reference: byMechanism.reference,
    direct: byMechanism.direct,
    deferred: byMechanism.deferred,
    byMechanism,
  };
}
