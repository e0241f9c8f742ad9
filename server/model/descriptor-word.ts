/**
 * The descriptor word: what the probes pack of an open file into one number (probes/parts/descriptor.bt
 * and zerocopy-facts.bt). It stays below 2^53, so that a double holds it.
 */
import type { Endpoint, EndpointKind, EndpointTrait } from "./endpoint.ts";
import { filesystemName } from "./filesystem-name.ts";

const FILE_TYPES: Readonly<Record<number, "pipe" | "chardev" | "directory" | "block" | "file" | "socket" | "link">> = {
  // i_mode >> 12, include/uapi/linux/stat.h
  1: "pipe",
  2: "chardev",
  4: "directory",
  6: "block",
  8: "file",
  10: "link",
  12: "socket",
};

const ANON_INODE_MAGIC = 0x09041934; // include/uapi/linux/magic.h

export const MEMORY: Endpoint = { kind: "memory", filesystem: null, traits: [] };
export const PIPE: Endpoint = { kind: "pipe", filesystem: null, traits: [] };
export const UNKNOWN: Endpoint = { kind: "unknown", filesystem: null, traits: [] };

const bit = (word: number, index: number): boolean => Math.floor(word / 2 ** index) % 2 === 1;

/** Whether the descriptor is open for writing (FMODE_WRITE); packed for vmsplice only. */
export function isWriteEnd(word: number): boolean {
  return bit(word, 40);
}

/** The endpoint a descriptor word describes; `unknown` where the probes could not look it up. */
export function endpointFromWord(word: number): Endpoint {
  if (word === 0 || bit(word, 41)) return UNKNOWN;
  const id = word % 2 ** 32;
  const type = FILE_TYPES[Math.floor(word / 2 ** 32) % 16];
  const traits: EndpointTrait[] = [];
  if (bit(word, 36)) traits.push("direct");
  if (bit(word, 37)) traits.push("loopback");
  if (bit(word, 38)) traits.push("zerocopy");
  if (bit(word, 39)) traits.push("ktls");
  if (id === ANON_INODE_MAGIC && type !== "socket" && type !== "chardev") {
    return { kind: bit(word, 42) ? "eventfd" : "anon", filesystem: null, traits };
  }
  switch (type) {
    case "socket": {
      const way = Math.floor(word / 2 ** 44) % 8;
      const kind = socketKind(id >>> 16, id & 0xffff, way);
      if (kind === "unix" && way !== SOCK_STREAM) traits.push("messages");
      return { kind, filesystem: null, traits };
    }
    case "chardev":
      if (isRandom(id)) traits.push("random");
      return { kind: deviceKind(id), filesystem: null, traits };
    case "block":
    case "pipe":
      return { kind: type, filesystem: null, traits };
    case "file":
    case "directory":
    case "link":
      return { kind: "file", filesystem: filesystemName(id), traits };
    default:
      // Before Linux 6.16 anonymous inodes have no file type at all; others without one are not known.
      return UNKNOWN;
  }
}

const SOCK_STREAM = 1; // include/linux/net.h
const SOCK_DGRAM = 2;

function socketKind(family: number, protocol: number, way: number): EndpointKind {
  // include/linux/socket.h and include/uapi/linux/in.h
  if (family === 1) return "unix";
  if (family === 16) return "netlink";
  if (family === 2 || family === 10) {
    if (protocol === 6 && way === SOCK_STREAM) return "tcp";
    // UDP-Lite (136) goes its own way and is none of the words
    if (protocol === 17 && way === SOCK_DGRAM) return "udp";
  }
  return "other-socket";
}

/** /dev/random (1:8) and /dev/urandom (1:9). */
function isRandom(device: number): boolean {
  return device === 0x100008 || device === 0x100009;
}

function deviceKind(device: number): EndpointKind {
  // dev_t inside the kernel: 12 bits major, 20 bits minor. Documentation/admin-guide/devices.txt
  const major = device >>> 20;
  const minor = device & 0xfffff;
  if (major === 1 && minor === 3) return "null";
  if (major === 1 && minor === 5) return "zero";
  if (major === 4 || major === 5 || (major >= 136 && major <= 143)) return "tty";
  return "chardev";
}
