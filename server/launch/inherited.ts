/**
 * What a command would inherit from whoever started copyscope, and does not get by itself, because Node
 * changes it at its start: signals that are ignored become default, the soft limit of open files is raised to
 * the hard one, and descriptors above 2 are closed in children (node::PlatformInit, uv_disable_stdio_inheritance).
 */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { constants } from "node:os";

export interface Inherited {
  /** Numbers of the signals that are ignored (nohup, a shell's background job). */
  readonly ignoredSignals: readonly number[];
  /** Null: as it is. */
  readonly softFileLimit: number | null;
}

/** Written by bin/copyscope before there is a Node: the line SigIgn of /proc/self/status, and `ulimit -Sn`. */
export const INHERITED_VARIABLE = "COPYSCOPE_INHERITED";

/** As noted at the start. Without a note no signal counts as ignored, and the limit is the parent's, which is rarely another. */
export function inherited(): Inherited {
  const [mask, limit] = (process.env[INHERITED_VARIABLE] ?? "").split(" ");
  if (mask !== undefined && limit !== undefined && /^[0-9a-f]{16}$/.test(mask)) {
    return {
      ignoredSignals: signalsOf(BigInt(`0x${mask}`)),
      softFileLimit: /^\d+$/.test(limit) ? Number(limit) : null,
    };
  }
  return { ignoredSignals: [], softFileLimit: softFileLimitOf(process.ppid) };
}

/** Whether copyscope was started so that the end of the terminal is not its end. */
export function ignoresHangup(): boolean {
  return inherited().ignoredSignals.includes(constants.signals.SIGHUP);
}

function signalsOf(mask: bigint): readonly number[] {
  return Array.from({ length: 64 }, (_, bit) => bit + 1).filter((signal) => (mask >> BigInt(signal - 1)) & 1n);
}

function softFileLimitOf(pid: number): number | null {
  const [, soft] = fileLimits(pid);
  const [, , hard] = fileLimits("self");
  return soft === undefined || Number(soft) > Number(hard) ? null : Number(soft);
}

function fileLimits(pid: number | "self"): readonly string[] {
  try {
    return /^Max open files +(\d+) +(\d+)/m.exec(readFileSync(`/proc/${pid}/limits`, "latin1")) ?? [];
  } catch {
    return [];
  }
}

/** Descriptors that uv_disable_stdio_inheritance closes in children whatever they are. */
const HIGHEST_CLOSED = 15;
let descriptors: readonly number[] | null = null;

/**
 * Descriptors from 3 up that copyscope was started with and that its children would not get. Node's own look
 * like nothing that a user hands over: they are anonymous, both ends of one pipe, or /dev/null to read from.
 * The first call has to come before anything is opened.
 */
export function inheritedDescriptors(): readonly number[] {
  descriptors ??= findDescriptors();
  return descriptors;
}

function findDescriptors(): readonly number[] {
  const open = readdirSync("/proc/self/fd")
    .map(Number)
    .filter((descriptor) => descriptor > 2)
    .flatMap((descriptor) => {
      const target = targetOf(descriptor);
      return target === null ? [] : [{ descriptor, target }];
    });
  return open
    .filter(({ descriptor, target }) => {
      if (descriptor > HIGHEST_CLOSED || target.startsWith("anon_inode:")) return false;
      if (target === "/dev/null") return !isReadOnly(descriptor);
      return !target.startsWith("pipe:") || open.filter((other) => other.target === target).length === 1;
    })
    .map(({ descriptor }) => descriptor);
}

/** Null for the descriptor of the reading itself. */
function targetOf(descriptor: number): string | null {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch {
    return null;
  }
}

/** O_ACCMODE is the last octal digit's lower two bits (fcntl.h). */
function isReadOnly(descriptor: number): boolean {
  return /^flags:.*[04]$/m.test(readFileSync(`/proc/self/fdinfo/${descriptor}`, "latin1"));
}
