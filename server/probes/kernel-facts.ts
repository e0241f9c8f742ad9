/**
 * What the composer must know of the kernel and the machine before it can write a program for them.
 * Gathered once at start; a value, so that programs for other machines can be composed in tests.
 */
import { existsSync, readFileSync } from "node:fs";
import { type Btf, readBtf } from "../kernel/btf.ts";

export type Arch = "x64" | "arm64";

export interface KernelFacts {
  readonly arch: Arch;
  /** Offset of `comm` in task_struct. */
  readonly commOffset: number;
  /** Bit of SO_ZEROCOPY in sk_flags (enum sock_flags). */
  readonly zerocopyBit: number;
  /** Whether the kernel's type information knows a struct. */
  readonly structs: ReadonlySet<string>;
  /** The same of members that depend on how the kernel was built, as `struct.member`. */
  readonly members: ReadonlySet<string>;
  /** How the registers are saved that a thread came into the kernel with; null where the kernel does not say. */
  readonly entry: EntryRegisters | null;
  /** Fields of each tracepoint asked about, as `category:event` → names; a missing tracepoint is absent. */
  readonly tracepoints: ReadonlyMap<string, ReadonlySet<string>>;
}

/** The registers at the top of a thread's kernel stack (struct pt_regs), all in bytes. */
export interface EntryRegisters {
  /** How many they are. */
  readonly registers: number;
  /** Where among them the system call's number stands, and the second argument. */
  readonly number: number;
  readonly argument: number;
  /** getpriority's number. */
  readonly call: number;
  /** Where they may end, from the beginning of the stack. */
  readonly above: readonly number[];
}

/** Members that not every kernel has (CONFIG_SCHED_INFO, CONFIG_FAIR_GROUP_SCHED). */
const MEMBERS: readonly (readonly [struct: string, member: string])[] = [
  ["sched_info", "run_delay"],
  ["cfs_rq", "rq"],
  ["rq", "clock_task"],
];

/** THREAD_SIZE: 16 KiB, twice that with KASAN; on arm64 at least a page, of up to 64 KiB. */
const STACKS: Record<Arch, readonly number[]> = {
  x64: [16_384, 32_768],
  arm64: [16_384, 32_768, 65_536],
};

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
    members: new Set(
      MEMBERS.flatMap(([struct, member]) => (btf.memberOffset(struct, member) === null ? [] : [`${struct}.${member}`])),
    ),
    entry: entryRegisters(process.arch, btf),
    tracepoints: new Map(
      [...tracepoints].flatMap((name): [string, ReadonlySet<string>][] => {
        const fields = tracepointFields(tracefs, name);
        return fields === null ? [] : [[name, fields]];
      }),
    ),
  };
}

/**
 * x86-64: arch/x86/include/asm/ptrace.h, getpriority is 140, its second argument rsi; CONFIG_X86_FRED leaves 16 bytes above
 * (TOP_OF_KERNEL_STACK_PADDING). arm64: arch/arm64/include/asm/ptrace.h, 141, the second of 31 registers.
 */
function entryRegisters(arch: Arch, btf: Btf): EntryRegisters | null {
  const registers = btf.structSize("pt_regs");
  const number = btf.memberOffset("pt_regs", arch === "x64" ? "orig_ax" : "syscallno");
  const argument = arch === "x64" ? btf.memberOffset("pt_regs", "si") : 8;
  if (registers === null || number === null || argument === null) return null;
  const padding = arch === "x64" ? [0, 16] : [0];
  const above = STACKS[arch].flatMap((size) => padding.map((bytes) => size - bytes));
  return { registers, number, argument, call: arch === "x64" ? 140 : 141, above };
}

function tracepointFields(tracefs: string, name: string): ReadonlySet<string> | null {
  try {
    const format = readFileSync(`${tracefs}/events/${name.replace(":", "/")}/format`, "utf8");
    return new Set([...format.matchAll(/field:[^;]*?(\w+)(?:\[[^\]]*\])?;/g)].map((match) => match[1] ?? ""));
  } catch {
    return null;
  }
}
