/**
 * From what the probes counted of a call to flows: numbers become names, words become endpoints, and the
 * copy model says how the bytes moved.
 */
import { mechanismOf } from "../copy-model.ts";
import { endpointFromWord, isWriteEnd, MEMORY, PIPE, UNKNOWN } from "../descriptor-word.ts";
import type { Endpoint } from "../endpoint.ts";
import type { FlowIdentity } from "../flow-identity.ts";
import { ioUringOperation } from "../io-uring-opcode.ts";
import { OPERATIONS, type Operation } from "../operation.ts";

/** MSG_* flags that the probes keep (probes/parts/call-facts.bt). */
const MESSAGE_FLAGS: readonly (readonly [number, string])[] = [
  [0x2, "MSG_PEEK"],
  [0x20, "MSG_TRUNC"],
  [0x2000, "MSG_ERRQUEUE"],
  [0x2000000, "MSG_SOCK_DEVMEM"],
  [0x4000000, "MSG_ZEROCOPY"],
];

/** The operation with this system call number, or undefined. */
export function operationByNumber(arch: "x64" | "arm64"): ReadonlyMap<number, Operation> {
  return new Map(OPERATIONS.map((operation) => [operation.numbers[arch], operation]));
}

/** The flow of a data-moving system call; `first` and `second` are the words of its descriptors in argument order. */
export function flowOfCall(operation: Operation, first: number, second: number, flags: number): FlowIdentity {
  const [from, to] = endpointsOf(operation, first, second);
  return classified(
    operation.name,
    from,
    to,
    MESSAGE_FLAGS.filter(([bit]) => (flags & bit) !== 0).map(([, name]) => name),
  );
}

function endpointsOf({ shape }: Operation, first: number, second: number): readonly [Endpoint, Endpoint] {
  switch (shape.kind) {
    case "into-memory":
      return [endpointFromWord(first), MEMORY];
    case "from-memory":
      return [MEMORY, endpointFromWord(first)];
    case "between": {
      const one = endpointFromWord(first);
      const other = endpointFromWord(second);
      return shape.fromFd < shape.toFd ? [one, other] : [other, one];
    }
    case "by-pipe-end":
      return isWriteEnd(first) ? [MEMORY, endpointFromWord(first)] : [endpointFromWord(first), MEMORY];
    case "memory-to-memory":
      return [MEMORY, MEMORY];
  }
}

/** The flow of a completed io_uring request, or null where its opcode moves no data. 255: no request to ask. */
export function flowOfRequest(opcode: number, word: number): FlowIdentity | null {
  if (opcode === 255) return classified("io_uring:multishot", UNKNOWN, UNKNOWN, []);
  const { name, direction } = ioUringOperation(opcode);
  const file = endpointFromWord(word);
  switch (direction) {
    case "into-memory":
      return classified(name, file, MEMORY, []);
    case "from-memory":
      return classified(name, MEMORY, file, []);
    case "between":
      return classified(name, sourceOfSplice(name, file), file, []);
    case "none":
      return null;
  }
}

/**
 * The request's file is the destination; the source stands in a part of the request that is gone by now. But tee goes
 * from pipe to pipe, and a splice has a pipe at one end at least (fs/splice.c: do_tee, do_splice): where it
 * does not go to one, it comes from one.
 */
function sourceOfSplice(name: string, to: Endpoint): Endpoint {
  if (name === "io_uring:tee") return PIPE;
  return to.kind === "pipe" || to.kind === "unknown" ? UNKNOWN : PIPE;
}

function classified(operation: string, from: Endpoint, to: Endpoint, flags: readonly string[]): FlowIdentity {
  const { mechanism, copiesPerByte } = mechanismOf({ operation, from, to, flags });
  return { operation, from, to, flags, mechanism, copiesPerByte };
}
