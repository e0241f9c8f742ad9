/**
 * The kernel's name for a system call's number, as strace writes it: `pread64`, `newfstatat`, `prlimit64`.
 * The numbers differ between architectures, and on one machine between 64-bit and 32-bit programs.
 */
import { ARM64_SYSCALL_NAMES } from "./syscall-names/arm64.ts";
import { I386_SYSCALL_NAMES } from "./syscall-names/i386.ts";
import { X32_SYSCALL_NAMES, X64_SYSCALL_NAMES } from "./syscall-names/x64.ts";

/** __X32_SYSCALL_BIT (arch/x86/include/uapi/asm/unistd.h): set in the number of every x32 call. */
const X32_BIT = 0x4000_0000;

export interface SyscallNumber {
  readonly arch: "x64" | "arm64";
  /** A call by a 32-bit program through the 32-bit table. x32 programs use the 64-bit entry: false. */
  readonly compat: boolean;
  /** As in `raw_syscalls:sys_enter`'s `id`. -1 is a call that a tracer or seccomp has cancelled. */
  readonly number: number;
}

/**
 * `read`; `i386:read` for a 32-bit call on x86-64; `x32:read`; on arm64 `arm:3` for a 32-bit call, of which no
 * names are kept. A number nobody knows is `syscall_999`, under its prefix where it has one (`i386:syscall_999`).
 */
export function syscallName({ arch, compat, number }: SyscallNumber): string {
  if (arch === "arm64") {
    return compat ? `arm:${number}` : (ARM64_SYSCALL_NAMES[number] ?? `syscall_${number}`);
  }
  if (compat) return `i386:${I386_SYSCALL_NAMES[number] ?? `syscall_${number}`}`;
  if (number >= X32_BIT) {
    const plain = number - X32_BIT;
    return `x32:${X32_SYSCALL_NAMES[plain] ?? X64_SYSCALL_NAMES[plain] ?? `syscall_${plain}`}`;
  }
  return X64_SYSCALL_NAMES[number] ?? `syscall_${number}`;
}
