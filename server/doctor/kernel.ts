/** The kernel itself: its version, the machine's architecture, type information, and the lockdown mode. */
import { open } from "node:fs/promises";
import { endianness } from "node:os";
import { join } from "node:path";
import { fail, type Outcome, ok, skip, warn } from "./check.ts";
import { readText, type Surroundings, whyNot } from "./surroundings.ts";

/**
 * 5.8 (August 2020) split CAP_BPF and CAP_PERFMON off CAP_SYS_ADMIN and brought the BPF ring buffer that newer
 * bpftrace prints through; 5.5 had brought bpf_probe_read_kernel, 5.2 the kernel's own BTF.
 */
const OLDEST_KERNEL = [5, 8] as const;

/** 5.12 is the first to count the probe runs it left out (`recursion_misses` in a BPF program's fdinfo). */
const COUNTS_SKIPPED_RUNS = [5, 12] as const;

/** What checking the kernel's release string gives: "6.18.44-fc-v657", "5.10.0-28-amd64". */
export function kernelOutcome(release: string): Outcome {
  const match = /^(\d+)\.(\d+)/.exec(release);
  if (!match)
    return warn(`a kernel that calls itself "${release}"`, "Expected a version such as 6.1.0; trying anyway.");
  const version = [Number(match[1]), Number(match[2])] as const;
  if (isBefore(version, OLDEST_KERNEL)) {
    return fail(
      `Linux ${release}`,
      "copyscope needs Linux 5.8 or newer: older ones lack BPF features that its probes use. Boot a newer kernel.",
    );
  }
  if (isBefore(version, COUNTS_SKIPPED_RUNS)) {
    return warn(
      `Linux ${release}`,
      "Before 5.12 the kernel does not say how many probe runs it skipped, so trust shows that figure as unknown.",
    );
  }
  return ok(`Linux ${release}`);
}

function isBefore([major, minor]: readonly [number, number], [otherMajor, otherMinor]: readonly [number, number]) {
  return major < otherMajor || (major === otherMajor && minor < otherMinor);
}

/** System call numbers and registers are known for two architectures. `machine` is as `uname -m` prints it. */
export function architectureOutcome(machine: string): Outcome {
  if (machine === "x86_64" || machine === "aarch64") return ok(machine);
  return fail(machine, "copyscope knows the system call numbers of x86_64 and aarch64 (64 bit) only.");
}

/** The kernel's own type information, from which the probes read what a descriptor is. */
export async function btfOutcome({ sys }: Surroundings): Promise<Outcome> {
  const path = join(sys, "kernel/btf/vmlinux");
  const none = "Boot a kernel built with CONFIG_DEBUG_INFO_BTF=y; those of Debian, Ubuntu, Fedora and Arch are.";
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
      // BTF_MAGIC, include/uapi/linux/btf.h, in the machine's own byte order.
      const magic = endianness() === "LE" ? buffer.readUInt16LE() : buffer.readUInt16BE();
      if (bytesRead < 2 || magic !== 0xeb9f) return fail(`${path} is not BTF (it lacks the magic number)`, none);
      return ok(path);
    } finally {
      await file.close();
    }
  } catch (error) {
    const { reason, code } = whyNot(error);
    if (reason === "missing") return fail(`${path} is not there: this kernel has no type information`, none);
    return fail(`${path} cannot be read (${code})`, `Make it readable: it is mode 0444 on an ordinary system.`);
  }
}

/**
 * `none [integrity] confidentiality`. Confidentiality forbids reading kernel memory from BPF and tracefs altogether
 * (LOCKDOWN_BPF_READ_KERNEL and LOCKDOWN_TRACEFS stand between the two modes in include/linux/security.h).
 */
export async function lockdownOutcome({ sys }: Surroundings): Promise<Outcome> {
  const reading = await readText(join(sys, "kernel/security/lockdown"));
  if (!reading.ok) {
    if (reading.reason === "missing") return skip("unknown: securityfs is not mounted, or the kernel has no lockdown");
    return skip(`unknown: ${join(sys, "kernel/security/lockdown")} cannot be read (${reading.code})`);
  }
  const mode = /\[(\w+)\]/.exec(reading.text)?.[1];
  if (mode === "confidentiality") {
    return fail(
      "confidentiality: the kernel lets nobody trace it",
      "Boot without lockdown=confidentiality (with Secure Boot the distribution's default is integrity, which is fine).",
    );
  }
  if (mode === "none" || mode === "integrity") return ok(mode);
  return skip(`unknown: "${reading.text.trim()}"`);
}
