/** Sending from memory and receiving into it. */
import type { CopyModelSection, EndpointPattern } from "./copy-row.ts";
import { READS, READS_AND_WRITES, WRITES } from "./operation-families.ts";

const ANY_SOCKET: EndpointPattern = { kinds: ["tcp", "udp", "unix", "netlink", "other-socket"] };
const KTLS: EndpointPattern = { kinds: ["tcp"], traits: ["ktls"] };

export const SOCKETS: CopyModelSection = {
  title: "Sending from memory and receiving into it",
  about:
    "An ordinary send copies into socket buffers and an ordinary receive copies out of them. Flags and socket options make exceptions; those come first.",
  rows: [
    {
      id: "receive-error-queue",
      when: { operations: READS, descriptor: [ANY_SOCKET], flags: ["MSG_ERRQUEUE"] },
      mechanism: "copy",
      copiesPerByte: 1,
      because:
        "What was queued with the error, a part of the packet that caused it, is copied; a zero-copy notification has no bytes.",
      source: "net/ipv4/ip_sockglue.c: ip_recv_error; net/core/sock.c: sock_recv_errqueue (skb_copy_datagram_msg)",
    },
    {
      id: "receive-device-memory",
      when: { operations: READS, descriptor: [{ kinds: ["tcp"] }], flags: ["MSG_SOCK_DEVMEM"] },
      mechanism: "unknown",
      copiesPerByte: null,
      because:
        "Since 6.12. Payload that the NIC put into device memory stays there and only its place is reported; payload that it did not is copied. The call returns the sum of the two.",
      source: "net/ipv4/tcp.c: tcp_recvmsg_dmabuf; Documentation/networking/devmem.rst",
    },
    {
      id: "ktls-truncate",
      when: { operations: READS, descriptor: [KTLS], flags: ["MSG_TRUNC"] },
      mechanism: "unknown",
      copiesPerByte: null,
      because:
        "A socket that decrypts ignores the flag and copies; one where only the sending side was given keys is still plain TCP, and discards. The socket does not show the probes which it is.",
      source: "net/tls/tls_sw.c: tls_sw_recvmsg; net/tls/tls_main.c: build_protos; net/ipv4/tcp.c: tcp_recvmsg_locked",
    },
    {
      id: "tcp-truncate",
      when: { operations: READS, descriptor: [{ kinds: ["tcp"] }], flags: ["MSG_TRUNC"] },
      mechanism: "discard",
      copiesPerByte: 0,
      because:
        "TCP takes MSG_TRUNC as an order to drop that many bytes without copying them. With MSG_PEEK it drops none, and copies none either.",
      source: "net/ipv4/tcp.c: tcp_recvmsg_locked (`if (!(flags & MSG_TRUNC))` around skb_copy_datagram_msg); tcp(7)",
    },
    {
      id: "other-socket-truncate",
      when: { operations: READS, descriptor: [{ kinds: ["other-socket"] }], flags: ["MSG_TRUNC"] },
      mechanism: "unknown",
      copiesPerByte: null,
      because: "MPTCP discards as TCP does, datagram protocols copy what fits and return the whole length.",
      source: "net/mptcp/protocol.c: __mptcp_recvmsg_mskq; net/vmw_vsock/af_vsock.c: __vsock_seqpacket_recvmsg",
    },
    {
      id: "datagram-truncate",
      when: { operations: READS, descriptor: [ANY_SOCKET], flags: ["MSG_TRUNC"] },
      mechanism: "copy",
      copiesPerByte: 1,
      because:
        "As much of the datagram as fits is copied, once. The call returns the datagram's whole length: bytes beyond the buffer's size were not moved and must not be counted. Unix streams and netlink copy likewise.",
      source: "net/ipv4/udp.c: udp_recvmsg (skb_copy_datagram_msg of `copied`, return of `ulen`); recv(2), MSG_TRUNC",
    },
    {
      id: "receive-peek",
      when: { operations: READS, descriptor: [ANY_SOCKET], flags: ["MSG_PEEK"] },
      mechanism: "copy",
      copiesPerByte: 1,
      because:
        "A peek copies as any receive does and leaves the bytes where they are; the receive that consumes them copies them again.",
      source:
        "net/ipv4/tcp.c: tcp_recvmsg_locked; net/ipv4/udp.c: udp_recvmsg; net/unix/af_unix.c: unix_stream_read_generic",
    },
    {
      id: "ktls",
      when: { operations: READS_AND_WRITES, descriptor: [KTLS] },
      mechanism: "copy",
      copiesPerByte: 1,
      because:
        "Between the caller's buffer and the kernel's pages the CPU passes over each byte once: it copies, or it encrypts or decrypts from the one into the other. Passes of the cipher within the kernel are not counted; with TLS offload in the NIC there are none, and the copy remains.",
      source:
        "net/tls/tls_sw.c: tls_sw_sendmsg_locked (sk_msg_zerocopy_from_iter, sk_msg_memcopy_from_iter), tls_sw_recvmsg; net/tls/tls_device.c: tls_device_copy_data",
    },
    {
      id: "zerocopy-loopback",
      when: {
        operations: WRITES,
        descriptor: [{ kinds: ["tcp", "udp"], traits: ["zerocopy", "loopback"] }],
        flags: ["MSG_ZEROCOPY"],
      },
      mechanism: "deferred",
      copiesPerByte: 1,
      because:
        "The caller's pages are sent as they are, but a packet that comes back into the machine must not refer to them: they are copied before it is delivered.",
      source:
        "include/linux/skbuff.h: skb_orphan_frags_rx, called by __netif_receive_skb_core (6.1, 6.12) or ip_local_deliver_finish (7.2); Documentation/networking/msg_zerocopy.rst, Loopback",
    },
    {
      id: "zerocopy",
      when: {
        operations: WRITES,
        descriptor: [{ kinds: ["tcp", "udp", "other-socket"], traits: ["zerocopy"] }],
        flags: ["MSG_ZEROCOPY"],
      },
      mechanism: "deferred",
      copiesPerByte: null,
      because:
        "The socket refers to the caller's pages, and the NIC reads them by DMA. The kernel still copies where the device cannot gather, or the packet meets a tap, a bridge to a guest or another container; the notification then says SO_EE_CODE_ZEROCOPY_COPIED, to the caller only. The other sockets that have SO_ZEROCOPY are vsock and RDS.",
      source:
        "net/ipv4/tcp.c: tcp_sendmsg_locked; net/ipv4/ip_output.c: __ip_append_data; net/core/skbuff.c: skb_copy_ubufs; Documentation/networking/msg_zerocopy.rst, Deferred copies",
    },
    {
      id: "zerocopy-ignored",
      when: { operations: WRITES, descriptor: [ANY_SOCKET], flags: ["MSG_ZEROCOPY"] },
      mechanism: "copy",
      copiesPerByte: 1,
      because:
        "Without SO_ZEROCOPY set before, the flag is ignored, and unix and netlink sockets refuse the option and ignore the flag.",
      source:
        "net/ipv4/tcp.c: tcp_sendmsg_locked (`sock_flag(sk, SOCK_ZEROCOPY)`); net/core/sock.c: sk_setsockopt, SO_ZEROCOPY",
    },
    {
      id: "tcp",
      when: { operations: READS_AND_WRITES, descriptor: [{ kinds: ["tcp"] }] },
      mechanism: "copy",
      copiesPerByte: 1,
      because: "Sending copies into pages of the socket's send queue, receiving copies out of the received packets.",
      source:
        "net/ipv4/tcp.c: tcp_sendmsg_locked (skb_copy_to_page_nocache), tcp_recvmsg_locked (skb_copy_datagram_msg); tracepoint skb:skb_copy_datagram_iovec",
    },
    {
      id: "udp",
      when: { operations: READS_AND_WRITES, descriptor: [{ kinds: ["udp"] }] },
      mechanism: "copy",
      copiesPerByte: 1,
      because: "Sending copies into the packet as it is built, receiving copies out of it.",
      source:
        "net/ipv4/ip_output.c: ip_generic_getfrag; net/ipv4/udp.c: udp_recvmsg (skb_copy_datagram_msg, skb_copy_and_csum_datagram_msg)",
    },
    {
      id: "unix",
      when: { operations: READS_AND_WRITES, descriptor: [{ kinds: ["unix"] }] },
      mechanism: "copy",
      copiesPerByte: 1,
      because:
        "Sending copies into a buffer on the receiver's queue, receiving copies out of it: two copies from process to process, as through a pipe.",
      source:
        "net/unix/af_unix.c: unix_stream_sendmsg, unix_dgram_sendmsg (skb_copy_datagram_from_iter), unix_stream_read_actor, __unix_dgram_recvmsg (skb_copy_datagram_msg)",
    },
    {
      id: "netlink",
      when: { operations: READS_AND_WRITES, descriptor: [{ kinds: ["netlink"] }] },
      mechanism: "copy",
      copiesPerByte: 1,
      because: "Messages are copied into and out of socket buffers.",
      source: "net/netlink/af_netlink.c: netlink_sendmsg (memcpy_from_msg), netlink_recvmsg (skb_copy_datagram_msg)",
    },
    {
      id: "other-socket",
      when: { operations: READS_AND_WRITES, descriptor: [{ kinds: ["other-socket"] }] },
      mechanism: "copy",
      copiesPerByte: 1,
      because:
        "Raw, packet, vsock, SCTP and MPTCP sockets copy into and out of socket buffers. The exception is AF_ALG, whose cipher writes a receive's bytes straight into the caller's pages.",
      source:
        "net/vmw_vsock/virtio_transport_common.c: virtio_transport_stream_do_dequeue; net/mptcp/protocol.c: mptcp_sendmsg; net/packet/af_packet.c: packet_recvmsg; crypto/af_alg.c: af_alg_get_rsgl",
    },
  ],
};
