/**
 * The transfers of the lab, as data: one job, moving a whole file, in every way that Linux has for it.
 * The programs are in programs/; the header of each says which calls it makes for a chunk.
 */

/** What the texts on zero-copy, and the kernel's documentation, let one expect. */
export interface Textbook {
  /** CPU copies of each byte that arrives. */
  readonly copiesPerByte: number;
  /** Mode transitions for each chunk; null where it depends on timing, or on a runtime. */
  readonly transitionsPerChunk: number | null;
}

export interface Transfer {
  readonly name: string;
  /** One line for people. */
  readonly what: string;
  /** A file of programs/, without `.c`; or a Node script there, with its `.mjs`. */
  readonly program: string;
  readonly to: "tcp" | "file";
  readonly chunkBytes: number;
  /** The system calls of its loop: those that move data, and those it waits with. */
  readonly loop: readonly string[];
  /** Whether its loop makes the same calls every time. */
  readonly steady: boolean;
  readonly textbook: Textbook | null;
}

const CHUNK = 64 * 1024;

export const TRANSFERS: readonly Transfer[] = [
  {
    name: "read-write",
    what: "read() into a buffer, write() it to the socket: the loop every program starts with",
    program: "read-write",
    to: "tcp",
    chunkBytes: CHUNK,
    loop: ["read", "write"],
    steady: true,
    textbook: { copiesPerByte: 2, transitionsPerChunk: 4 },
  },
  {
    name: "read-write-4k",
    what: "the same, 4 KiB at a time",
    program: "read-write",
    to: "tcp",
    chunkBytes: 4096,
    loop: ["read", "write"],
    steady: true,
    textbook: { copiesPerByte: 2, transitionsPerChunk: 4 },
  },
  {
    name: "mmap-write",
    what: "map the file, write() from the mapping: the page cache is the buffer",
    program: "mmap-write",
    to: "tcp",
    chunkBytes: CHUNK,
    loop: ["write"],
    steady: true,
    textbook: { copiesPerByte: 1, transitionsPerChunk: 2 },
  },
  {
    name: "sendfile",
    what: "sendfile() from the file to the socket: the packets refer to the page cache",
    program: "sendfile",
    to: "tcp",
    chunkBytes: CHUNK,
    loop: ["sendfile"],
    steady: true,
    textbook: { copiesPerByte: 0, transitionsPerChunk: 2 },
  },
  {
    name: "splice",
    what: "splice() from the file into a pipe, and from the pipe into the socket",
    program: "splice",
    to: "tcp",
    chunkBytes: CHUNK,
    loop: ["splice"],
    steady: true,
    textbook: { copiesPerByte: 0, transitionsPerChunk: 4 },
  },
  {
    name: "zerocopy",
    what: "read(), and send() with MSG_ZEROCOPY from the program's own pages",
    program: "zerocopy",
    to: "tcp",
    chunkBytes: CHUNK,
    loop: ["read", "sendto", "poll", "ppoll", "recvmsg"],
    // How many completions one recvmsg() brings depends on timing.
    steady: false,
    // Over a network card 1. What comes back over loopback is copied before it is delivered:
    // Documentation/networking/msg_zerocopy.rst, "Loopback".
    textbook: { copiesPerByte: 2, transitionsPerChunk: null },
  },
  {
    name: "uring-send",
    what: "io_uring: a read and a send, linked, submitted and awaited with one call",
    program: "uring-send",
    to: "tcp",
    chunkBytes: CHUNK,
    loop: ["io_uring_enter"],
    steady: true,
    textbook: { copiesPerByte: 2, transitionsPerChunk: 2 },
  },
  {
    name: "uring-send-zc",
    what: "io_uring: a read and a zero-copy send, linked",
    program: "uring-send-zc",
    to: "tcp",
    chunkBytes: CHUNK,
    loop: ["io_uring_enter"],
    // One more call wherever the next buffer has not come back yet.
    steady: false,
    textbook: { copiesPerByte: 2, transitionsPerChunk: null },
  },
  {
    name: "direct",
    what: "read() with O_DIRECT, past the page cache, and write() to the socket",
    program: "direct",
    to: "tcp",
    chunkBytes: CHUNK,
    loop: ["read", "write"],
    steady: true,
    textbook: { copiesPerByte: 1, transitionsPerChunk: 4 },
  },
  {
    name: "file-read-write",
    what: "read() and write() from file to file",
    program: "read-write",
    to: "file",
    chunkBytes: CHUNK,
    loop: ["read", "write"],
    steady: true,
    textbook: { copiesPerByte: 2, transitionsPerChunk: 4 },
  },
  {
    name: "file-sendfile",
    what: "sendfile() from file to file: one copy, within the kernel",
    program: "sendfile",
    to: "file",
    chunkBytes: CHUNK,
    loop: ["sendfile"],
    steady: true,
    textbook: { copiesPerByte: 1, transitionsPerChunk: 2 },
  },
  {
    name: "file-copy-range",
    what: "copy_file_range() from file to file: a copy within the kernel, or shared extents",
    program: "copy-file-range",
    to: "file",
    chunkBytes: CHUNK,
    loop: ["copy_file_range"],
    steady: true,
    // 0 where the filesystem shares extents (btrfs, xfs); see textbook.ts.
    textbook: { copiesPerByte: 1, transitionsPerChunk: 2 },
  },
  {
    name: "file-direct",
    what: "read() and write() with O_DIRECT on both files: the disk's DMA does it",
    program: "direct",
    to: "file",
    chunkBytes: CHUNK,
    loop: ["read", "write"],
    steady: true,
    textbook: { copiesPerByte: 0, transitionsPerChunk: 4 },
  },
  {
    name: "node-pipeline",
    what: "Node's stream pipeline from a file to a socket, as in any web server",
    program: "pipeline.mjs",
    to: "tcp",
    chunkBytes: CHUNK,
    // Reads in a thread of libuv's pool, writes in the main thread, and the event loop's own between them.
    loop: ["read", "pread64", "write", "writev", "futex", "epoll_wait", "epoll_pwait"],
    steady: false,
    textbook: { copiesPerByte: 2, transitionsPerChunk: null },
  },
];

export type ChosenTransfers =
  | { readonly ok: true; readonly transfers: readonly Transfer[] }
  | { readonly ok: false; readonly message: string };

/** The transfers of these names in the table's order; all of them, when none is named. */
export function chosenTransfers(names: readonly string[]): ChosenTransfers {
  const known = new Set(TRANSFERS.map(({ name }) => name));
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length > 0) {
    const which = unknown.map((name) => `'${name}'`).join(", ");
    return { ok: false, message: `the lab has no transfer ${which}. It has ${[...known].join(", ")}.` };
  }
  const transfers = TRANSFERS.filter(({ name }) => names.length === 0 || names.includes(name));
  return { ok: true, transfers };
}
