/**
 * What bpftrace says when it cannot run, as sentences. Each row was seen from a real bpftrace, named behind it; the
 * whole texts are in fixtures/trial/, by version and situation.
 */

export interface TrialFailure {
  readonly found: string;
  readonly remedy: string;
}

interface Row extends TrialFailure {
  readonly says: RegExp;
}

const ROWS: readonly Row[] = [
  {
    // 0.17, 0.23: "bpftrace currently only supports running as the root user."
    // 0.27: "Missing CAP_BPF capability, please run bpftrace as the root user."
    says: /only supports running as the root user|Missing CAP_\w+ capability/,
    found: "bpftrace refuses to run without root's privilege",
    remedy: "Run copyscope with sudo or as root; in a container, give it --privileged.",
  },
  {
    // 0.17, root without CAP_BPF: "ERROR: failed to create map: '@': Operation not permitted"
    // 0.23 the same: "ERROR: Unknown BPF object load failure. …" and no reason at all.
    says: /Operation not permitted|Creation of the required BPF maps has failed|Unknown BPF object load failure/,
    found: "the kernel refused to load the probe",
    remedy: "Root is confined here: run on the host or with --privileged, and without lockdown=confidentiality.",
  },
  {
    // 0.17, 0.23: "ERROR: tracepoint not found: raw_syscalls:sys_enter"; 0.27: "No matches for tracepoint …", or
    // "Error reading events from /sys/kernel/tracing/available_events (No such file or directory)"
    says: /tracepoint not found|No matches for tracepoint|available_events/,
    found: "bpftrace does not find the kernel's tracepoints",
    remedy: "Mount tracefs (mount -t tracefs nodev /sys/kernel/tracing); in a container, share the host's /sys.",
  },
  {
    // 0.23 without BTF: "definitions.h:2:10: fatal error: 'linux/types.h' file not found"
    says: /linux\/types\.h|Could not find kernel headers/,
    found: "bpftrace knows nothing of this kernel's types: there is neither BTF nor a header package",
    remedy: "Boot a kernel built with CONFIG_DEBUG_INFO_BTF=y.",
  },
];

/** What went wrong, from everything bpftrace printed. What nobody has seen before is quoted. */
export function trialFailure(output: string): TrialFailure {
  const row = ROWS.find(({ says }) => says.test(output));
  if (row) return row;
  const lines = output.split("\n").filter((line) => line.trim() !== "" && !line.includes("RLIMIT_MEMLOCK"));
  const telling = lines.find((line) => line.includes("ERROR")) ?? lines.at(-1) ?? "nothing at all";
  return {
    found: `bpftrace failed and said: ${telling.trim()}`,
    remedy: "Run the program that copyscope probes prints by hand, to see all of what it says.",
  };
}
