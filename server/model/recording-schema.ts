/**
 * What a line of a recording must look like. A recording comes from a disk, a colleague or a stranger,
 * so every line is checked here, once, before anything else sees it. Names in it are data: any string will do.
 * Fields that are not known are dropped, so that a later copyscope may add some without a new version.
 */
import { z } from "zod";
import { flowIdentitySchema } from "./flow-identity-schema.ts";
import { DETAILS, type Frame, type RunEnd, type RunInfo } from "./frame.ts";
import { frameEventsSchema } from "./frame-events-schema.ts";

export const RECORDING_SCHEMA = "copyscope-recording/1";

/** An exact integer, 0 to 2^53 - 1. */
const count = z.int().nonnegative();
const nanoseconds = z.number().nonnegative();
/** Epoch milliseconds that a Date can hold. */
const epoch = z.number().min(-8.64e15).max(8.64e15);
const text = z.string();

const flow = flowIdentitySchema.extend({
  calls: count,
  errors: count,
  again: count,
  bytes: count,
});

const activity = {
  pageFaults: z.object({ user: count, kernel: count }).nullable(),
  switches: z.object({ voluntary: count, involuntary: count }).nullable(),
  wakeups: count.nullable(),
  migrations: count.nullable(),
  time: z.object({ user: nanoseconds, kernel: nanoseconds, runnable: nanoseconds, blocked: nanoseconds }).nullable(),
};

const process = z.object({
  ...activity,
  id: count,
  pid: count,
  parent: count.nullable(),
  command: text,
  syscalls: z.array(z.object({ name: text, calls: count, errors: count, again: count })),
  flows: z.array(flow),
  socketBufferCopied: count.nullable(),
  pageCacheFilled: count.nullable(),
  ioUring: z.array(z.object({ operation: text, submitted: count, completed: count, errors: count })).nullable(),
  threads: z.array(z.object({ ...activity, tid: count })).exactOptional(),
});

/** A 64-bit value has at most 64 buckets. */
const histogram = z.array(count).max(64);
const byOperation = z.record(text, histogram).nullable();

export const frameSchema = z.object({
  start: epoch,
  end: epoch,
  processes: z.array(process),
  dma: z.object({
    diskRead: count.nullable(),
    diskWrite: count.nullable(),
    nicTransmit: count.nullable(),
    nicTransmitPaged: count.nullable(),
    nicReceive: count.nullable(),
  }),
  runQueueWait: histogram.nullable(),
  latency: byOperation,
  size: byOperation,
  trust: z.object({
    lostEvents: count,
    mapsFull: z.array(text),
    unmatched: count,
    inFlightAtStart: count,
    hiddenThreads: count,
    skippedRuns: count,
    skippedInInterrupts: z.record(z.string(), count),
  }),
  gaps: z.array(z.object({ from: epoch, to: epoch, reason: text })),
  cost: z.object({
    probeRuns: count.nullable(),
    probeNanoseconds: nanoseconds.nullable(),
    bpftraceCpuNanoseconds: nanoseconds.nullable(),
    serverCpuNanoseconds: nanoseconds.nullable(),
    bpftraceResidentBytes: count.nullable(),
    serverResidentBytes: count.nullable(),
  }),
  events: frameEventsSchema.exactOptional(),
}) satisfies z.ZodType<Frame>;

export const scopeSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("system") }),
  z.object({ kind: z.literal("pid"), pid: count }),
  z.object({ kind: z.literal("comm"), comm: text }),
  z.object({ kind: z.literal("cgroup"), path: text }),
  z.object({ kind: z.literal("command"), argv: z.array(text) }),
]) satisfies z.ZodType<RunInfo["scope"]>;

const runInfoSchema = z.object({
  host: text,
  kernel: text,
  arch: text,
  cpus: z.int().positive(),
  bpftrace: text,
  copyscope: text,
  scope: scopeSchema,
  command: z.array(text).nullable(),
  startedAt: epoch,
  intervalMs: z.number().positive(),
  detail: z.enum(DETAILS),
  missing: z.array(z.object({ part: text, reason: text })),
}) satisfies z.ZodType<RunInfo>;

export const endReasonSchema = z.enum(["command-exited", "duration", "interrupted", "target-gone", "failed"]);

export const runEndSchema = z.object({
  endedAt: epoch,
  exitCode: z.int().nullable(),
  reason: endReasonSchema,
  message: text.exactOptional(),
}) satisfies z.ZodType<RunEnd>;

/** The first line of a recording. */
export const headerSchema = z.object({ schema: z.literal(RECORDING_SCHEMA), info: runInfoSchema });
