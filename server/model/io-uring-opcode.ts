/**
 * What io_uring's opcodes are called, which way their bytes go, and which system call they behave as.
 *
 * Source: enum io_uring_op in include/uapi/linux/io_uring.h of Linux 7.2. Numbers are never reused, so the list
 * holds for older kernels too, which know only its beginning (6.1 as far as SENDMSG_ZC, 6.12 as far as LISTEN).
 */

export type IoUringDirection = "into-memory" | "from-memory" | "between" | "none";

export interface IoUringOperation {
  /** `io_uring:` and the opcode's name in lower case, without IORING_OP_. */
  readonly name: string;
  /** `none` for what moves no data, and for URING_CMD, which may, but tells only its driver which way. */
  readonly direction: IoUringDirection;
}

interface Opcode extends IoUringOperation {
  /** The system call whose path through the kernel the request takes. */
  readonly behavesAs?: string;
}

function none(name: string): Opcode {
  return { name: `io_uring:${name}`, direction: "none" };
}

function into(name: string, behavesAs?: string): Opcode {
  return { name: `io_uring:${name}`, direction: "into-memory", ...(behavesAs === undefined ? {} : { behavesAs }) };
}

function out(name: string, behavesAs?: string): Opcode {
  return { name: `io_uring:${name}`, direction: "from-memory", ...(behavesAs === undefined ? {} : { behavesAs }) };
}

function between(name: string): Opcode {
  return { name: `io_uring:${name}`, direction: "between", behavesAs: name };
}

/**
 * By opcode. Fixed buffers (READ_FIXED and its kin) spare the kernel the pinning of pages for each request;
 * what is copied stays the same (io_uring/rsrc.c, io_import_reg_buf). SEND_ZC, SENDMSG_ZC and RECV_ZC have no
 * system call that behaves as they do.
 */
const OPCODES: readonly Opcode[] = [
  none("nop"),
  into("readv", "preadv2"),
  out("writev", "pwritev2"),
  none("fsync"),
  into("read_fixed", "pread64"),
  out("write_fixed", "pwrite64"),
  ...["poll_add", "poll_remove", "sync_file_range"].map(none),
  out("sendmsg", "sendmsg"),
  into("recvmsg", "recvmsg"),
  ...["timeout", "timeout_remove", "accept", "async_cancel", "link_timeout", "connect"].map(none),
  ...["fallocate", "openat", "close", "files_update", "statx"].map(none),
  into("read", "pread64"),
  out("write", "pwrite64"),
  ...["fadvise", "madvise"].map(none),
  out("send", "sendto"),
  into("recv", "recvfrom"),
  ...["openat2", "epoll_ctl"].map(none),
  between("splice"),
  ...["provide_buffers", "remove_buffers"].map(none),
  between("tee"),
  ...["shutdown", "renameat", "unlinkat", "mkdirat", "symlinkat", "linkat", "msg_ring"].map(none),
  ...["fsetxattr", "setxattr", "fgetxattr", "getxattr", "socket", "uring_cmd"].map(none),
  out("send_zc"),
  out("sendmsg_zc"),
  into("read_multishot", "read"),
  ...["waitid", "futex_wait", "futex_wake", "futex_waitv", "fixed_fd_install"].map(none),
  ...["ftruncate", "bind", "listen"].map(none),
  into("recv_zc"),
  none("epoll_wait"),
  into("readv_fixed", "preadv2"),
  out("writev_fixed", "pwritev2"),
  ...["pipe", "nop128", "uring_cmd128"].map(none),
];

/** The io_uring operations that move data between endpoints copyscope knows. */
export const IO_URING_DATA_OPERATIONS: readonly IoUringOperation[] = OPCODES.filter(
  ({ direction }) => direction !== "none",
);

const BEHAVES_AS: ReadonlyMap<string, string> = new Map(
  OPCODES.flatMap(({ name, behavesAs }) => (behavesAs === undefined ? [] : [[name, behavesAs] as const])),
);

/**
 * The name and direction of an opcode as it stands in a submission (`sqe->opcode`, 0 to 255). A number no kernel
 * up to 7.2 knows becomes `io_uring:op_N` and moves nothing, as far as anybody can say.
 */
export function ioUringOperation(opcode: number): IoUringOperation {
  const known = OPCODES[opcode];
  if (known === undefined) return { name: `io_uring:op_${opcode}`, direction: "none" };
  return { name: known.name, direction: known.direction };
}

/**
 * The system call that an operation behaves as: `io_uring:read_fixed` is a pread64. System calls, and io_uring
 * operations that are like no system call, come back as they are.
 */
export function plainOperation(operation: string): string {
  return BEHAVES_AS.get(operation) ?? operation;
}
