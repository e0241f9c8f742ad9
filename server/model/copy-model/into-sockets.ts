/** Into sockets, without a buffer of the caller between: sendfile from files, splice from pipes. */
import type { CopyModelSection, EndpointPattern } from "./copy-row.ts";
import { PAGES_BY_COPY, PAGES_BY_DMA, PAGES_OF_CACHE, PIPE, ZERO } from "./filesystems.ts";

/** Protocols that take pages by reference. */
const BY_REFERENCE: readonly EndpointPattern[] = [
  { kinds: ["tcp", "udp"] },
  { kinds: ["unix"], without: ["messages"] },
];

/** Protocols that do not, so that the pages are copied into socket buffers. */
const BY_COPY: readonly EndpointPattern[] = [
  { kinds: ["netlink", "other-socket"] },
  { kinds: ["unix"], traits: ["messages"] },
];

export const INTO_SOCKETS: CopyModelSection = {
  title: "Into sockets",
  about:
    "sendfile splices the file into a pipe of the kernel's own and that pipe into the socket. What the file's side does is said under \"Into pipes\"; what the socket's side does is added to it here.",
  rows: [
    {
      id: "into-ktls",
      when: { operations: ["sendfile", "splice"], to: [{ kinds: ["tcp"], traits: ["ktls"] }] },
      mechanism: "unknown",
      copiesPerByte: null,
      because:
        "TLS in software encrypts from the file's pages into new ones. TLS in the NIC copies first, unless TLS_TX_ZEROCOPY_RO is set; then nothing does. A socket whose sending side was given no keys sends the pages as they are. The socket does not show the probes which.",
      source:
        "net/tls/tls_sw.c: tls_sw_sendmsg_splice, tls_push_record; net/tls/tls_device.c: tls_device_sendmsg (zerocopy_sendfile), tls_push_data; Documentation/networking/tls.rst",
    },
    {
      id: "generated-into-copying-socket",
      when: { operations: ["sendfile"], from: PAGES_BY_COPY, to: BY_COPY },
      mechanism: "unknown",
      copiesPerByte: null,
      because:
        "Copied twice within the kernel, into fresh pages and from them into socket buffers. A row can say one copy a byte or none.",
      source: "fs/splice.c: copy_splice_read, splice_to_socket",
    },
    {
      id: "into-copying-socket",
      when: {
        operations: ["sendfile", "splice"],
        from: [...PAGES_OF_CACHE, ...PAGES_BY_DMA, ...ZERO, ...PIPE],
        to: BY_COPY,
      },
      mechanism: "kernel-copy",
      copiesPerByte: 1,
      because:
        "The protocol's sendmsg does not know MSG_SPLICE_PAGES and copies out of the pages. AF_ALG and KCM do know it, and SMC does where it has fallen back to TCP; those are rare.",
      source:
        "net/netlink/af_netlink.c: netlink_sendmsg; net/mptcp/protocol.c: mptcp_sendmsg; net/ipv4/raw.c: raw_getfrag; net/unix/af_unix.c: unix_dgram_sendmsg (sock_no_sendpage before 6.5)",
    },
    {
      id: "generated-into-socket",
      when: { operations: ["sendfile"], from: PAGES_BY_COPY, to: BY_REFERENCE },
      mechanism: "kernel-copy",
      copiesPerByte: 1,
      because: "The CPU copies into fresh pages; the socket takes those by reference.",
      source: "fs/splice.c: copy_splice_read, splice_to_socket",
    },
    {
      id: "zero-into-socket",
      when: { operations: ["sendfile"], from: ZERO, to: BY_REFERENCE },
      mechanism: "fill",
      copiesPerByte: 0,
      because: "Fresh pages are filled with zeros; the socket takes them by reference.",
      source: "drivers/char/mem.c: zero_fops; fs/splice.c: copy_splice_read, splice_to_socket",
    },
    {
      id: "file-into-socket",
      when: { operations: ["sendfile"], from: PAGES_OF_CACHE, to: BY_REFERENCE },
      mechanism: "reference",
      copiesPerByte: 0,
      because:
        "Packets refer to the page cache's pages, and the NIC reads them by DMA; over loopback the receiver copies out of those very pages. Copied all the same: on routes through a device without scatter-gather, and from DAX files.",
      source:
        "net/ipv4/tcp.c: tcp_sendmsg_locked, net/ipv4/ip_output.c: __ip_append_data, net/unix/af_unix.c: unix_stream_sendmsg (MSG_SPLICE_PAGES, skb_splice_from_iter; 6.5); tcp_sendpage, udp_sendpage, unix_stream_sendpage before",
    },
    {
      id: "direct-file-into-socket",
      when: { operations: ["sendfile"], from: PAGES_BY_DMA, to: BY_REFERENCE },
      mechanism: "reference",
      copiesPerByte: 0,
      because: "Fresh pages are filled by direct I/O, which is DMA; the socket takes them by reference.",
      source: "fs/splice.c: do_splice_read (the test for O_DIRECT), copy_splice_read, splice_to_socket",
    },
    {
      id: "pipe-into-socket",
      when: { operations: ["splice"], from: PIPE, to: BY_REFERENCE },
      mechanism: "reference",
      copiesPerByte: 0,
      because:
        "Packets refer to the pipe's pages, whatever they are. Copied all the same: on routes through a device without scatter-gather.",
      source: "fs/splice.c: splice_to_socket (MSG_SPLICE_PAGES; 6.5), generic_splice_sendpage before",
    },
  ],
};
