/**
 * Mounts tracefs (and debugfs, under which Debian's bpftrace 0.17 looks for it) where the machine has not
 * done so itself. Most have: systemd mounts both.
 */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Tries quietly; what cannot be mounted is reported by whoever needs it. */
export function mountTracefs(): void {
  if (!existsSync("/sys/kernel/tracing/events")) mount("tracefs", "/sys/kernel/tracing");
  if (!existsSync("/sys/kernel/debug/tracing/events")) mount("debugfs", "/sys/kernel/debug");
}

function mount(type: string, target: string): void {
  try {
    execFileSync("mount", ["-t", type, type, target], { stdio: "ignore" });
  } catch {
    // not root enough, or no such directory
  }
}
