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

/** A process as /proc lists it. */
export interface ProcessInProc extends ListedProcess {
  /** The bytes of its name, which need not be text. */
  readonly comm: Buffer;
}

/** Name and parent of a process, or null when it is gone. The name is the kernel's (at most 15 bytes), not the command line. */
export function processByPid(pid: number): ProcessInProc | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`);
    // "PID (NAME) STATE PPID …": the name may hold anything, parentheses too, so it ends at the last one
    const close = stat.lastIndexOf(")");
    const comm = stat.subarray(stat.indexOf("(") + 1, close);
    const parent = Number(stat.toString("latin1", close + 2).split(" ")[1]);
    return { pid, parent, comm, command: new TextDecoder().decode(comm) };
  } catch {
    return null;
  }
}

/** The uid of who started a process, whatever it has become since; null when it is gone. */
export function realUserOf(pid: number): number | null {
  try {
    const [, real] = /^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "latin1")) ?? [];
    return real === undefined ? null : Number(real);
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

/** Whether a thread is on a CPU or waits for one; false when it is gone. */
export function threadRuns(pid: number, tid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/task/${tid}/stat`, "latin1");
    return stat[stat.lastIndexOf(")") + 2] === "R";
  } catch {
    return false;
  }
}

/** The processes and all that descend from them, as /proc shows it now; `but` and what descends only from these is left out. */
export function withDescendants(pids: Iterable<number>, but: readonly number[] = []): readonly ProcessInProc[] {
  const children = new Map<number, ProcessInProc[]>();
  const all = new Map<number, ProcessInProc>();
  for (const pid of allPids()) {
    if (but.includes(pid)) continue;
    const process = processByPid(pid);
    if (process === null) continue;
    all.set(pid, process);
    const siblings = children.get(process.parent ?? 0);
    if (siblings === undefined) children.set(process.parent ?? 0, [process]);
    else siblings.push(process);
  }
  const found = new Map<number, ProcessInProc>();
  const visit = (process: ProcessInProc | undefined): void => {
    if (process === undefined || found.has(process.pid)) return;
    found.set(process.pid, process);
    for (const child of children.get(process.pid) ?? []) visit(child);
  };
  for (const pid of pids) visit(all.get(pid));
  return [...found.values()];
}
