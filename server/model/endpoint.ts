/**
 * What a file descriptor is, in the words of docs/words.md, and how that is read from the facts that
 * the probes collect. The kernel side only packs raw facts into one number (the descriptor word);
 * all judgement is here, where it can be tested and doubted.
 */

/** Every kind of endpoint. `memory` is the caller's own buffer; `unknown` is a descriptor nobody could look up. */
export const ENDPOINT_KINDS = [
  "memory",
  "file",
  "block",
  "pipe",
  "tcp",
  "udp",
  "unix",
  "netlink",
  "other-socket",
  "tty",
  "null",
  "zero",
  "chardev",
  "eventfd",
  "anon",
  "unknown",
] as const;

export type EndpointKind = (typeof ENDPOINT_KINDS)[number];

/**
 * Facts about an endpoint that change how bytes move through it.
 * - `direct`: opened with O_DIRECT
 * - `loopback`: a connected socket whose route leaves through a loopback device
 * - `zerocopy`: SO_ZEROCOPY is set, so MSG_ZEROCOPY is honoured
 * - `ktls`: the socket has the kernel's TLS attached
 * - `messages`: a unix socket that keeps messages apart (datagram, seqpacket)
 * - `random`: the kernel's random number generator (/dev/random, /dev/urandom)
 */
export const ENDPOINT_TRAITS = ["direct", "loopback", "zerocopy", "ktls", "messages", "random"] as const;

export type EndpointTrait = (typeof ENDPOINT_TRAITS)[number];

export interface Endpoint {
  readonly kind: EndpointKind;
  /** The filesystem's name where the kind is `file`, else null. */
  readonly filesystem: string | null;
  readonly traits: readonly EndpointTrait[];
}
