import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { endpointFromWord, isWriteEnd } from "./descriptor-word.ts";
import { ENDPOINT_KINDS, ENDPOINT_TRAITS } from "./endpoint.ts";

const bit = (index: number) => 2 ** index;
/** A file type (i_mode >> 12) and what stands in the lower 32 bits. */
const word = (type: number, id: number, ...bits: readonly number[]) =>
  type * 2 ** 32 + id + bits.reduce((sum, index) => sum + bit(index), 0);
const socket = (family: number, protocol: number, way: number, ...bits: readonly number[]) =>
  word(12, family * 65536 + protocol, ...bits) + way * 2 ** 44;
const device = (major: number, minor: number) => major * 2 ** 20 + minor;

const [PIPE, CHARDEV, DIRECTORY, BLOCK, FILE, LINK] = [1, 2, 4, 6, 8, 10];
const [AF_UNIX, AF_INET, AF_INET6, AF_NETLINK, AF_PACKET, AF_VSOCK] = [1, 2, 10, 16, 17, 40];
const [STREAM, DATAGRAM, RAW, SEQPACKET] = [1, 2, 3, 5];
const [TCP, UDP, SCTP, UDPLITE, ICMP] = [6, 17, 132, 136, 1];
const ANON = 0x09041934;

describe("endpointFromWord", () => {
  it.each([
    ["a pipe or fifo", word(PIPE, 0x50495045), "pipe"],
    ["a block device", word(BLOCK, device(253, 0)), "block"],
    ["/dev/null", word(CHARDEV, device(1, 3)), "null"],
    ["/dev/zero", word(CHARDEV, device(1, 5)), "zero"],
    ["/dev/full, which is none of the two", word(CHARDEV, device(1, 7)), "chardev"],
    ["a virtual console", word(CHARDEV, device(4, 1)), "tty"],
    ["/dev/tty", word(CHARDEV, device(5, 0)), "tty"],
    ["a pseudo terminal", word(CHARDEV, device(136, 3)), "tty"],
    ["the last of the pseudo terminals", word(CHARDEV, device(143, 255)), "tty"],
    ["what comes after them", word(CHARDEV, device(144, 0)), "chardev"],
    ["/dev/fuse", word(CHARDEV, device(10, 229)), "chardev"],
    ["tcp over IPv4", socket(AF_INET, TCP, STREAM), "tcp"],
    ["tcp over IPv6", socket(AF_INET6, TCP, STREAM), "tcp"],
    ["udp over IPv4", socket(AF_INET, UDP, DATAGRAM), "udp"],
    ["udp over IPv6", socket(AF_INET6, UDP, DATAGRAM), "udp"],
    ["UDP-Lite", socket(AF_INET, UDPLITE, DATAGRAM), "other-socket"],
    ["SCTP", socket(AF_INET, SCTP, STREAM), "other-socket"],
    ["ping", socket(AF_INET, ICMP, DATAGRAM), "other-socket"],
    ["a raw socket that speaks tcp", socket(AF_INET, TCP, RAW), "other-socket"],
    ["netlink", socket(AF_NETLINK, 0, RAW), "netlink"],
    ["a packet socket", socket(AF_PACKET, 0, RAW), "other-socket"],
    ["vsock", socket(AF_VSOCK, 0, STREAM), "other-socket"],
    ["an event counter", word(FILE, ANON, 42), "eventfd"],
    ["an epoll", word(FILE, ANON), "anon"],
    ["an epoll before Linux 6.16, whose inode has no type", word(0, ANON), "anon"],
    ["an event counter before Linux 6.16", word(0, ANON, 42), "eventfd"],
    ["no such descriptor", bit(41), "unknown"],
    ["no such descriptor, whatever else is said", word(FILE, 0xef53, 41), "unknown"],
    ["nothing", 0, "unknown"],
    ["a type that there is not", word(3, 0xef53), "unknown"],
  ])("knows %s", (_, packed, kind) => {
    expect(endpointFromWord(packed)).toMatchObject({ kind, filesystem: null });
  });

  it.each([
    ["a regular file", FILE],
    ["a directory", DIRECTORY],
    ["a symbolic link", LINK],
  ])("calls %s a file, of its filesystem", (_, type) => {
    expect(endpointFromWord(word(type, 0xef53))).toEqual({ kind: "file", filesystem: "ext4", traits: [] });
    expect(endpointFromWord(word(type, 0xff534d42))).toEqual({ kind: "file", filesystem: "cifs", traits: [] });
  });

  it("tells unix sockets that keep messages apart from streams", () => {
    expect(endpointFromWord(socket(AF_UNIX, 0, STREAM))).toEqual({ kind: "unix", filesystem: null, traits: [] });
    for (const way of [DATAGRAM, SEQPACKET]) {
      expect(endpointFromWord(socket(AF_UNIX, 0, way))).toEqual({
        kind: "unix",
        filesystem: null,
        traits: ["messages"],
      });
    }
  });

  it.each([
    ["/dev/random", 8, ["random"]],
    ["/dev/urandom", 9, ["random"]],
    ["/dev/kmsg", 11, []],
  ])("knows whether bytes are made up: %s", (_, minor, traits) => {
    expect(endpointFromWord(word(CHARDEV, device(1, minor)))).toEqual({ kind: "chardev", filesystem: null, traits });
  });

  it.each([
    [36, "direct", word(FILE, 0xef53)],
    [37, "loopback", socket(AF_INET, TCP, STREAM)],
    [38, "zerocopy", socket(AF_INET, TCP, STREAM)],
    [39, "ktls", socket(AF_INET, TCP, STREAM)],
  ])("reads bit %i as %s, and no other bit so", (index, trait, plain) => {
    expect(endpointFromWord(plain).traits).toEqual([]);
    expect(endpointFromWord(plain + bit(index)).traits).toEqual([trait]);
  });

  it("reads all traits that stand together", () => {
    expect(endpointFromWord(socket(AF_INET, TCP, STREAM, 37, 38, 39)).traits).toEqual(["loopback", "zerocopy", "ktls"]);
  });

  it("does not take a device or a socket whose number is that of anonymous inodes for one", () => {
    expect(endpointFromWord(word(CHARDEV, ANON)).kind).toBe("chardev");
    expect(endpointFromWord(socket(0x0904, 0x1934, STREAM)).kind).toBe("other-socket");
  });

  it("gives a kind and traits there are, for every word", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 47 - 1 }), (packed) => {
        const { kind, filesystem, traits } = endpointFromWord(packed);
        expect(ENDPOINT_KINDS).toContain(kind);
        for (const trait of traits) expect(ENDPOINT_TRAITS).toContain(trait);
        expect(filesystem !== null).toBe(kind === "file");
      }),
    );
  });
});

describe("isWriteEnd", () => {
  it("is bit 40", () => {
    expect(isWriteEnd(word(PIPE, 0, 40))).toBe(true);
    expect(isWriteEnd(word(PIPE, 0, 36, 37, 38, 39, 42))).toBe(false);
  });
});
