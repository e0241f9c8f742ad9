/**
 * The operations: every kind of call that moves data between descriptors and memory.
 * One row an operation, read by the probe composer (which arguments are descriptors and flags),
 * by the frame assembler (names) and by the copy model.
 */

/** Which way the bytes go, and in which arguments (counted from 0) the descriptors stand. */
export type OperationShape =
  | { readonly kind: "into-memory"; readonly fd: number }
  | { readonly kind: "from-memory"; readonly fd: number }
  | { readonly kind: "between"; readonly fromFd: number; readonly toFd: number }
  /** vmsplice: the pipe's end decides the direction (FMODE_WRITE: from memory). */
  | { readonly kind: "by-pipe-end"; readonly fd: number }
  /** process_vm_*: between two address spaces, no descriptor. */
  | { readonly kind: "memory-to-memory" };

export interface Operation {
  readonly name: string;
  /** System call numbers by architecture: x86-64 (arch/x86/entry/syscalls/syscall_64.tbl), arm64 (scripts/syscall.tbl). */
  readonly numbers: { readonly x64: number; readonly arm64: number };
  readonly shape: OperationShape;
  /** The argument that holds MSG_* flags, for the socket calls. */
  readonly messageFlags?: number;
  /** sendmmsg/recvmmsg return a number of messages; the bytes stand in the mmsghdr array (argument 1). */
  readonly messages?: true;
}

export const OPERATIONS = [
  { name: "read", numbers: { x64: 0, arm64: 63 }, shape: { kind: "into-memory", fd: 0 } },
  { name: "write", numbers: { x64: 1, arm64: 64 }, shape: { kind: "from-memory", fd: 0 } },
  { name: "pread64", numbers: { x64: 17, arm64: 67 }, shape: { kind: "into-memory", fd: 0 } },
  { name: "pwrite64", numbers: { x64: 18, arm64: 68 }, shape: { kind: "from-memory", fd: 0 } },
  { name: "readv", numbers: { x64: 19, arm64: 65 }, shape: { kind: "into-memory", fd: 0 } },
  { name: "writev", numbers: { x64: 20, arm64: 66 }, shape: { kind: "from-memory", fd: 0 } },
  { name: "preadv", numbers: { x64: 295, arm64: 69 }, shape: { kind: "into-memory", fd: 0 } },
  { name: "pwritev", numbers: { x64: 296, arm64: 70 }, shape: { kind: "from-memory", fd: 0 } },
  { name: "preadv2", numbers: { x64: 327, arm64: 286 }, shape: { kind: "into-memory", fd: 0 } },
  { name: "pwritev2", numbers: { x64: 328, arm64: 287 }, shape: { kind: "from-memory", fd: 0 } },
  { name: "sendto", numbers: { x64: 44, arm64: 206 }, shape: { kind: "from-memory", fd: 0 }, messageFlags: 3 },
  { name: "recvfrom", numbers: { x64: 45, arm64: 207 }, shape: { kind: "into-memory", fd: 0 }, messageFlags: 3 },
  { name: "sendmsg", numbers: { x64: 46, arm64: 211 }, shape: { kind: "from-memory", fd: 0 }, messageFlags: 2 },
  { name: "recvmsg", numbers: { x64: 47, arm64: 212 }, shape: { kind: "into-memory", fd: 0 }, messageFlags: 2 },
  {
    name: "sendmmsg",
    numbers: { x64: 307, arm64: 269 },
    shape: { kind: "from-memory", fd: 0 },
    messageFlags: 3,
    messages: true,
  },
  {
    name: "recvmmsg",
    numbers: { x64: 299, arm64: 243 },
    shape: { kind: "into-memory", fd: 0 },
    messageFlags: 3,
    messages: true,
  },
  { name: "sendfile", numbers: { x64: 40, arm64: 71 }, shape: { kind: "between", fromFd: 1, toFd: 0 } },
  { name: "splice", numbers: { x64: 275, arm64: 76 }, shape: { kind: "between", fromFd: 0, toFd: 2 } },
  { name: "tee", numbers: { x64: 276, arm64: 77 }, shape: { kind: "between", fromFd: 0, toFd: 1 } },
  { name: "vmsplice", numbers: { x64: 278, arm64: 75 }, shape: { kind: "by-pipe-end", fd: 0 } },
  { name: "copy_file_range", numbers: { x64: 326, arm64: 285 }, shape: { kind: "between", fromFd: 0, toFd: 2 } },
  { name: "process_vm_readv", numbers: { x64: 310, arm64: 270 }, shape: { kind: "memory-to-memory" } },
  { name: "process_vm_writev", numbers: { x64: 311, arm64: 271 }, shape: { kind: "memory-to-memory" } },
] as const satisfies readonly Operation[];
