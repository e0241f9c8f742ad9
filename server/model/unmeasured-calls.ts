/**
 * Calls that move data, or may, while nobody measures how much: the probes see the call, and not its bytes. What a scope
 * that makes such calls delivered is not known, and neither is anything told by what it delivered.
 */
import { addExact } from "./accumulate.ts";
import type { RequestCount, SyscallCount } from "./frame.ts";
import { OPERATIONS } from "./operation.ts";

/**
 * libaio (the kernel reads and writes after the call has returned, what came of it stands in io_getevents' array), POSIX
 * and System V message queues. Not here: what a driver does on an ioctl (SG_IO, FICLONE), and what a program reads and
 * writes through a mapping, which is no call at all.
 */
const NATIVE: readonly string[] = ["io_submit", "mq_timedsend", "mq_timedreceive", "msgsnd", "msgrcv"];

/**
 * In i386's table further: sendfile with 64-bit offsets, time_t of 64 bits, and two calls that stand for many, sockets'
 * and System V's (net/socket.c: sys_socketcall; ipc/syscall.c: sys_ipc), which may be any of them.
 */
const I386_ONLY: readonly string[] = [
  ...["sendfile64", "recvmmsg_time64", "mq_timedsend_time64", "mq_timedreceive_time64", "socketcall", "ipc"],
];

/**
 * A 32-bit program's calls on arm64, of which only numbers are kept (syscall-name.ts): all that NATIVE and OPERATIONS name,
 * send and recv, sendfile with 64-bit offsets, and time_t of 64 bits (arch/arm/tools/syscall.tbl).
 */
const ARM: readonly number[] = [
  ...[3, 4, 145, 146, 180, 181, 187, 239, 246, 276, 277, 289, 290, 291, 292, 296, 297, 301, 302],
  ...[340, 342, 343, 361, 362, 365, 374, 376, 377, 391, 392, 393, 417, 418, 419],
];

const OPERATION_NAMES: readonly string[] = OPERATIONS.map(({ name }) => name);

const NAMES: ReadonlySet<string> = new Set([
  ...NATIVE,
  ...[...NATIVE, ...I386_ONLY, ...OPERATION_NAMES].map((name) => `i386:${name}`),
  ...[...NATIVE, ...OPERATION_NAMES].map((name) => `x32:${name}`),
  ...ARM.map((number) => `arm:${number}`),
]);

/** Whether a system call of this name moves data, or may, of which nobody knows how much. */
function isUnmeasuredCall(name: string): boolean {
  return NAMES.has(name);
}

/** The same of an io_uring request: a driver's own commands (NVMe passthrough), and opcodes that nobody knew in 2026. */
function isUnmeasuredRequest(operation: string): boolean {
  return operation.startsWith("io_uring:uring_cmd") || operation.startsWith("io_uring:op_");
}

/** Such calls and requests that came off, by name. `requests` null: what io_uring moved is not known at all. */
export function unmeasuredCalls(
  syscalls: readonly SyscallCount[],
  requests: readonly RequestCount[] | null,
): ReadonlyMap<string, number> {
  const calls = new Map<string, number>();
  const add = (name: string, count: number): void => {
    if (count > 0) calls.set(name, addExact(calls.get(name) ?? 0, count));
  };
  for (const { name, calls, errors, again } of syscalls) {
    if (isUnmeasuredCall(name) || (requests === null && name === "io_uring_enter")) add(name, calls - errors - again);
  }
  for (const { operation, completed, errors } of requests ?? []) {
    if (isUnmeasuredRequest(operation)) add(operation, completed - errors);
  }
  return calls;
}

/** How many they are. */
export function countOfUnmeasured(syscalls: readonly SyscallCount[], requests: readonly RequestCount[] | null): number {
  return [...unmeasuredCalls(syscalls, requests).values()].reduce(addExact, 0);
}
