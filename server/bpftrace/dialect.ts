/**
 * What differs between versions of bpftrace and matters to copyscope: the one place that knows. The probes
 * are written in what 0.17 to 0.27 have in common:
 * - `args->field`, one BEGIN, no `let`, no functions, no `else if` chains over long conditions
 * - each field of `args` is read into a variable once: 0.17 refuses two reads of one field where LLVM keeps
 *   its address ("dereference of modified ctx ptr")
 * - every number in a key or tuple is cast to uint64, because 0.23 and newer tell integer types apart
 * - loops are bounded by 128 rounds, which every verifier accepts
 * - the program comes through standard input ("-"), the output is JSON (-f json)
 */
import { isOlder, versionFromOutput } from "./version.ts";

/** Bytes that a line waiting in bpftrace's buffer takes at most: nine arguments, the line's number, the record's head. */
const LINE_BYTES = 104;
const PAGE_BYTES = 4096;

/**
 * Pages of buffer that hold two frames' worth of lines, and half as much again in reserve; a power of two, as the kernel
 * wants it. 0.17 has such a buffer for each processor, newer ones one for all.
 */
export function eventBufferPages(linesPerFrame: number): number {
  return 2 ** Math.ceil(Math.log2((3 * linesPerFrame * LINE_BYTES) / PAGE_BYTES));
}

/**
 * The settings that bpftrace takes from its environment. The number of keys a map holds has an older and a
 * newer name; each version warns of the other one, or does not know it.
 */
export function bpftraceEnvironment(mapCapacity: number, bufferPages: number | null): Record<string, string> {
  return {
    BPFTRACE_MAP_KEYS_MAX: String(mapCapacity),
    BPFTRACE_MAX_MAP_KEYS: String(mapCapacity),
    ...(bufferPages === null ? {} : { BPFTRACE_PERF_RB_PAGES: String(bufferPages) }),
  };
}

/**
 * Keys that one entry of a stats() map takes: 0.17 keeps count and total under keys of their own, 0.23 in one
 * value. 0.20.2 does as 0.17 does; between that and 0.23 2 is assumed, which can only call a map full too early.
 */
export function keysPerStats(version: string): 1 | 2 {
  const found = versionFromOutput(`bpftrace v${version}`);
  return found.ok && !isOlder(found.version, { major: 0, minor: 23, patch: 0 }) ? 1 : 2;
}

/**
 * Whether this bpftrace drops one of two updates when two processors make the same key of a map at the same moment: it
 * looks the key up, finds none, and makes it with BPF_NOEXIST, which fails on the slower processor (bpftrace issue 4068,
 * mended in 0.24 by pull request 4074). There the number of the processor stands in the keys, so that no two ever make
 * the same one. Measured with two threads in step (test/workloads/lockstep.c): 0.17.0 and 0.27.1 drop none; 0.20.2 drops
 * half of all first count(), sum(), stats() and hist() and does not say so; 0.23.2 drops as many but for stats(), and
 * says so. 0.18 and 0.19 update as 0.17 does (updating in place came with 0.20, pull request 2795).
 */
export function cpuInKeys(version: string): boolean {
  const found = versionFromOutput(`bpftrace v${version}`);
  if (!found.ok) return false;
  return (
    !isOlder(found.version, { major: 0, minor: 20, patch: 0 }) &&
    isOlder(found.version, { major: 0, minor: 24, patch: 0 })
  );
}

/**
 * Whether this bpftrace reads the kernel's list of all tracepoints again and again while it compiles, once for each
 * `args->` field in each of its passes: the program of detail full has 0.17.0 and 0.20.2 open it 555 times, 0.23.2 177 times.
 */
export function searchesTracepointList(version: string): boolean {
  const found = versionFromOutput(`bpftrace v${version}`);
  return found.ok && isOlder(found.version, { major: 0, minor: 24, patch: 0 });
}
