/**
 * One session: bpftrace with a program for one scope and detail, from the request to the last frame.
 */
import { getPriority, setPriority } from "node:os";
import { cpuInKeys, eventBufferPages, keysPerStats, searchesTracepointList } from "../bpftrace/dialect.ts";
import { type EventLimits, eventsPerFrame } from "../model/event-limits.ts";
import type { Detail } from "../model/frame.ts";
import { type ComposedProgram, composeProgram } from "../probes/compose.ts";
import { type KernelFacts, readKernelFacts } from "../probes/kernel-facts.ts";
import { allTracepoints } from "../probes/sources.ts";
import { type BpftraceProcess, bpftraceCommand, startBpftrace } from "./bpftrace-process.ts";
import { beginFrames, endFrame, nameProcess, nameThread, openEventWindow } from "./control-calls.ts";
import { type BpftraceEnd, Conversation } from "./conversation.ts";
import type { Guardian } from "./guardian.ts";
import { lastError } from "./last-error.ts";
import { mapCapacity, mapMachine } from "./map-capacity.ts";
import type { Members } from "./members.ts";
import { nameScope } from "./name-scope.ts";
import { pageSize } from "./page-size.ts";
import { threadRuns, threadsOf } from "./processes.ts";
import type { ScopeRequest, TracerEvent } from "./protocol.ts";
import { refusedFile } from "./refused-file.ts";
import { planScope, type ScopePlan } from "./resolve-scope.ts";
import { RunningSums } from "./running-sums.ts";

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
const STOP_TIMEOUT_MS = 10_000;
/** A word to the probes can go unheard on a busy processor (probes/control.bt), so each is said again. */
const SAY_AGAIN_MS: readonly number[] = [50, 200, 1_000];
const END_AGAIN_MS = 500;
const OPEN_AGAIN_MS = 100;
/** How many probe files a bpftrace may refuse before it is given up. */
const ATTEMPTS = 8;

export class Session {
  readonly #options: SessionOptions;
  readonly #output: SessionOutput;
  #bpftraceVersion = "";
  #commandPid: number | null = null;
  #kernel: KernelFacts | null = null;
  #bpftrace: BpftraceProcess | null = null;
  #conversation: Conversation | null = null;
  #stopAsked: bigint | null = null;
  #lastFlip = 0n;
  #stopped: (() => void) | null = null;
  #started = false;
  #settled = false;
  #toldGone = false;
  #released = false;
  #openings = 0;
  #opening: NodeJS.Timeout | undefined;
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
    const without = new Map<string, string>();
    for (let attempt = 0; attempt < ATTEMPTS && !this.#released; attempt++) {
      const outcome = await this.#attempt(without, began);
      if (outcome.ok || !("refused" in outcome)) return outcome;
      without.set(outcome.refused, outcome.reason);
    }
    if (this.#released) return ENDED_EARLY;
    return failure("this bpftrace refuses too many of the probes", "copyscope doctor says more");
  }

  async #attempt(
    without: ReadonlyMap<string, string>,
    began: number,
  ): Promise<SessionEnd | { readonly ok: false; readonly refused: string; readonly reason: string }> {
    let bpftrace: BpftraceProcess;
    try {
      bpftrace = await startBpftrace({
        mapCapacity: this.#mapCapacity(),
        bufferPages: this.#bufferPages(),
        tracepoints: searchesTracepointList(this.#bpftraceVersion) ? allTracepoints() : null,
        printsEvents: this.#options.detail === "events",
      });
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
    // Read while bpftrace is being loaded.
    const kernel = this.#kernel ?? readKernelFacts(allTracepoints());
    if ("failure" in kernel) {
      bpftrace.kill();
      return failure(kernel.failure, "copyscope doctor says more");
    }
    this.#kernel = kernel;
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
      cpuInKeys: cpuInKeys(this.#bpftraceVersion),
      mapCapacity: this.#mapCapacity(),
      tracerPid: process.pid,
      kernel,
      without,
    });
    if ("failure" in program) {
      bpftrace.kill();
      return failure(program.failure, "copyscope doctor says more");
    }
    const conversation = new Conversation(bpftrace);
    this.#conversation = conversation;
    await guardian.ready;
    bpftrace.program(program.text);
    const outcome = await conversation.attached;
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
    await this.#begin(plan, program, { bpftrace, conversation }, kernel, began);
    return this.#released ? ENDED_EARLY : { ok: true };
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
    clearInterval(this.#opening);
    this.#conversation?.giveUp();
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

  async #begin(
    plan: ScopePlan,
    program: ComposedProgram,
    { bpftrace, conversation }: { readonly bpftrace: BpftraceProcess; readonly conversation: Conversation },
    kernel: KernelFacts,
    began: number,
  ): Promise<void> {
    hurry(bpftrace.pid);
    hurry(process.pid);
    const sums = new RunningSums(bpftrace.pid, program.probes);
    this.#output.event({
      tracer: "composed",
      bpftrace: this.#bpftraceVersion,
      arch: kernel.arch,
      pageSize: pageSize(),
      mapCapacity: this.#mapCapacity(),
      keysPerStats: keysPerStats(this.#bpftraceVersion),
      missing: [...program.missing, ...sums.missing],
    });
    sums.mark();
    // Clocks begin when they are first spoken of; where nobody is named, now.
    let at: number | null = null;
    const { processes, threads } = await nameScope(
      {
        processes: plan.members,
        threads: (pid) => threadsOf(pid).map((tid) => ({ tid, runs: threadRuns(pid, tid) })),
      },
      {
        process: (pid) => {
          at ??= Number(process.hrtime.bigint());
          return nameProcess(pid);
        },
        thread: nameThread,
        heard: () => conversation.howManyHeard(),
      },
    );
    if (this.#released) return;
    for (const pid of processes.keys()) this.#options.members.add(pid);
    this.#output.event(sums.event());
    this.#started = true;
    this.#output.event({
      tracer: "started",
      at: at ?? Number(process.hrtime.bigint()),
      processes: [...processes.values()].map(({ pid, parent, command }) => ({ pid, parent, command })),
      threads: [...threads],
      attachSeconds: (performance.now() - began) / 1000,
    });
    conversation.handOver({
      line: (line) => this.#line(line, sums),
      lost: (end) => {
        if (this.#started) this.#lost(end);
      },
    });
    if (!this.#started) return;
    beginFrames();
    for (const milliseconds of SAY_AGAIN_MS) setTimeout(() => this.#started && beginFrames(), milliseconds).unref();
  }

  #mapCapacity(): number {
    return mapCapacity(mapMachine());
  }

  /** Single events are lines that must find room until they are read; all else prints a few lines a frame. */
  #bufferPages(): number | null {
    const { detail, events, intervalMs } = this.#options;
    return detail === "events" ? eventBufferPages(eventsPerFrame(events, intervalMs)) : null;
  }

  /** Opens the window for single events, where the probes have one. */
  openEvents(): void {
    if (!this.#started || this.#options.detail !== "events") return;
    const nth = ++this.#openings;
    clearInterval(this.#opening);
    this.#opening = setInterval(() => openEventWindow(nth), OPEN_AGAIN_MS);
    openEventWindow(nth);
  }

  #line(line: string, sums: RunningSums): void {
    if (!this.#started) return;
    if (EVENT_LINE.test(line)) {
      this.#output.line(line);
      return;
    }
    if (/"(?:ready|heard) /.test(line)) return;
    if (line.includes('"window ')) clearInterval(this.#opening);
    const { scope, members } = this.#options;
    const ofProcesses = scope.kind === "pid" || scope.kind === "command";
    if (ofProcesses) members.see(line);
    const flip = /"flip \d+ (\d+)/.exec(line)?.[1];
    if (flip !== undefined) {
      this.#lastFlip = BigInt(flip);
      sums.mark();
    }
    const done = line.includes('"done ');
    if (done) this.#output.event(sums.event());
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

  #lost(end: BpftraceEnd): void {
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
