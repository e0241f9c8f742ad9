/** What io_uring does that no system call does. Its other operations behave as the calls they are named for. */
import type { CopyModelSection } from "./copy-row.ts";
import { ZEROCOPY_SENDS } from "./operation-families.ts";

export const IO_URING: CopyModelSection = {
  title: "io_uring's own operations",
  about:
    "io_uring's reads, writes, sends, receives, splices and tees take the same way through the kernel as the system calls, and the rows above hold for them; registered buffers spare the pinning of pages, not the copy. Here is what has no system call.",
  rows: [
    {
      id: "io-uring-multishot",
      when: { operations: ["io_uring:multishot"] },
      mechanism: "unknown",
      copiesPerByte: null,
      because:
        "A completion that the tracepoint shows without its request: neither its opcode nor its file can be known.",
      source: "include/trace/events/io_uring.h: io_uring_complete (req is NULL); io_uring/io_uring.c: io_fill_cqe_aux",
    },
    {
      id: "send-zc-loopback",
      when: { operations: ZEROCOPY_SENDS, descriptor: [{ kinds: ["tcp", "udp"], traits: ["loopback"] }] },
      mechanism: "deferred",
      copiesPerByte: 1,
      because: "As with MSG_ZEROCOPY: what comes back into the machine is copied before it is delivered.",
      source:
        "include/linux/skbuff.h: skb_orphan_frags_rx, called by __netif_receive_skb_core (6.1, 6.12) or ip_local_deliver_finish (7.2)",
    },
    {
      id: "send-zc",
      when: {
        operations: ZEROCOPY_SENDS,
        descriptor: [{ kinds: ["tcp", "udp"] }, { kinds: ["other-socket"], traits: ["zerocopy"] }],
      },
      mechanism: "deferred",
      copiesPerByte: null,
      because:
        "The socket refers to the caller's pages; the kernel may copy later, as with MSG_ZEROCOPY, and tells only the caller (IORING_NOTIF_USAGE_ZC_COPIED). TCP and UDP need no SO_ZEROCOPY for it, vsock does; kernel TLS and the other protocols refuse (EOPNOTSUPP).",
      source:
        "io_uring/net.c: io_sendmsg_zc, io_send_zc in older kernels (SOCK_SUPPORT_ZC); net/ipv4/tcp.c: tcp_sendmsg_locked (msg_ubuf); net/vmw_vsock/af_vsock.c; io_uring_enter(2), IORING_OP_SEND_ZC",
    },
    {
      id: "recv-zc-loopback",
      when: { operations: ["io_uring:recv_zc"], descriptor: [{ kinds: ["tcp"], traits: ["loopback"] }] },
      mechanism: "deferred",
      copiesPerByte: 1,
      because: "Only a NIC's queue can put payload into the caller's area; what comes over loopback is copied there.",
      source: "io_uring/zcrx.c: io_zcrx_recv_frag, io_zcrx_copy_frag (6.15)",
    },
    {
      id: "recv-zc",
      when: { operations: ["io_uring:recv_zc"], descriptor: [{ kinds: ["tcp"] }] },
      mechanism: "deferred",
      copiesPerByte: null,
      because:
        "The NIC puts payload into the caller's area by DMA; what it could not split from its header, or got through another queue, is copied there.",
      source: "io_uring/zcrx.c: io_zcrx_recv_skb, io_zcrx_copy_chunk (6.15); Documentation/networking/iou-zcrx.rst",
    },
  ],
};
