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

/**
 * The settings that bpftrace takes from its environment. The number of keys a map holds has an older and a
 * newer name; each version warns of the other one, or does not know it.
 */
export function bpftraceEnvironment(mapCapacity: number): Record<string, string> {
  return { BPFTRACE_MAP_KEYS_MAX: String(mapCapacity), BPFTRACE_MAX_MAP_KEYS: String(mapCapacity) };
}

/**
 * Keys that one entry of a stats() map takes: 0.17 keeps count and total under keys of their own, 0.23 in one
 * value. Between them 2 is assumed, which can only call a map full too early.
 */
export function keysPerStats(version: string): 1 | 2 {
  const found = versionFromOutput(`bpftrace v${version}`);
  return found.ok && !isOlder(found.version, { major: 0, minor: 23, patch: 0 }) ? 1 : 2;
}
