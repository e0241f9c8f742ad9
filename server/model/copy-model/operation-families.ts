/**
 * Operations that take the same way through the kernel, so that a row can name a family instead of its members.
 * Made from the operation table: an operation added there joins the family of its shape.
 */
import { IO_URING_DATA_OPERATIONS } from "../io-uring-opcode.ts";
import { OPERATIONS, type Operation } from "../operation.ts";

const TABLE: readonly Operation[] = OPERATIONS;

function namesOf(kind: Operation["shape"]["kind"]): readonly string[] {
  return TABLE.filter(({ shape }) => shape.kind === kind).map(({ name }) => name);
}

/** From a descriptor into the caller's memory: read and its kin, recvmsg and its kin. They end in the same `read_iter` or `recvmsg` of the descriptor. */
export const READS = namesOf("into-memory");

/** From the caller's memory to a descriptor: write and its kin, sendmsg and its kin. */
export const WRITES = namesOf("from-memory");

export const READS_AND_WRITES: readonly string[] = [...READS, ...WRITES];

/** Between the memories of two processes. */
export const PROCESS_VM = namesOf("memory-to-memory");

/** io_uring's zero-copy sends. */
export const ZEROCOPY_SENDS: readonly string[] = ["io_uring:send_zc", "io_uring:sendmsg_zc"];

/** What puts bytes into a pipe that are not in the caller's memory. splice wants a pipe at one end at least. */
export const INTO_PIPE: readonly string[] = ["sendfile", "splice"];

const IO_URING_NAMES = (direction: "into-memory" | "from-memory") =>
  IO_URING_DATA_OPERATIONS.filter((operation) => operation.direction === direction).map(({ name }) => name);

const INTO_MEMORY: ReadonlySet<string> = new Set([...READS, ...IO_URING_NAMES("into-memory"), "vmsplice"]);
const FROM_MEMORY: ReadonlySet<string> = new Set([...WRITES, ...IO_URING_NAMES("from-memory"), "vmsplice"]);

/** The operation can move bytes into the caller's memory. vmsplice can do both: the pipe's end decides. */
export function movesIntoMemory(operation: string): boolean {
  return INTO_MEMORY.has(operation);
}

/** The operation can move bytes out of the caller's memory. */
export function movesFromMemory(operation: string): boolean {
  return FROM_MEMORY.has(operation);
}
