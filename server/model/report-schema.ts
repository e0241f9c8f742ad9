/**
 * The shape of "copyscope-report/1", for whoever reads a report's JSON back: tests, comparisons, other programs.
 * docs/report-json.md says what the fields mean.
 */
import { z } from "zod";
import { calibrationSchema } from "./calibration.ts";
import { ENDPOINT_KINDS, ENDPOINT_TRAITS } from "./endpoint.ts";
import { EVIDENCE_UNITS, SEVERITIES } from "./findings/finding.ts";
import { DETAILS } from "./frame.ts";
import { MECHANISMS, type Mechanism } from "./mechanism.ts";
import { PER_OUTPUT_MISSING } from "./per-output.ts";
import { endReasonSchema, machineFactsSchema, markSchema, scopeSchema } from "./recording-schema.ts";
import { REPORT_SCHEMA, type Report } from "./report.ts";

const count = z.int().nonnegative();
const measuredCount = count.nullable();
const figure = z.number().nonnegative();
const measured = figure.nullable();
const text = z.string();

const time = z.object({ user: figure, kernel: figure, runnable: figure, blocked: figure }).nullable();

const activity = {
  pageFaults: z.object({ user: count, kernel: count }).nullable(),
  switches: z.object({ voluntary: count, involuntary: count }).nullable(),
  wakeups: measuredCount,
  migrations: measuredCount,
  timeSeconds: time,
};

const byMechanism = Object.fromEntries(MECHANISMS.map((mechanism) => [mechanism, count])) as Record<
  Mechanism,
  typeof count
>;

const totals = z.object({
  ...activity,
  syscalls: count,
  transitions: measuredCount,
  transitionsAtLeast: count,
  bytes: z.object({
    input: count,
    output: count,
    cpuCopied: count,
    unknownCopies: count,
    unknownOutput: count,
    discarded: count,
    reference: count,
    direct: count,
    deferred: count,
    byMechanism: z.object(byMechanism),
  }),
  socketBufferCopied: measuredCount,
  pageCacheFilled: measuredCount,
  unmeasuredCalls: count,
  perOutputMissing: z.enum(PER_OUTPUT_MISSING).nullable(),
  copiesPerOutputByte: measured,
  copiesPerOutputByteBounds: z.object({ atLeast: figure, atMost: measured }).nullable(),
  transitionsPerMiB: measured,
  switchesPerMiB: measured,
  dma: z.object({
    diskRead: measuredCount,
    diskWrite: measuredCount,
    nicTransmit: measuredCount,
    nicTransmitPaged: measuredCount,
    nicReceive: measuredCount,
    wholeSystem: z.literal(true),
  }),
});

const filesystem = text.nullable();

const flow = z.object({
  operation: text,
  from: z.enum(ENDPOINT_KINDS),
  to: z.enum(ENDPOINT_KINDS),
  filesystem,
  fromFilesystem: filesystem,
  toFilesystem: filesystem,
  fromTraits: z.array(z.enum(ENDPOINT_TRAITS)),
  toTraits: z.array(z.enum(ENDPOINT_TRAITS)),
  flags: z.array(text),
  mechanism: z.enum(MECHANISMS),
  copiesPerByte: z.union([z.literal(0), z.literal(1), z.null()]),
  calls: count,
  errors: count,
  again: count,
  bytes: count,
  cpuCopiedBytes: measuredCount,
});

const syscall = z.object({ name: text, calls: count, errors: count, again: count });
const requests = z.object({ operation: text, submitted: count, completed: count, errors: count });
const particular = z.object({ name: text, times: count, things: count });
const work = {
  totals,
  flows: z.array(flow),
  syscalls: z.array(syscall),
  ioUring: z.array(requests).nullable(),
  particulars: z.array(particular),
};

const valueRange = z.object({ atLeast: figure, below: figure }).nullable();
const distribution = z.object({
  count,
  p50: valueRange,
  p90: valueRange,
  p99: valueRange,
  max: valueRange,
  buckets: z.array(count),
});
const byOperation = z.array(distribution.extend({ operation: text })).nullable();

const finding = z.object({
  rule: text,
  severity: z.enum(SEVERITIES),
  alike: count,
  title: text,
  process: z.object({ id: count, pid: count, command: text }).nullable(),
  evidence: z.array(z.object({ label: text, value: figure, unit: z.enum(EVIDENCE_UNITS) })),
  threshold: text,
  advice: text,
  saves: z.object({
    bytesNotCopied: measuredCount,
    transitionsFewer: measuredCount,
    switchesFewer: measuredCount,
    pageFaultsFewer: measuredCount,
    cpuSeconds: z.object({ low: figure, expected: figure, high: figure }).nullable(),
  }),
  docs: text,
});

export const reportSchema = z.object({
  schema: z.literal(REPORT_SCHEMA),
  recording: z.object({
    host: text,
    kernel: text,
    arch: text,
    cpus: z.int().positive(),
    machine: machineFactsSchema.nullable(),
    bpftrace: text,
    copyscope: text,
    scope: scopeSchema,
    command: z.array(text).nullable(),
    exitCode: z.int().nullable(),
    startedAt: z.iso.datetime(),
    durationSeconds: figure,
    intervalMs: figure,
    detail: z.enum(DETAILS),
    frames: count,
    endReason: endReasonSchema.nullable(),
    endMessage: text.nullable(),
    calibration: calibrationSchema.nullable(),
  }),
  ...work,
  processes: z.array(
    z.object({
      ...work,
      id: count,
      pid: count,
      parent: measuredCount,
      command: text,
      threads: z.array(z.object({ ...activity, tid: measuredCount })).exactOptional(),
    }),
  ),
  processGroups: z.array(z.object({ ...work, command: text.nullable(), processes: count })),
  distributions: z.object({ runQueueWait: distribution.nullable(), latency: byOperation, size: byOperation }),
  findings: z.array(finding),
  missing: z.array(z.object({ part: text, reason: text })),
  marks: z.array(markSchema),
  events: z.object({ calls: count, switches: count, lost: count, limitedFrames: count }).nullable(),
  trust: z.object({
    complete: z.boolean(),
    reasons: z.array(text),
    lostEvents: count,
    mapFull: count,
    mapsFull: z.array(text),
    unmatched: count,
    inFlightAtStart: count,
    hiddenThreads: count,
    skippedRuns: count,
    skippedInInterrupts: z.record(text, count),
    gaps: z.array(z.object({ from: z.number(), to: z.number(), reason: text })),
    gapCount: count,
  }),
  cost: z.object({
    probeRuns: measuredCount,
    probeSeconds: measured,
    bpftraceCpuSeconds: measured,
    serverCpuSeconds: measured,
    shareOfMachine: measured,
    bpftraceResidentBytes: measuredCount,
    serverResidentBytes: measuredCount,
  }),
}) satisfies z.ZodType<Report>;
