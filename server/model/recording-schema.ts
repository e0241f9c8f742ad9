/**
 * What a line of a recording must look like. A recording comes from a disk, a colleague or a stranger,
 * so every line is checked here, once, before anything else sees it. Names in it are data: any string will do.
 * Fields that are not known are dropped, so that a later copyscope may add some without a new version.
 */
import { z } from "zod";
import { calibrationSchema } from "./calibration.ts";
import { flowIdentitySchema } from "./flow-identity-schema.ts";
import { DETAILS, type Frame, type MachineFacts, type RunEnd, type RunInfo } from "./frame.ts";
import { frameEventsSchema } from "./frame-events-schema.ts";
import type { FrameRows, RowShape } from "./frame-rows.ts";
import type { EndLine, RecordedMark, RecordingAbout, SumLine } from "./recording-lines.ts";

export const RECORDING_SCHEMA = "copyscope-recording/2";

/** An exact integer, 0 to 2^53 - 1. */
export const count = z.int().nonnegative();
export const nanoseconds = z.number().nonnegative();
/** Epoch milliseconds that a Date can hold. */
const epoch = z.number().min(-8.64e15).max(8.64e15);
const text = z.string();

/** A 64-bit value has at most 64 buckets. */
const histogram = z.array(count).max(64);
const byOperation = z.record(text, histogram).nullable();

/** A frame without its processes. */
export const frameHeadSchema = z.object({
  start: epoch,
  end: epoch,
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
  eventCounts: z.object({ calls: count, switches: count, lost: count, limitedFrames: count }).exactOptional(),
}) satisfies z.ZodType<Omit<Frame, "processes">>;

export const scopeSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("system") }),
  z.object({ kind: z.literal("pid"), pid: count }),
  z.object({ kind: z.literal("comm"), comm: text }),
  z.object({ kind: z.literal("cgroup"), path: text }),
  z.object({ kind: z.literal("command"), argv: z.array(text) }),
]) satisfies z.ZodType<RunInfo["scope"]>;

export const machineFactsSchema = z.object({
  cpuModel: text.nullable(),
  memoryBytes: count,
  settings: z.record(text, text),
}) satisfies z.ZodType<MachineFacts>;

const runInfoSchema = z.object({
  host: text,
  kernel: text,
  arch: text,
  cpus: z.int().positive(),
  machine: machineFactsSchema.nullable(),
  bpftrace: text,
  copyscope: text,
  scope: scopeSchema,
  command: z.array(text).nullable(),
  startedAt: epoch,
  intervalMs: z.number().positive(),
  detail: z.enum(DETAILS),
  missing: z.array(z.object({ part: text, reason: text })),
  // Older recordings have none, and what a later copyscope measures another way means nothing here.
  calibration: calibrationSchema.nullable().catch(null),
}) satisfies z.ZodType<RunInfo>;

export const endReasonSchema = z.enum([
  "command-exited",
  "duration",
  "interrupted",
  "target-gone",
  "size-limit",
  "failed",
]);

export const runEndSchema = z.object({
  endedAt: epoch,
  exitCode: z.int().nullable(),
  reason: endReasonSchema,
  message: text.exactOptional(),
}) satisfies z.ZodType<RunEnd>;

/** The first line of a recording. */
export const headerSchema = z.object({ schema: z.literal(RECORDING_SCHEMA), info: runInfoSchema });

export const shapeSchema = z.object({
  place: count,
  command: text,
  syscalls: z.array(text),
  flows: z.array(flowIdentitySchema),
  ioUring: z.array(text).nullable(),
  // Those that were written first had none.
  particulars: z.array(text).default([]),
}) satisfies z.ZodType<RowShape>;

/** The numbers of a row are checked where it is decoded, by what they stand for. */
function areRows(value: unknown): boolean {
  return Array.isArray(value) && value.every((entry) => Array.isArray(entry) || isThreadedRow(entry));
}

function isThreadedRow(entry: unknown): boolean {
  if (typeof entry !== "object" || entry === null || !("row" in entry) || !("threads" in entry)) return false;
  return Array.isArray(entry.row) && Array.isArray(entry.threads) && entry.threads.every(Array.isArray);
}

export const frameRowsSchema = frameHeadSchema.extend({
  rows: z.custom<FrameRows["rows"]>(areRows, "expected rows of numbers"),
}) satisfies z.ZodType<FrameRows>;

export const markSchema = z.object({ at: epoch, note: text }) satisfies z.ZodType<RecordedMark>;

export const sumSchema = z.object({
  from: epoch,
  to: epoch,
  frames: count,
  at: count,
  bytes: count,
  previous: count.nullable(),
  marks: z.array(markSchema),
  work: z.array(frameRowsSchema),
  steps: z.array(z.object({ frames: count, processes: count, work: z.array(frameRowsSchema) })).default([]),
}) satisfies z.ZodType<SumLine>;

export const recordedEndSchema = runEndSchema.extend({
  lastSum: count.nullable(),
  index: z
    .object({ minutes: z.array(z.tuple([epoch, epoch, count, count, count])), marks: z.array(markSchema) })
    .exactOptional(),
}) satisfies z.ZodType<EndLine>;

export const aboutSchema = z.object({
  title: text.nullable(),
  tags: z.array(text),
  note: text.nullable(),
}) satisfies z.ZodType<RecordingAbout>;
