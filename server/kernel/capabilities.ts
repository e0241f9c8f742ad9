/** What a process may do to the kernel, as far as tracing needs it. */

/** Bits of CapEff in /proc/PID/status, from include/uapi/linux/capability.h. */
const BITS = { CAP_SYS_ADMIN: 21, CAP_PERFMON: 38, CAP_BPF: 39 } as const;

export type TracingCapability = keyof typeof BITS;

/** Those that are in effect, from the text of /proc/PID/status; none where it does not say. */
export function tracingCapabilities(status: string): readonly TracingCapability[] {
  const effective = BigInt(`0x${/^CapEff:\s+([0-9a-f]+)/m.exec(status)?.[1] ?? "0"}`);
  return (Object.keys(BITS) as TracingCapability[]).filter((name) => (effective >> BigInt(BITS[name])) & 1n);
}
