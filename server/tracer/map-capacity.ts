/**
 * How many keys a map may hold. bpftrace has the kernel allocate all of them at once, for each map alike, and the values
 * that are counted for each possible processor. So on a machine with many of those, or little memory, fewer must do;
 * that a map was full is seen and said (trust).
 */
import { readFileSync } from "node:fs";
import { totalmem } from "node:os";

const MIB = 2 ** 20;

/**
 * What one key takes in all maps together, in bytes, and what it takes for each possible processor: `memlock` in the
 * fdinfo of bpftrace's maps, in detail full, which has the most of them (bpftrace 0.17: 61 maps, 40 of them per-CPU).
 */
const KEY_BYTES = 5_400;
const KEY_BYTES_A_CPU = 370;

/** bpftrace's own default, and what a busy machine was measured to need, with room to spare. */
const FEWEST = 4_096;
const MOST = 16_384;

/** What maps may take at most: this part of the machine's memory, and no more than so many bytes. */
const PART_OF_MEMORY = 1 / 32;
const MOST_BYTES = 512 * MIB;

export interface MapMachine {
  /** Processors that the kernel has made room for; there may be fewer. */
  readonly possibleCpus: number;
  readonly memoryBytes: number;
}

/** What this machine has. Where the kernel does not say how many processors are possible, 1 is assumed. */
export function mapMachine(): MapMachine {
  return { possibleCpus: possibleCpus(), memoryBytes: totalmem() };
}

/**
 * Keys a map may hold on a machine: a power of two from 4,096 to 16,384. It is no more where each processor counts under
 * keys of its own (`cpuInKeys`, bpftrace/dialect.ts): to allocate 40 maps twice as large takes half a second of attaching.
 */
export function mapCapacity({ possibleCpus, memoryBytes }: MapMachine): number {
  const budget = Math.min(memoryBytes * PART_OF_MEMORY, MOST_BYTES);
  const keyBytes = KEY_BYTES + KEY_BYTES_A_CPU * possibleCpus;
  let keys = MOST;
  while (keys > FEWEST && keys * keyBytes > budget) keys /= 2;
  return keys;
}

function possibleCpus(): number {
  try {
    return countOf(readFileSync("/sys/devices/system/cpu/possible", "latin1"));
  } catch {
    return 1;
  }
}

/** `0-3,8-11` is 8 (Documentation/admin-guide/cputopology.rst). Exported for its tests. */
export function countOf(list: string): number {
  const ranges = [...list.matchAll(/(\d+)(?:-(\d+))?/g)];
  return Math.max(
    1,
    ranges.reduce((count, [, from, to = from]) => count + Number(to) - Number(from) + 1, 0),
  );
}
