/** How the kernel accounts for BPF: the switch that measures what tracing costs, and the limit on memory. */
import { join } from "node:path";
import { type Outcome, ok, warn } from "./check.ts";
import { readText, type Surroundings } from "./surroundings.ts";

/** The switch for run times and counts of BPF programs (since 5.1), from which copyscope's own cost is known. */
export async function bpfStatsOutcome({ proc }: Surroundings): Promise<Outcome> {
  const reading = await readText(join(proc, "sys/kernel/bpf_stats_enabled"));
  if (!reading.ok) {
    return warn(
      `${join(proc, "sys/kernel/bpf_stats_enabled")} cannot be read (${reading.code})`,
      "What the probes cost cannot be measured here and is shown as unknown; the rest works.",
    );
  }
  return ok(
    reading.text.trim() === "0"
      ? "off; copyscope switches it on while it runs and puts it back"
      : "on already; copyscope leaves it on",
  );
}

/** Before 5.11 BPF maps counted against RLIMIT_MEMLOCK; since then they are charged to the memory cgroup. */
export async function memlockOutcome({ proc }: Surroundings, release: string, isRoot: boolean): Promise<Outcome> {
  const limits = await readText(join(proc, "self/limits"));
  // `Max locked memory         8388608              8388608              bytes`
  const limit = limits.ok ? /^Max locked memory\s+(\S+)/m.exec(limits.text)?.[1] : undefined;
  const shown =
    limit === undefined ? "unknown" : limit === "unlimited" ? limit : `${Math.floor(Number(limit) / 1024)} KiB`;
  const [major = 0, minor = 0] = release.split(".").map((part) => Number.parseInt(part, 10));
  if (major > 5 || (major === 5 && minor >= 11)) {
    return ok(`${shown}, which this kernel does not apply to BPF; bpftrace's message about it is harmless`);
  }
  // bpftrace raises the limit itself where it may.
  if (limit === "unlimited" || isRoot) return ok(shown);
  return warn(
    shown,
    "On kernels before 5.11 the maps of the probes count against it; if they do not load: ulimit -l unlimited",
  );
}
