/**
 * The kernel's own type information (BTF), as far as copyscope needs it: where a member stands in a
 * struct, and what an enumerator's value is. bpftrace cannot say either in its older versions.
 * Format: Documentation/bpf/btf.rst.
 */
import { readFileSync } from "node:fs";

const KIND = {
  struct: 4,
  union: 5,
  enum: 6,
  array: 3,
  func_proto: 13,
  var: 14,
  datasec: 15,
  decl_tag: 17,
  enum64: 19,
  int: 1,
};

/** Bytes that follow the 12-byte type record, by kind. */
function trailerLength(kind: number, vlen: number): number {
  switch (kind) {
    case KIND.int:
    case KIND.var:
    case KIND.decl_tag:
      return 4;
    case KIND.array:
      return 12;
    case KIND.struct:
    case KIND.union:
    case KIND.enum64:
    case KIND.datasec:
      return 12 * vlen;
    case KIND.enum:
    case KIND.func_proto:
      return 8 * vlen;
    default:
      return 0;
  }
}

export interface Btf {
  /** Offset in bytes of a direct member of a struct; null where the kernel has no such member. */
  memberOffset(struct: string, member: string): number | null;
  /** Value of an enumerator; null where the kernel has none of that name. */
  enumerator(name: string): number | null;
  hasStruct(name: string): boolean;
  /** Size of a struct in bytes; null where the kernel has none of that name. */
  structSize(name: string): number | null;
}

/** Reads /sys/kernel/btf/vmlinux. Returns a failure sentence where the kernel has none or it cannot be read. */
export function readBtf(path = "/sys/kernel/btf/vmlinux"): Btf | { readonly failure: string } {
  let data: Buffer;
  try {
    data = readFileSync(path);
  } catch {
    return { failure: `${path} cannot be read: this kernel was built without BTF (CONFIG_DEBUG_INFO_BTF)` };
  }
  // the strings come last: header length + offset + length of their section
  const whole =
    data.length >= 24 && data.readUInt32LE(4) + data.readUInt32LE(16) + data.readUInt32LE(20) <= data.length;
  if (!whole || data.readUInt16LE(0) !== 0xeb9f) return { failure: `${path} is not BTF` };
  return parseBtf(data);
}

function parseBtf(data: Buffer): Btf {
  const header = data.readUInt32LE(4);
  const types = header + data.readUInt32LE(8);
  const typesEnd = types + data.readUInt32LE(12);
  const strings = header + data.readUInt32LE(16);
  const stringAt = (offset: number, expected: string): boolean => {
    const start = strings + offset;
    return data.toString("latin1", start, start + expected.length + 1) === `${expected}\0`;
  };

  function* records(): Generator<{ at: number; kind: number; vlen: number; large: boolean }> {
    for (let at = types; at < typesEnd; ) {
      const info = data.readUInt32LE(at + 4);
      const kind = (info >>> 24) & 0x1f;
      const vlen = info & 0xffff;
      yield { at, kind, vlen, large: info >>> 31 === 1 };
      at += 12 + trailerLength(kind, vlen);
    }
  }

  return {
    memberOffset(struct, member) {
      for (const { at, kind, vlen, large } of records()) {
        if (kind !== KIND.struct || !stringAt(data.readUInt32LE(at), struct)) continue;
        for (let i = 0; i < vlen; i++) {
          const entry = at + 12 + 12 * i;
          if (!stringAt(data.readUInt32LE(entry), member)) continue;
          const raw = data.readUInt32LE(entry + 8);
          return (large ? raw & 0xffffff : raw) / 8;
        }
      }
      return null;
    },
    enumerator(name) {
      for (const { at, kind, vlen } of records()) {
        if (kind !== KIND.enum) continue;
        for (let i = 0; i < vlen; i++) {
          const entry = at + 12 + 8 * i;
          if (stringAt(data.readUInt32LE(entry), name)) return data.readInt32LE(entry + 4);
        }
      }
      return null;
    },
    hasStruct(name) {
      return this.structSize(name) !== null;
    },
    structSize(name) {
      for (const { at, kind } of records()) {
        if (kind === KIND.struct && stringAt(data.readUInt32LE(at), name)) return data.readUInt32LE(at + 8);
      }
      return null;
    },
  };
}
