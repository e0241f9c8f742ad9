/** What can be chosen as scope: the processes that /proc shows, the ones with most CPU time first. */
import { readFile } from "node:fs/promises";
import type { ScopeCandidate } from "../model/live/protocol.ts";
import { allPids } from "../tracer/processes.ts";

const MOST = 500;
/** USER_HZ: the unit of times in /proc/PID/stat on every architecture Linux runs Node on. */
const TICKS_PER_SECOND = 100;
/** Processes read at once: thousands of open files would be too many. */
const AT_ONCE = 64;

/** Kernel threads are left out: they make no system calls. */
export async function scopeCandidates(): Promise<readonly ScopeCandidate[]> {
  const pids = allPids();
  const found: ScopeCandidate[] = [];
  for (let at = 0; at < pids.length; at += AT_ONCE) {
    const read = await Promise.all(pids.slice(at, at + AT_ONCE).map(candidate));
    found.push(...read.filter((each) => each !== null));
  }
  return found.sort((a, b) => b.cpuSeconds - a.cpuSeconds || a.pid - b.pid).slice(0, MOST);
}

async function candidate(pid: number): Promise<ScopeCandidate | null> {
  try {
    const [stat, cgroup] = await Promise.all([readFile(`/proc/${pid}/stat`), readFile(`/proc/${pid}/cgroup`, "utf8")]);
    // "PID (NAME) STATE PPID …": the name may hold anything, parentheses too, so it ends at the last one
    const close = stat.lastIndexOf(")");
    const fields = stat.toString("latin1", close + 2).split(" ");
    const field = (number: number) => Number(fields[number - 3] ?? 0);
    // proc_pid_stat(5): flags is field 9; PF_KTHREAD is 0x00200000 (include/linux/sched.h)
    if ((field(9) & 0x0020_0000) !== 0) return null;
    return {
      pid,
      parent: field(4) || null,
      command: new TextDecoder().decode(stat.subarray(stat.indexOf("(") + 1, close)),
      // cgroups(7): the line of the v2 hierarchy begins with 0::
      cgroup: /^0::(.+)$/m.exec(cgroup)?.[1] ?? null,
      cpuSeconds: (field(14) + field(15)) / TICKS_PER_SECOND,
    };
  } catch {
    return null; // it is gone
  }
}
