/**
 * What the composer must know of the kernel and the machine before it can write a program for them.
 * Gathered once at start; a value, so that programs for other machines can be composed in tests.
 */
import { existsSync, readFileSync } from "node:fs";
import { readBtf } from "../kernel/btf.ts";

export type Arch = "x64" | "arm64";

export interface KernelFacts {
  readonly arch: Arch;
  /** Offset of `comm` in task_struct. */
  readonly commOffset: number;
  /** Bit of SO_ZEROCOPY in sk_flags (enum sock_flags). */
  readonly zerocopyBit: number;
  /** Whether the kernel's type information knows a struct. */
  readonly structs: ReadonlySet<string>;
  /** Fields of each tracepoint asked about, as `category:event` → names; a missing tracepoint is absent. */
  readonly tracepoints: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Where tracefs may be mounted; bpftrace 0.17 reads only the second. */
const TRACEFS = ["/sys/kernel/tracing", "/sys/kernel/debug/tracing"];

/** The directory under which tracefs can be read, or null. */
function tracefsDirectory(): string | null {
  return TRACEFS.find((directory) => existsSync(`${directory}/events/raw_syscalls`)) ?? null;
}

/** Reads the facts, or says in a sentence why this kernel cannot be traced. */
export function readKernelFacts(tracepoints: Iterable<string>): KernelFacts | { readonly failure: string } {
  if (process.arch !== "x64" && process.arch !== "arm64") {
    return { failure: `copyscope knows the system calls of x86-64 and arm64, not of ${process.arch}` };
  }
  const tracefs = tracefsDirectory();
  if (tracefs === null) return { failure: "tracefs is not mounted: mount -t tracefs nodev /sys/kernel/tracing" };
  const btf = readBtf();
  if ("failure" in btf) return btf;
  const commOffset = btf.memberOffset("task_struct", "comm");
  if (commOffset === null) return { failure: "the kernel's type information has no task_struct" };
  return {
    arch: process.arch,
    commOffset,
    // enum sock_flags, include/net/sock.h: 18 since Linux 5.1
    zerocopyBit: btf.enumerator("SOCK_ZEROCOPY") ?? 18,
    structs: new Set(["io_kiocb", "inet_connection_sock"].filter((name) => btf.hasStruct(name))),
    tracepoints: new Map(
      [...tracepoints].flatMap((name): [string, ReadonlySet<string>][] => {
        const fields = tracepointFields(tracefs, name);
        return fields === null ? [] : [[name, fields]];
      }),
    ),
  };
}

function tracepointFields(tracefs: string, name: string): ReadonlySet<string> | null {
  try {
    const format = readFileSync(`${tracefs}/events/${name.replace(":", "/")}/format`, "utf8");
    return new Set([...format.matchAll(/field:[^;]*?(\w+)(?:\[[^\]]*\])?;/g)].map((match) => match[1] ?? ""));
  } catch {
    return null;
  }
}
