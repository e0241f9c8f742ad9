/**
 * The kernel's page size, in bytes, from the auxiliary vector (AT_PAGESZ is 6, include/uapi/linux/auxvec.h).
 */
import { readFileSync } from "node:fs";

/** 4096 where the vector cannot be read. */
export function pageSize(): number {
  const vector = readFileSync("/proc/self/auxv");
  for (let at = 0; at + 16 <= vector.length; at += 16) {
    if (vector.readBigUInt64LE(at) === 6n) return Number(vector.readBigUInt64LE(at + 8));
  }
  return 4096;
}
