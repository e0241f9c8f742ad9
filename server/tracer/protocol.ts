/**
 * What the two processes say to each other: JSON lines over one pair of streams. The tracer holds the
 * privilege, so it takes only these few typed requests and checks every one. Its answers are bpftrace's
 * own output lines, handed on as they are, and a few events of its own (the lines with "tracer" in them).
 */
import { z } from "zod";
import { LONGEST_EVENT_WINDOW_SECONDS, MOST_EVENTS_PER_SECOND } from "../model/event-limits.ts";
import { DETAILS } from "../model/frame.ts";

const positive = z
  .int()
  .positive()
  .max(2 ** 31);

const scopeRequest = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("system") }),
  z.strictObject({ kind: z.literal("pid"), pid: positive }),
  z.strictObject({ kind: z.literal("comm"), comm: z.string().min(1).max(64) }),
  z.strictObject({ kind: z.literal("cgroup"), path: z.string().min(1).max(4096) }),
  /** `pid`: the waiting launcher that will execute the command; null: the tracer is to start it itself. */
  z.strictObject({ kind: z.literal("command"), argv: z.array(z.string()).min(1), pid: positive.nullable() }),
]);

export type ScopeRequest = z.infer<typeof scopeRequest>;

export const requestSchema = z.discriminatedUnion("request", [
  z.strictObject({
    request: z.literal("start"),
    scope: scopeRequest,
    detail: z.enum(DETAILS),
    intervalMs: z.int().min(100).max(60_000),
    threads: z.boolean(),
    events: z.strictObject({
      windowSeconds: z.number().positive().max(LONGEST_EVENT_WINDOW_SECONDS),
      perSecond: z.int().positive().max(MOST_EVENTS_PER_SECOND),
    }),
    /** copyscope's own processes, left out of the whole-system scope. */
    own: z.array(positive).max(16),
  }),
  /** Open the window for single events (again). */
  z.strictObject({ request: z.literal("open-events") }),
  /**
   * End the frame now, hand over what is counted, and detach. What the command has left running: `leave` it, `end`
   * it and count that too, or `keep` it in mind, because tracing begins again. Also while tracing starts.
   */
  z.strictObject({ request: z.literal("stop"), leftovers: z.enum(["leave", "end", "keep"]) }),
  /** Send a signal to the command that the tracer has started. */
  z.strictObject({
    request: z.literal("signal"),
    signal: z.enum(["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGKILL"]),
  }),
  /** Has this process a library mapped that does TLS? */
  z.strictObject({ request: z.literal("tls"), pid: positive }),
]);

export type TracerRequest = z.infer<typeof requestSchema>;

const listedProcess = z.object({ pid: z.int(), parent: z.int().nullable(), command: z.string() });

export const eventSchema = z.discriminatedUnion("tracer", [
  /** Probes are being made for this. */
  z.object({
    tracer: z.literal("composed"),
    bpftrace: z.string(),
    arch: z.enum(["x64", "arm64"]),
    pageSize: z.int(),
    mapCapacity: z.int(),
    keysPerStats: z.union([z.literal(1), z.literal(2)]),
    missing: z.array(z.object({ part: z.string(), reason: z.string() })),
  }),
  /** All probes are attached and the scope is complete: from `at` (CLOCK_MONOTONIC, ns) on everything is counted. */
  z.object({
    tracer: z.literal("started"),
    at: z.number(),
    processes: z.array(listedProcess),
    /** Thread and process ids. */
    threads: z.array(z.tuple([z.int(), z.int()])),
    attachSeconds: z.number(),
  }),
  /** Sums since the start, once a frame. */
  z.object({
    tracer: z.literal("sums"),
    probeRuns: z.number().nullable(),
    probeNanoseconds: z.number().nullable(),
    /** Probe runs skipped by the kernel, by probe. */
    skipped: z.record(z.string(), z.number()),
    bpftraceCpuNanoseconds: z.number().nullable(),
    bpftraceResidentBytes: z.number().nullable(),
    tracerCpuNanoseconds: z.number(),
    tracerResidentBytes: z.number(),
    /** Bytes that the machine's devices moved; null for what cannot be read. */
    devices: z.object({
      diskRead: z.number().nullable(),
      diskWrite: z.number().nullable(),
      nicTransmit: z.number().nullable(),
      nicReceive: z.number().nullable(),
    }),
  }),
  /** The tracer has started the command, which waits for its probes. */
  z.object({ tracer: z.literal("command-waits"), pid: z.int() }),
  /** The process has a library mapped that does TLS: the answer to "tls", which stays out where it has none. */
  z.object({ tracer: z.literal("tls"), pid: z.int() }),
  /** The command ended. `exitCode` as a shell says it. */
  z.object({ tracer: z.literal("command-ended"), exitCode: z.int() }),
  /** The process that was watched is gone, and its descendants too. */
  z.object({ tracer: z.literal("target-gone") }),
  z.object({ tracer: z.literal("stopped") }),
  /** Tracing could not start, or has broken off; what was started for it is being ended. */
  z.object({
    tracer: z.literal("failed"),
    message: z.string(),
    remedy: z.string().nullable(),
    exitCode: z.union([z.literal(125), z.literal(126), z.literal(127)]),
  }),
]);

export type TracerEvent = z.infer<typeof eventSchema>;
