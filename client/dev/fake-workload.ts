/**
 * Programs that never ran: what each moves a second, as rows. Frames are made of these by fake-frames.ts, so that
 * totals, edges and processes agree as they do in a real run.
 */
import type { PathNode } from "../../server/model/live/data-path.ts";
import type { Mechanism } from "../../server/model/mechanism.ts";

export interface FakeFlow {
  readonly from: PathNode;
  readonly to: PathNode;
  readonly mechanism: Mechanism;
  readonly operation: string;
  /** Bytes a second on average, and of one call. */
  readonly rate: number;
  readonly callSize: number;
}

export interface FakeProgram {
  readonly pid: number;
  readonly command: string;
  readonly flows: readonly FakeFlow[];
  /** A second: other system calls, faults, switches; and shares of a CPU. */
  readonly waits: number;
  readonly faults: number;
  readonly switches: readonly [voluntary: number, involuntary: number];
  readonly cpu: readonly [user: number, kernel: number, runnable: number];
  /** How much the rates swing, and how fast. */
  readonly swing: number;
  readonly period: number;
}

const MiB = 2 ** 20;

const flow = (
  from: PathNode,
  to: PathNode,
  mechanism: Mechanism,
  operation: string,
  rate: number,
  callSize: number,
): FakeFlow => ({ from, to, mechanism, operation, rate: rate * MiB, callSize });

const base = { waits: 300, faults: 40, switches: [400, 20], cpu: [0.1, 0.1, 0.01], swing: 0.3, period: 9_000 } as const;

/** Serves a file with read and write: two copies of every byte. */
export const READ_WRITE: FakeProgram = {
  ...base,
  pid: 4711,
  command: "nginx",
  flows: [
    flow("page-cache", "application", "copy", "read", 620, 65_536),
    flow("application", "socket", "copy", "write", 620, 65_536),
  ],
  cpu: [0.06, 0.78, 0.04],
  switches: [2_100, 160],
};

/** The same with sendfile: none. */
export const SENDFILE: FakeProgram = {
  ...base,
  pid: 4712,
  command: "nginx",
  flows: [flow("page-cache", "socket", "reference", "sendfile", 910, 262_144)],
  cpu: [0.02, 0.21, 0.01],
  switches: [900, 30],
};

const POSTGRES: FakeProgram = {
  ...base,
  pid: 902,
  command: "postgres",
  flows: [
    flow("page-cache", "application", "copy", "pread64", 84, 8_192),
    flow("application", "page-cache", "copy", "pwrite64", 22, 8_192),
    flow("application", "socket", "copy", "sendto", 18, 900),
    flow("socket", "application", "copy", "recvfrom", 2.4, 240),
  ],
  cpu: [0.42, 0.14, 0.05],
  switches: [5_200, 420],
  waits: 4_800,
  faults: 900,
  swing: 0.5,
  period: 14_000,
};

const PIPELINE: FakeProgram = {
  ...base,
  pid: 5120,
  command: "gzip",
  flows: [
    flow("pipe", "application", "copy", "read", 47, 32_768),
    flow("application", "pipe", "copy", "write", 21, 32_768),
    flow("page-cache", "pipe", "reference", "splice", 64, 65_536),
  ],
  cpu: [0.88, 0.06, 0.03],
};

const BACKUP: FakeProgram = {
  ...base,
  pid: 6001,
  command: "cp",
  flows: [flow("page-cache", "file", "kernel-copy", "copy_file_range", 130, 1_048_576)],
  cpu: [0.01, 0.2, 0.02],
  swing: 0.6,
  period: 22_000,
};

const DIRECT_IO: FakeProgram = {
  ...base,
  pid: 6100,
  command: "scylla",
  flows: [flow("disk", "application", "direct", "io_uring:read", 210, 131_072)],
  cpu: [0.2, 0.09, 0.01],
};

/** A name that is markup, terminal escapes and a right-to-left override at once. */
export const HOSTILE: FakeProgram = {
  ...base,
  pid: 31337,
  command: "<img src=x onerror=alert(1)>\u202egnp",
  flows: [
    flow("device", "application", "fill", "read", 12, 4_096),
    flow("application", "device", "discard", "write", 12, 4_096),
  ],
};

/** Many small ones, for tables and for load. */
export function manyPrograms(count: number): readonly FakeProgram[] {
  return Array.from({ length: count }, (_, index) => ({
    ...base,
    pid: 10_000 + index,
    command: `worker-${index % 20}`,
    flows: [
      flow("socket", "application", "copy", "recvmsg", 0.2 + (index % 7) / 10, 1_400),
      flow("application", "socket", "copy", "sendmsg", 0.3 + (index % 5) / 10, 1_400),
    ],
    waits: 60,
    faults: 3,
    switches: [40, 3] as const,
    cpu: [0.004, 0.003, 0.001] as const,
    period: 4_000 + 37 * index,
  }));
}

/** A program for each way in which bytes move, and one with a hostile name. */
export const MIXED: readonly FakeProgram[] = [READ_WRITE, POSTGRES, SENDFILE, DIRECT_IO, BACKUP, PIPELINE, HOSTILE];
