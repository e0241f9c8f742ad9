/**
 * What tracing costs, from the kernel: run time and runs of each BPF program stand in the fdinfo of the
 * process that holds it (kernel/bpf/syscall.c, bpf_prog_show_fdinfo), while bpf_stats is on.
 */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

export interface ProbeSums {
  readonly probeRuns: number;
  readonly probeNanoseconds: number;
  /** Runs the kernel skipped because another program was running on that CPU, by probe. */
  readonly skipped: { readonly [probe: string]: number };
}

/** Descriptors of BPF programs in a process; they do not change once all probes are attached. */
export function programDescriptors(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`)
      .filter((fd) => {
        try {
          return readlinkSync(`/proc/${pid}/fd/${fd}`) === "anon_inode:bpf-prog";
        } catch {
          return false;
        }
      })
      .sort((a, b) => Number(a) - Number(b));
  } catch {
    return [];
  }
}

/**
 * Sums over the programs since they were loaded; null when the process is gone. `names` are the program's
 * probes in order; BEGIN is not held on to by every bpftrace. Where the numbers do not fit, a probe is `unknown`.
 */
export function probeSums(pid: number, descriptors: readonly string[], names: readonly string[]): ProbeSums | null {
  const held = descriptors.length === names.length ? names : names.filter((name) => name !== "BEGIN");
  let probeRuns = 0;
  let probeNanoseconds = 0;
  const skipped: { [probe: string]: number } = {};
  try {
    for (const [index, fd] of descriptors.entries()) {
      const text = readFileSync(`/proc/${pid}/fdinfo/${fd}`, "latin1");
      probeRuns += field(text, "run_cnt");
      probeNanoseconds += field(text, "run_time_ns");
      const misses = field(text, "recursion_misses");
      const name = (held.length === descriptors.length ? held[index] : undefined) ?? "unknown";
      if (misses > 0) skipped[name] = (skipped[name] ?? 0) + misses;
    }
  } catch {
    return null;
  }
  return { probeRuns, probeNanoseconds, skipped };
}

function field(text: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s*(\\d+)`, "m").exec(text)?.[1] ?? 0);
}

/** CPU time (ns, in steps of a clock tick) and resident memory of a process; null when it is gone. */
export function processUsage(pid: number): { readonly cpuNanoseconds: number; readonly residentBytes: number } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // proc_pid_stat(5): utime and stime are fields 14 and 15, rss 24; USER_HZ is 100, a page 4096 where it matters here
    const ticks = Number(fields[11]) + Number(fields[12]);
    const status = readFileSync(`/proc/${pid}/status`, "latin1");
    return { cpuNanoseconds: ticks * 10_000_000, residentBytes: field(status, "VmRSS") * 1024 };
  } catch {
    return null;
  }
}
