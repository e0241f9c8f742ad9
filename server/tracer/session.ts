/**
 * One session: bpftrace with a program for one scope and detail, from the request to the last frame.
 */
import { getPriority, setPriority } from "node:os";
import { eventBufferPages, keysPerStats } from "../bpftrace/dialect.ts";
import { type EventLimits, eventsPerFrame } from "../model/event-limits.ts";
import type { Detail } from "../model/frame.ts";
import { type ComposedProgram, composeProgram } from "../probes/compose.ts";
import { type KernelFacts, readKernelFacts } from "../probes/kernel-facts.ts";
import { allTracepoints } from "../probes/sources.ts";
import { type BpftraceProcess, bpftraceCommand, MAP_CAPACITY, startBpftrace } from "./bpftrace-process.ts";
import { askReady, beginFrames, endFrame, forgetBeginning, openEventWindow, takeIn } from "./control-calls.ts";
import type { Guardian } from "./guardian.ts";
import type { Members } from "./members.ts";
import { pageSize } from "./page-size.ts";
import { probeSums, processUsage, programDescriptors } from "./probe-sums.ts";
import type { ScopeRequest, TracerEvent } from "./protocol.ts";
import { refusedFile } from "./refused-file.ts";
import { planScope, type ScopePlan } from "./resolve-scope.ts";

export interface SessionOptions {
  readonly scope: ScopeRequest;
  readonly detail: Detail;
  readonly intervalMs: number;
  readonly threads: boolean;
  readonly events: EventLimits;
  readonly own: readonly number[];
  readonly guardian: Guardian;
  /** Filled with the processes of the scope, where it is one of processes. */
  readonly members: Members;
}

export interface SessionOutput {
  event(event: TracerEvent): void;
  line(line: string): void;
  /** bpftrace ended by itself. */
  lost(message: string): void;
}

/** What a session can come to; all but `stopped` are failures. */
export type SessionEnd =
  | { readonly ok: true }
  | { readonly ok: false; readonly message: string; readonly remedy: string | null };

/** Single events: many, and of no concern here. */
const EVENT_LINE = /^\{"type": "printf", "data": "[cdwboi] /;
const ATTACH_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 10_000;
/** A word to the probes can go unheard on a busy processor (probes/control.bt), so each is said again. */
const ASK_AGAIN_MS = 20;
const SAY_AGAIN_MS: readonly number[] = [50, 200, 1_000];
const END_AGAIN_MS = 500;
/** How many probe files a bpftrace may refuse before it is given up. */
const ATTEMPTS = 8;
/** How many lines that are no JSON it may print before the probes are attached. */
const STRANGE_LINES = 1000;

export class Session {
  readonly #options: SessionOptions;
  readonly #output: SessionOutput;
  #bpftraceVersion = "";
  #commandPid: number | null = null;
  #bpftrace: BpftraceProcess | null = null;
  #programs: readonly string[] = [];
  #probes: readonly string[] = [];
  #stopAsked: bigint | null = null;
  #lastFlip = 0n;
  #stopped: (() => void) | null = null;
  #started = false;
  #settled = false;
  #toldGone = false;
  #released = false;
  readonly #ownPriority = getPriority();

  constructor(options: SessionOptions, output: SessionOutput) {
    this.#options = options;
    this.#output = output;
  }

  get members(): Members {
    return this.#options.members;
  }

  /**
   * Attaches the probes and says `composed` and `started`; resolves when everything is counted from now on.
   * `commandPid`: the launcher of the command, where the scope is one.
   */
  async start(bpftraceVersion: string, commandPid: number | null): Promise<SessionEnd> {
    this.#bpftraceVersion = bpftraceVersion;
    this.#commandPid = commandPid;
    const began = performance.now();
    const kernel = readKernelFacts(allTracepoints());
    if ("failure" in kernel) return failure(kernel.failure, "copyscope doctor says more");
    const without = new Map<string, string>();
    for (let attempt = 0; attempt < ATTEMPTS && !this.#released; attempt++) {
      const outcome = await this.#attempt(kernel, without, began);
      if (outcome.ok || !("refused" in outcome)) return outcome;
      without.set(outcome.refused, outcome.reason);
    }
    if (this.#released) return ENDED_EARLY;
    return failure("this bpftrace refuses too many of the probes", "copyscope doctor says more");
  }

  async #attempt(
    kernel: KernelFacts,
    without: ReadonlyMap<string, string>,
    began: number,
  ): Promise<SessionEnd | { readonly ok: false; readonly refused: string; readonly reason: string }> {
    let bpftrace: BpftraceProcess;
    try {
      bpftrace = await startBpftrace(this.#bufferPages());
    } catch (error) {
      return failure(`bpftrace cannot be started: ${String(error)}`, "copyscope doctor says more");
    }
    this.#bpftrace = bpftrace;
    if (this.#released) {
      bpftrace.kill();
      return ENDED_EARLY;
    }
    const { guardian } = this.#options;
    guardian.overBpftrace(bpftrace.pid);
    const own = [...this.#options.own, process.pid, bpftrace.pid, guardian.pid];
    const plan = planScope(this.#options.scope, own, this.#commandPid, this.#options.members.alive());
    if ("failure" in plan) {
      bpftrace.kill();
      return failure(plan.failure, plan.remedy);
    }
    const program = composeProgram({
      scope: plan.resolved,
      detail: this.#options.detail,
      intervalMs: this.#options.intervalMs,
      threads: this.#options.threads,
      events: this.#options.events,
      tracerPid: process.pid,
      kernel,
      without,
    });
    if ("failure" in program) {
      bpftrace.kill();
      return failure(program.failure, "copyscope doctor says more");
    }
    const attached = this.#listen(bpftrace);
    await guardian.ready;
    bpftrace.program(program.text);
    const outcome = await attached;
    if (outcome !== "ready") {
      bpftrace.kill();
      if (this.#released) return ENDED_EARLY;
      if (outcome === "timeout") {
        return failure(
          "the probes did not answer within 30 s",
          "bpftrace may hang, or copyscope not run in the machine's own pid namespace: copyscope doctor says more",
        );
      }
      const refused = refusedFile(outcome.errors, program);
      if (refused !== null) return { ok: false, ...refused };
      return failure(
        `${bpftraceCommand()} ended with ${outcome.status} before it had attached the probes${lastError(outcome.errors)}`,
        "copyscope doctor says more",
      );
    }
    this.#begin(plan, program, bpftrace, kernel, began);
    return { ok: true };
  }

  /** Ends the frame now; resolves when it has been handed over, or when bpftrace does not answer any more. */
  async stop(timeoutMs = STOP_TIMEOUT_MS): Promise<void> {
    if (!this.#started) return;
    const handedOver = new Promise<void>((resolve) => {
      this.#stopped = resolve;
    });
    this.#stopAsked = process.hrtime.bigint();
    endFrame();
    const again = setInterval(endFrame, END_AGAIN_MS);
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([
      handedOver,
      new Promise<void>((resolve) => {
        timer = setTimeout(resolve, timeoutMs);
      }),
    ]);
    clearTimeout(timer);
    clearInterval(again);
  }

  /** Ends bpftrace. Safe to call at any time, also while it starts, and twice. */
  release(): void {
    this.#released = true;
    this.#started = false;
    this.#bpftrace?.kill();
    this.#bpftrace = null;
    // who is started from here on is not to be in a hurry
    setPriority(this.#ownPriority);
  }

  /** Lets the frames grow longer, while whoever takes them does not keep up. */
  pause(): void {
    this.#bpftrace?.pause();
  }

  resume(): void {
    this.#bpftrace?.resume();
  }

  #listen(bpftrace: BpftraceProcess): Promise<"ready" | "timeout" | { status: string; errors: string }> {
    return new Promise((resolve) => {
      const halves = new Set<string>();
      let asking = setInterval(askReady, ASK_AGAIN_MS);
      const timeout = setTimeout(() => done("timeout"), ATTACH_TIMEOUT_MS);
      const done = (outcome: "ready" | "timeout" | { status: string; errors: string }): void => {
        clearInterval(asking);
        clearTimeout(timeout);
        resolve(outcome);
      };
      let strange = 0;
      bpftrace.onLine((line) => {
        if (this.#started) {
          this.#line(line);
          return;
        }
        if (!line.startsWith("{") && ++strange === STRANGE_LINES) bpftrace.kill("it prints what bpftrace does not");
        const half = /"ready ([12])\\n"/.exec(line)?.[1];
        if (half !== undefined && halves.size < 2 && halves.add(half).size === 2) {
          clearInterval(asking);
          forgetBeginning();
          asking = setInterval(forgetBeginning, ASK_AGAIN_MS);
        }
        if (line.includes('"begun\\n"')) done("ready");
      });
      void bpftrace.exited.then((end) => {
        done(end);
        if (this.#started) this.#lost(end);
      });
    });
  }

  #begin(
    plan: ScopePlan,
    program: ComposedProgram,
    bpftrace: BpftraceProcess,
    kernel: KernelFacts,
    began: number,
  ): void {
    hurry(bpftrace.pid);
    hurry(process.pid);
    this.#programs = programDescriptors(bpftrace.pid);
    this.#probes = program.probes;
    this.#output.event({
      tracer: "composed",
      bpftrace: this.#bpftraceVersion,
      arch: kernel.arch,
      pageSize: pageSize(),
      mapCapacity: MAP_CAPACITY,
      keysPerStats: keysPerStats(this.#bpftraceVersion),
      missing: [...program.missing],
    });
    const at = Number(process.hrtime.bigint());
    const processes = new Map<number, { pid: number; parent: number | null; command: string }>();
    const threads = new Map<number, number>();
    // A fork between two looks is seen in the second; a fork of a member is followed by the probes themselves.
    for (let found = true; found; ) {
      found = false;
      for (const member of plan.members()) {
        if (processes.has(member.pid)) continue;
        found = true;
        const { pid, parent, command } = member;
        processes.set(pid, { pid, parent, command });
        this.#options.members.add(pid);
        for (const tid of takeIn(pid)) threads.set(tid, pid);
      }
    }
    this.#output.event(this.#sums());
    this.#started = true;
    this.#output.event({
      tracer: "started",
      at,
      processes: [...processes.values()],
      threads: [...threads],
      attachSeconds: (performance.now() - began) / 1000,
    });
    beginFrames();
    for (const milliseconds of SAY_AGAIN_MS) setTimeout(() => this.#started && beginFrames(), milliseconds).unref();
  }

  /** Single events are lines that must find room until they are read; all else prints a few lines a frame. */
  #bufferPages(): number | null {
    const { detail, events, intervalMs } = this.#options;
    return detail === "events" ? eventBufferPages(eventsPerFrame(events, intervalMs)) : null;
  }

  /** Opens the window for single events, where the probes have one. */
  openEvents(): void {
    if (this.#started && this.#options.detail === "events") openEventWindow();
  }

  #line(line: string): void {
    if (EVENT_LINE.test(line)) {
      this.#output.line(line);
      return;
    }
    if (line.includes('"ready ')) return;
    const { scope, members } = this.#options;
    const ofProcesses = scope.kind === "pid" || scope.kind === "command";
    if (ofProcesses) members.see(line);
    const flip = /"flip \d+ (\d+)/.exec(line)?.[1];
    if (flip !== undefined) this.#lastFlip = BigInt(flip);
    const done = line.includes('"done ');
    if (done) this.#output.event(this.#sums());
    this.#output.line(line);
    if (!done) return;
    if (this.#stopAsked !== null && this.#lastFlip >= this.#stopAsked) this.#stopped?.();
    if (!ofProcesses) return;
    // Somebody may have ended between being listed and being watched: nobody tells of that.
    if (!this.#settled) members.forgetDead();
    this.#settled = true;
    members.settle();
    if (scope.kind !== "pid" || members.some || this.#toldGone) return;
    this.#toldGone = true;
    this.#output.event({ tracer: "target-gone" });
  }

  #sums(): TracerEvent {
    const pid = this.#bpftrace?.pid ?? 0;
    const sums = probeSums(pid, this.#programs, this.#probes);
    const usage = processUsage(pid);
    const own = process.cpuUsage();
    return {
      tracer: "sums",
      probeRuns: sums?.probeRuns ?? null,
      probeNanoseconds: sums?.probeNanoseconds ?? null,
      skipped: sums?.skipped ?? {},
      bpftraceCpuNanoseconds: usage?.cpuNanoseconds ?? null,
      bpftraceResidentBytes: usage?.residentBytes ?? null,
      tracerCpuNanoseconds: (own.user + own.system) * 1000,
      tracerResidentBytes: process.memoryUsage.rss(),
    };
  }

  #lost(end: { status: string; errors: string }): void {
    this.#started = false;
    this.#stopped?.();
    this.#output.lost(`bpftrace ended by itself (${end.status})${lastError(end.errors)}`);
  }
}

/**
 * Puts a process before ordinary ones: what the probes count waits in maps of limited size until bpftrace
 * fetches it, so under load it must not stand in the queue. It takes little of the CPU.
 */
function hurry(pid: number): void {
  try {
    setPriority(pid, -15);
  } catch {
    // without the privilege frames only grow longer under load
  }
}

const ENDED_EARLY = failure("tracing was ended before it began", null);

function failure(message: string, remedy: string | null): SessionEnd {
  return { ok: false, message, remedy };
}

/** `: ` and the line of bpftrace's errors that says most: the last one that calls itself an error and is not the harmless one. */
function lastError(errors: string): string {
  const lines = errors.split("\n").filter((line) => /error/i.test(line) && !line.includes("RLIMIT_MEMLOCK"));
  const last = lines.at(-1)?.replace(/^(stdin:\S* )?ERROR: /, "");
  return last === undefined ? "" : `: ${last.slice(0, 300)}`;
}
