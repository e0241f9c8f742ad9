/**
 * What /proc says about processes: who there is, who begat whom, and what they are called.
 */
import { readdirSync, readFileSync } from "node:fs";
import type { ListedProcess } from "../model/assemble/process-table.ts";

/** Pids of all processes that /proc shows. */
export function allPids(): readonly number[] {
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && pid > 0);
}

/** Name and parent of a process, or null when it is gone. The name is the kernel's (at most 15 bytes), not the command line. */
export function processByPid(pid: number): ListedProcess | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`);
    // "PID (NAME) STATE PPID …": the name may hold anything, parentheses too, so it ends at the last one
    const open = stat.indexOf("(");
    const close = stat.lastIndexOf(")");
    const parent = Number(stat.toString("latin1", close + 2).split(" ")[1]);
    return { pid, parent, command: new TextDecoder().decode(stat.subarray(open + 1, close)) };
  } catch {
    return null;
  }
}

/** Thread ids of a process; none when it is gone. */
export function threadsOf(pid: number): readonly number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).map(Number);
  } catch {
    return [];
  }
}

/** The processes and all that descend from them, as /proc shows it now. */
export function withDescendants(pids: Iterable<number>): readonly ListedProcess[] {
  const children = new Map<number, ListedProcess[]>();
  const all = new Map<number, ListedProcess>();
  for (const pid of allPids()) {
    const process = processByPid(pid);
    if (process === null) continue;
    all.set(pid, process);
    const siblings = children.get(process.parent ?? 0);
    if (siblings === undefined) children.set(process.parent ?? 0, [process]);
    else siblings.push(process);
  }
  const found = new Map<number, ListedProcess>();
  const visit = (process: ListedProcess | undefined): void => {
    if (process === undefined || found.has(process.pid)) return;
    found.set(process.pid, process);
    for (const child of children.get(process.pid) ?? []) visit(child);
  };
  for (const pid of pids) visit(all.get(pid));
  return [...found.values()];
}
