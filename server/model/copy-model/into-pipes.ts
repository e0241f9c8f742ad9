/** Into pipes and out of pipes, without a buffer of the caller between: splice, sendfile, tee, vmsplice. */
import type { CopyModelSection } from "./copy-row.ts";
import { PAGES_BY_COPY, PAGES_BY_DMA, PAGES_OF_CACHE, PIPE, ZERO } from "./filesystems.ts";
import { INTO_PIPE } from "./operation-families.ts";

export const INTO_PIPES: CopyModelSection = {
  title: "Into pipes",
  about:
    "A pipe is a ring of references to pages. Whether splice copies depends on what it comes from: does that have pages to hand over, or must some be filled first? sendfile into a pipe is a splice.",
  rows: [
    {
      id: "file-to-pipe",
      when: { operations: INTO_PIPE, from: PAGES_OF_CACHE, to: PIPE },
      mechanism: "reference",
      copiesPerByte: 0,
      because:
        "The pipe gets references to the page cache's pages: change the file before the pipe is read, and the reader sees the change. (DAX has no such pages; there it is copied.)",
      source:
        "mm/filemap.c: filemap_splice_read; mm/shmem.c: shmem_file_splice_read (both 6.5; generic_file_splice_read into an ITER_PIPE before); fs/splice.c: do_splice_read",
    },
    {
      id: "direct-file-to-pipe",
      when: { operations: INTO_PIPE, from: PAGES_BY_DMA, to: PIPE },
      mechanism: "reference",
      copiesPerByte: 0,
      because: "Fresh pages are filled by direct I/O, which is DMA, and handed to the pipe.",
      source:
        "fs/splice.c: do_splice_read (the test for O_DIRECT), copy_splice_read (6.5; generic_file_splice_read before)",
    },
    {
      id: "generated-to-pipe",
      when: { operations: INTO_PIPE, from: PAGES_BY_COPY, to: PIPE },
      mechanism: "kernel-copy",
      copiesPerByte: 1,
      because:
        "There is no page to hand over: the CPU copies into fresh pages, as a read would into a buffer, and those go into the pipe. That holds for tmpfs, too, once it is opened with O_DIRECT.",
      source:
        "fs/splice.c: copy_splice_read, the splice_read of fs/proc/inode.c, fs/kernfs/file.c and drivers/tty/tty_io.c (6.5; generic_file_splice_read before)",
    },
    {
      id: "zero-to-pipe",
      when: { operations: INTO_PIPE, from: ZERO, to: PIPE },
      mechanism: "fill",
      copiesPerByte: 0,
      because:
        "Fresh pages are filled with zeros and go into the pipe. Older kernels, 6.1 for one, cannot splice from /dev/zero.",
      source: "drivers/char/mem.c: zero_fops, splice_read = copy_splice_read",
    },
    {
      id: "ktls-to-pipe",
      when: { operations: INTO_PIPE, from: [{ kinds: ["tcp"], traits: ["ktls"] }], to: PIPE },
      mechanism: "unknown",
      copiesPerByte: null,
      because:
        "The record is decrypted into pages or linear buffers, by the CPU or by the NIC, or, where only the sending side was given keys, is no TLS to the kernel. The socket does not show the probes which.",
      source: "net/tls/tls_sw.c: tls_sw_splice_read, tls_decrypt_sg; net/tls/tls_device.c: tls_device_decrypted",
    },
    {
      id: "tcp-to-pipe",
      when: { operations: INTO_PIPE, from: [{ kinds: ["tcp"] }], to: PIPE },
      mechanism: "reference",
      copiesPerByte: 0,
      because:
        "The packets' page fragments go into the pipe. What a driver put into the linear part of a packet, such as small packets, is copied where that part was not made from a page fragment or is shared.",
      source:
        "net/ipv4/tcp.c: tcp_splice_read; net/core/skbuff.c: __skb_splice_bits, linear_to_page; include/linux/skbuff.h: skb_head_is_locked",
    },
    {
      id: "unix-to-pipe",
      when: { operations: INTO_PIPE, from: [{ kinds: ["unix"], without: ["messages"] }], to: PIPE },
      mechanism: "unknown",
      copiesPerByte: null,
      because:
        "On a stream the first 3.7 KiB or so of each buffer that was written from memory are linear and copied, the rest goes by reference, and so does all of what came by sendfile or splice.",
      source:
        "net/unix/af_unix.c: unix_stream_sendmsg (SKB_MAX_HEAD(0) of each skb is linear), unix_stream_splice_read; net/core/skbuff.c: linear_to_page; net/socket.c: sock_splice_read",
    },
    {
      id: "datagrams-to-pipe",
      when: {
        operations: INTO_PIPE,
        from: [{ kinds: ["udp", "netlink"] }, { kinds: ["unix"], traits: ["messages"] }],
        to: PIPE,
      },
      mechanism: "kernel-copy",
      copiesPerByte: 1,
      because:
        "These protocols have no splice_read: the packet is received into fresh pages, by copying, and those go into the pipe.",
      source: "net/socket.c: sock_splice_read (copy_splice_read from 6.5 on, generic_file_splice_read before)",
    },
    {
      id: "other-socket-to-pipe",
      when: { operations: INTO_PIPE, from: [{ kinds: ["other-socket"] }], to: PIPE },
      mechanism: "unknown",
      copiesPerByte: null,
      because: "SMC, KCM and, in the newest kernels, MPTCP hand over what pages they have; the others copy.",
      source:
        "net/smc/af_smc.c: smc_splice_read; net/kcm/kcmsock.c: kcm_splice_read; net/mptcp/protocol.c: mptcp_splice_read; net/socket.c: sock_splice_read",
    },
    {
      id: "pipe-to-pipe",
      when: { operations: ["splice"], from: PIPE, to: PIPE },
      mechanism: "reference",
      copiesPerByte: 0,
      because: "The references move from one ring to the other.",
      source: "fs/splice.c: splice_pipe_to_pipe",
    },
    {
      id: "tee",
      when: { operations: ["tee"], from: PIPE, to: PIPE },
      mechanism: "reference",
      copiesPerByte: 0,
      because: "The second pipe gets references to the same pages, and the first keeps its own.",
      source: "fs/splice.c: link_pipe (pipe_buf_get); tee(2)",
    },
    {
      id: "vmsplice-into-pipe",
      when: { operations: ["vmsplice"], from: [{ kinds: ["memory"] }], to: PIPE },
      mechanism: "reference",
      copiesPerByte: 0,
      because:
        "The pipe gets references to the caller's pages: write to them before the pipe is read, and the reader sees it.",
      source: "fs/splice.c: vmsplice_to_pipe, iter_to_pipe; vmsplice(2)",
    },
    {
      id: "vmsplice-out-of-pipe",
      when: { operations: ["vmsplice"], from: PIPE, to: [{ kinds: ["memory"] }] },
      mechanism: "copy",
      copiesPerByte: 1,
      because: "In this direction vmsplice is a read under another name.",
      source: "fs/splice.c: vmsplice_to_user, pipe_to_user (copy_page_to_iter)",
    },
  ],
};
