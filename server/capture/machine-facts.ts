/**
 * Facts of this machine on which a run's figures depend, for whoever compares recordings of two machines or of one
 * machine before and after somebody tuned it.
 */
import { readFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import type { MachineFacts } from "../model/frame.ts";

/** What bounds socket buffers, pipes, zero-copy sends and write-back (Documentation/admin-guide/sysctl). */
const SYSCTLS = [
  "net/core/rmem_max",
  "net/core/wmem_max",
  "net/core/optmem_max",
  "net/ipv4/tcp_rmem",
  "net/ipv4/tcp_wmem",
  "net/ipv4/tcp_notsent_lowat",
  "net/ipv4/tcp_congestion_control",
  "fs/pipe-max-size",
  "vm/dirty_ratio",
  "vm/dirty_background_ratio",
  "vm/swappiness",
  "kernel/sched_autogroup_enabled",
] as const;

/** What bounds huge pages, frequency and the price of entering the kernel. */
const FILES = {
  "transparent huge pages": "/sys/kernel/mm/transparent_hugepage/enabled",
  "frequency governor": "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor",
  "mitigation of meltdown": "/sys/devices/system/cpu/vulnerabilities/meltdown",
  "mitigation of spectre_v2": "/sys/devices/system/cpu/vulnerabilities/spectre_v2",
  "kernel command line": "/proc/cmdline",
} as const;

/** What can be read of them; a setting that this kernel does not have is left out. */
export function machineFacts(): MachineFacts {
  const settings: { [name: string]: string } = {};
  const note = (name: string, file: string): void => {
    const value = textOf(file);
    if (value !== null && value !== "") settings[name] = value;
  };
  for (const name of SYSCTLS) note(name.replaceAll("/", "."), `/proc/sys/${name}`);
  for (const [name, file] of Object.entries(FILES)) note(name, file);
  return { cpuModel: cpus()[0]?.model.trim() ?? null, memoryBytes: totalmem(), settings };
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, "utf8").trim().replaceAll(/\s+/g, " ").slice(0, 1_000);
  } catch {
    return null;
  }
}
