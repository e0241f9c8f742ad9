/**
 * The conditions on system call numbers that the probes use, written as bpftrace expressions.
 * They come from the operation table, so that an operation is added in one place.
 */
import { OPERATIONS, type Operation } from "../model/operation.ts";
import type { Arch } from "./kernel-facts.ts";

/** Calls that are counted on the way in, and calls whose child returns too (uapi/asm/unistd.h of each architecture). */
const SPECIAL = {
  x64: {
    oneWay: [15, 60, 231], // rt_sigreturn, exit, exit_group
    oneWayCompat: [1, 119, 173, 252], // i386 exit, sigreturn, rt_sigreturn, exit_group
    fork: [56, 57, 58, 435], // clone, fork, vfork, clone3
    forkCompat: [2, 120, 190, 435],
    epollWait: [232, 281, 441], // epoll_wait, epoll_pwait, epoll_pwait2
    ioUringEnter: 426,
    execve: 59,
    prctl: 157,
  },
  arm64: {
    oneWay: [139, 93, 94],
    oneWayCompat: [1, 119, 173, 248],
    fork: [220, 435],
    forkCompat: [2, 120, 190, 435],
    epollWait: [22, 441],
    ioUringEnter: 426,
    execve: 221,
    prctl: 167,
  },
} as const;

/** `$id` is one of the numbers; neighbours become ranges. */
function oneOf(numbers: readonly number[]): string {
  const sorted = [...new Set(numbers)].sort((a, b) => a - b);
  const ranges: { from: number; to: number }[] = [];
  for (const number of sorted) {
    const last = ranges.at(-1);
    if (last !== undefined && number === last.to + 1) last.to = number;
    else ranges.push({ from: number, to: number });
  }
  const tests = ranges.map(({ from, to }) => (from === to ? `$id == ${from}` : `($id >= ${from} && $id <= ${to})`));
  return `(${tests.join(" || ")})`;
}

function numbersWhere(arch: Arch, holds: (operation: Operation) => boolean): readonly number[] {
  return OPERATIONS.filter(holds).map((operation) => operation.numbers[arch]);
}

function numberOf(arch: Arch, name: string): string {
  const operation = OPERATIONS.find((candidate) => candidate.name === name);
  if (operation === undefined) throw new Error(`no operation ${name}`);
  return String(operation.numbers[arch]);
}

/** Macro name → bpftrace expression, for one architecture. */
export function callNumberMacros(arch: Arch): Readonly<Record<string, string>> {
  const special = SPECIAL[arch];
  return {
    DATA_CALL: oneOf(numbersWhere(arch, () => true)),
    NO_DESCRIPTOR: oneOf(numbersWhere(arch, ({ shape }) => shape.kind === "memory-to-memory")),
    MESSAGE_CALL: oneOf(numbersWhere(arch, ({ messageFlags }) => messageFlags !== undefined)),
    FLAGS_IN_ARGUMENT_2: oneOf(numbersWhere(arch, ({ messageFlags }) => messageFlags === 2)),
    MANY_MESSAGES: oneOf(numbersWhere(arch, ({ messages }) => messages === true)),
    TWO_DESCRIPTORS: oneOf(numbersWhere(arch, ({ shape }) => shape.kind === "between")),
    SECOND_DESCRIPTOR_IN_ARGUMENT_2: oneOf(
      numbersWhere(arch, ({ shape }) => shape.kind === "between" && Math.max(shape.fromFd, shape.toFd) === 2),
    ),
    RECVFROM: numberOf(arch, "recvfrom"),
    RECVMSG: numberOf(arch, "recvmsg"),
    VMSPLICE: numberOf(arch, "vmsplice"),
    BATCH_CALL: oneOf([...special.epollWait, special.ioUringEnter]),
    IO_URING_ENTER: String(special.ioUringEnter),
    EXECVE: String(special.execve),
    PRCTL: String(special.prctl),
    ONE_WAY_CALL: oneOf(special.oneWay),
    ONE_WAY_COMPAT_CALL: oneOf(special.oneWayCompat),
    MAYBE_ONE_WAY_CALL: oneOf([...special.oneWay, ...special.oneWayCompat]),
    FORK_CALL: oneOf(special.fork),
    FORK_COMPAT_CALL: oneOf(special.forkCompat),
  };
}
