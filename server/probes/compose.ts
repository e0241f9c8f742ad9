/**
 * Puts the probe files together into one bpftrace program for a scope, a detail and a kernel.
 * Pure but for reading the .bt files; the program is plain bpftrace that can be printed and run by hand.
 */
import { readdirSync } from "node:fs";
import { DEFAULT_EVENT_LIMITS, type EventLimits, eventsPerFrame } from "../model/event-limits.ts";
import type { Detail } from "../model/frame.ts";
import { callNumberMacros } from "./call-numbers.ts";
import { insertParts, type Part, parsePart, replaceWords, splitSnapshotMaps } from "./expand.ts";
import type { Arch, EntryRegisters, KernelFacts } from "./kernel-facts.ts";
import { type ResolvedScope, scopeMacros } from "./scope-macros.ts";
import { PROBE_FILES, probesDirectory, readProbeFile } from "./sources.ts";

export interface ComposeOptions {
  readonly scope: ResolvedScope;
  readonly detail: Detail;
  readonly intervalMs: number;
  /** Tell the threads of a process apart where it costs keys. */
  readonly threads: boolean;
  /** Of detail events; {@link DEFAULT_EVENT_LIMITS} unless told. */
  readonly events?: EventLimits;
  /** Whether each processor counts in entries of its own, the last part of whose keys is its number (bpftrace/dialect.ts). */
  readonly cpuInKeys: boolean;
  /** Keys a map can hold (tracer/map-capacity.ts): a frame ends early when it may come near. */
  readonly mapCapacity: number;
  /** The process whose harmless system calls control.bt listens to. */
  readonly tracerPid: number;
  readonly kernel: KernelFacts;
  /** Probe files to leave out, with the reason, because this bpftrace refused them. */
  readonly without?: ReadonlyMap<string, string>;
}

export interface MissingPart {
  readonly part: string;
  readonly reason: string;
}

export interface ComposedProgram {
  readonly text: string;
  /** Names of the maps that are printed each interval, without their side. */
  readonly maps: readonly string[];
  readonly missing: readonly MissingPart[];
  /** Its probes in order (`BEGIN`, `sched:sched_switch`, …), which is the order in which bpftrace loads them. */
  readonly probes: readonly string[];
  /** The probe files in it. */
  readonly files: readonly string[];
}

/** O_DIRECT, which differs between architectures (uapi/asm/fcntl.h). */
const O_DIRECT: Record<Arch, string> = { x64: "0x4000", arm64: "0x10000" };

/** Whether the current call is a 32-bit one: TS_COMPAT (arch/x86) or TIF_32BIT (arch/arm64, bit 22). */
const COMPAT_CALL: Record<Arch, string> = {
  x64: "((uint64)((struct task_struct *)curtask)->thread_info.status & 2) != 0",
  arm64: "((uint64)((struct task_struct *)curtask)->thread_info.flags & 0x400000) != 0",
};

/** Guard between flip and print: longer than a virtual CPU is usually kept waiting by its host. */
const GUARD_MS = 40;
const GUARD_STEP_MS = 20;

/**
 * Composes the program. Returns a failure sentence where the kernel lacks a tracepoint that nothing
 * works without; throws where a probe file is malformed.
 */
export function composeProgram(options: ComposeOptions): ComposedProgram | { readonly failure: string } {
  const { kernel, detail, scope } = options;
  const missing: MissingPart[] = [];
  const files: string[] = [];
  for (const file of PROBE_FILES) {
    if (!file.details.includes(detail)) continue;
    if (file.name === "cgroups" && scope.kind !== "cgroup") continue;
    const lacking = file.needs
      .map((need) => (typeof need === "string" ? [need] : need))
      .filter((names) => !names.some((name) => kernel.tracepoints.has(name)))
      .map((names) => names.join(" or "));
    const reason =
      options.without?.get(file.name) ??
      (lacking.length > 0 ? `this kernel has no tracepoint ${lacking.join(", ")}` : null) ??
      (file.name === "io-uring" && !kernel.structs.has("io_kiocb") ? "this kernel has no io_uring" : null);
    if (reason === null) files.push(file.name);
    else if (file.part === null) return { failure: reason };
    else missing.push({ part: file.part, reason });
  }

  const parts = readParts();
  const timed = detail !== "counts";
  const limits = options.events ?? DEFAULT_EVENT_LIMITS;
  const unused = [
    ...(timed ? [] : ["TIMED_CALL", "CLOCK_OF_THREAD"]),
    ...(timed && kernel.entry !== null ? [] : ["ENTRY_FOUND"]),
    ...(detail === "events" ? [] : [...parts.keys()].filter((name) => name.startsWith("EVENT_"))),
  ];
  for (const name of unused) parts.set(name, { parameters: [], text: "" });
  // A thread's clock starts: state 1 on a CPU, 3 runnable, 5 blocked, all of them in the kernel.
  const startClock = (state: number | string) => (tid: string, process: string) =>
    timed ? `@thread[${tid}] = ((uint64)nsecs, (${process} << 3) + ${state}${", (uint64)0".repeat(4)});` : "";
  // bpftrace 0.17 ends when an entry that it is clearing is deleted under its hands (CLEAR_EVERYTHING, which sets @hold).
  const nothing = `((uint64)0${", (uint64)0".repeat(5)})`;
  const forgetClock = (tid: string) =>
    `if (@hold == 0) { delete(@thread[${tid}]); delete(@account[${tid}]); } ` +
    `else { @thread[${tid}] = ${nothing}; @account[${tid}] = ${nothing}; }`;
  // The current thread leaves the scope and its clock ends; what it did since its last event is `kernel` time.
  const endThread = (kernel: string, indent: string) =>
    timed
      ? [
          "$left = @thread[(uint64)tid];",
          "if ($left.0 != 0) {",
          `  @@ended[(uint64)pid, (uint64)tid, (uint64)nsecs] = ($left.2, $left.3 + ${kernel}, $left.4, $left.5);`,
          `  ${forgetClock("(uint64)tid")}`,
          "}",
        ].join(`\n${indent}`)
      : "";
  // The events of a thread whose birth was seen are numbered from 1.
  const startThread = (state: number) => (tid: string, process: string) =>
    startClock(state)(tid, process) + (detail === "events" ? ` @event[${tid}] = ((uint64)1, (uint64)0);` : "");
  // The kernel's account of a thread begins with it, at 0.
  const born = (tid: string, process: string) =>
    startThread(3)(tid, process) + (timed ? ` @account[${tid}] = ((uint64)1${", (uint64)0".repeat(5)});` : "");
  const words = {
    ...callNumberMacros(kernel.arch),
    ...scopeMacros(scope, {
      start: startThread(1),
      takeUp: startClock(1),
      end: endThread("((uint64)nsecs - $left.0)", "    "),
    }),
    LEFT_THREAD: endThread("(uint64)0", "  "),
    BORN_THREAD: born,
    FORGET_CLOCK: forgetClock,
    ...accountWords(kernel),
    CLOCK_START: timed ? "@entry = (uint64)0;" : "",
    SEEN_THREAD: (tid: string, process: string) =>
      timed
        ? [
            `if (@thread[${tid}].0 == 0) {`,
            "  $from = (uint64)5;",
            "  if ($sort & 0x1000000) { $from = (uint64)3; }",
            `  ${startClock("$from")(tid, process)}`,
            "}",
          ].join("\n      ")
        : "",
    SET_THREAD: (tid: string) => `$thread = ${options.threads ? tid : "(uint64)0"};`,
    COMPAT_CALL: COMPAT_CALL[kernel.arch],
    O_DIRECT_BIT: O_DIRECT[kernel.arch],
    SOCK_ZEROCOPY_BIT: String(kernel.zerocopyBit),
    COMM_OFFSET: String(kernel.commOffset),
    // family << 16 | IPPROTO_TCP
    TCP_V4: String((2 << 16) | 6),
    TCP_V6: String((10 << 16) | 6),
    FOLIO_ORDER: kernel.tracepoints.get("filemap:mm_filemap_add_to_page_cache")?.has("order") ? "args->order" : "0",
    SUBMIT_EVENT: kernel.tracepoints.has("io_uring:io_uring_submit_req")
      ? "io_uring_submit_req"
      : "io_uring_submit_sqe",
    WINDOW_NS: String(Math.round(limits.windowSeconds * 1e9)),
    EVENTS_PER_FRAME: String(eventsPerFrame(limits, options.intervalMs)),
    // While one side is being handed over, the other one goes on filling. A process runs on a few processors.
    CROWDED: String(options.mapCapacity / (options.cpuInKeys ? 4 : 2)),
    TRACER_PID: String(options.tracerPid),
    INTERVAL_MS: String(options.intervalMs),
    GUARD_STEP_MS: String(GUARD_STEP_MS),
    GUARD_NS: String(GUARD_MS * 1_000_000),
    ...(scope.kind === "cgroup" ? { ...cgroupPath(scope.path) } : {}),
  };

  const bodies = files.map((name) => {
    const text = readProbeFile(name);
    const headerEnd = text.indexOf("*/") + 3;
    return { header: text.slice(0, headerEnd), body: text.slice(headerEnd) };
  });
  const expanded = bodies.map(({ body }) =>
    splitSnapshotMaps(replaceWords(insertParts(body, parts), words), options.cpuInKeys),
  );
  const maps = [...new Set(expanded.flatMap(({ maps }) => maps))];
  const printAndClear = (side: string) =>
    maps.map((map) => `print(@${map}_${side}); clear(@${map}_${side});`).join("\n      ");
  const text = expanded
    .map((part, index) => `${bodies[index]?.header ?? ""}${part.text}`)
    .join("\n")
    .replace("CLEAR_EVERYTHING", clearEverything(maps, timed))
    .replace("PRINT_AND_CLEAR_A", printAndClear("a"))
    .replace("PRINT_AND_CLEAR_B", printAndClear("b"));
  const probes = [...text.matchAll(/^(?:tracepoint:|interval:)?([\w:]+)$/gm)].map((match) => match[1] ?? "");
  return { text, maps, missing, files, probes };
}

/** Where the kernel keeps no account of waiting, or does not show its run queues, our own events must do. */
function accountWords({ members, entry }: KernelFacts): Record<string, string> {
  const task = "((struct task_struct *)curtask)";
  const delays = members.has("sched_info.run_delay");
  const runQueue = delays && members.has("cfs_rq.rq") && members.has("rq.clock_task");
  return {
    RUN_DELAY: delays ? `(uint64)${task}->sched_info.run_delay` : "(uint64)0",
    WAITED: delays ? "$delay - $a.1" : "$t.4 - $a.4",
    STOLEN: runQueue
      ? [
          `$queue = ${task}->se.cfs_rq->rq;`,
          `$stolen = ((uint64)$queue->clock - (uint64)${task}->sched_info.last_arrival)`,
          `  - ((uint64)$queue->clock_task - ((uint64)${task}->se.exec_start - $cpu));`,
          "if ($stolen & ((uint64)1 << 63)) { $stolen = (uint64)0; }",
        ].join("\n      ")
      : "if ($seen > $cpu) { $stolen = $seen - $cpu; }",
    ENTRY_CANDIDATES: entry === null ? "" : entryCandidates(entry),
  };
}

/** The places in which a thread's saved registers may lie, the likeliest first. */
function entryCandidates({ registers, number, argument, call, above }: EntryRegisters): string {
  const places = above.map((bytes) => bytes - registers);
  return places.reduceRight(
    (rest, place) =>
      [
        `if (*(uint32 *)($stack + ${place + number}) == ${call} && *(uint32 *)($stack + ${place + argument}) == TRACER_PID) {`,
        `  @entry = (uint64)${place + number};`,
        rest === "" ? "}" : `} else {\n${rest}\n}`,
      ].join("\n"),
    "",
  );
}

/**
 * The beginning that paths below a cgroup have. bpftrace 0.17 holds no string of 64 bytes: of a longer path the first
 * 63 must do, which docker's and systemd's long names differ in.
 */
function cgroupPath(path: string): Record<"CGROUP_PATH" | "CGROUP_PATH_LENGTH", string> {
  const beginning = Buffer.from(`${path}/`).subarray(0, 63);
  return { CGROUP_PATH_LENGTH: String(beginning.length), CGROUP_PATH: quoted(beginning) };
}

function clearEverything(maps: readonly string[], timed: boolean): string {
  const both = maps.map((map) => `clear(@${map}_a); clear(@${map}_b);`);
  return [...both, ...(timed ? ["clear(@thread);", "clear(@account);"] : [])].join("\n      ");
}

function readParts(): Map<string, Part> {
  const names = readdirSync(new URL("parts/", probesDirectory()))
    .filter((file) => file.endsWith(".bt"))
    .map((file) => file.slice(0, -3));
  return new Map(
    names.map((file) => {
      const name = file.toUpperCase().replaceAll("-", "_");
      return [name, parsePart(name, readProbeFile(`parts/${file}`))];
    }),
  );
}

/**
 * A bpftrace string literal's inside: everything that is not a plain path character is escaped by number, and so are
 * capitals, lest a path hold a word that is replaced.
 */
function quoted(text: Buffer): string {
  return [...text]
    .map((byte) =>
      /[a-z\d_./@:+=, -]/.test(String.fromCharCode(byte))
        ? String.fromCharCode(byte)
        : `\\x${byte.toString(16).padStart(2, "0")}`,
    )
    .join("");
}
