/** When a process started: with its pid, that names it for good. */
import { existsSync, readFileSync } from "node:fs";

/** Clock ticks since boot, as /proc has them; null when there is no such process, or it has ended. */
export function startTime(pid: number): string | null {
  // In a storm of short processes most have ended, and an exception is dearer than a look.
  if (!existsSync(`/proc/${pid}`)) return null;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // proc_pid_stat(5): the name may hold anything, so it ends at the last parenthesis; state is field 3, the time 22
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "X" || isZombie(fields) ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}

/** A main thread that has ended while others live on is a zombie too: then there are more threads (field 20). */
function isZombie(fields: readonly string[]): boolean {
  return fields[0] === "Z" && Number(fields[17]) <= 1;
}
