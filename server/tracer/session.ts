/**
 * One session: bpftrace with a program for one scope and detail, from the request to the last frame.
 */
import { setPriority } from "node:os";
import { keysPerStats } from "../bpftrace/dialect.ts";
import type { Detail } from "../model/frame.ts";
import { type ComposedProgram, composeProgram } from "../probes/compose.ts";
import { type KernelFacts, readKernelFacts } from "../probes/kernel-facts.ts";
import { allTracepoints } from "../probes/sources.ts";
import { type BpftraceProcess, MAP_CAPACITY, startBpftrace } from "./bpftrace-process.ts";
import { askReady, beginFrames, endFrame, forgetBeginning, takeIn } from "./control-calls.ts";
import { type Guardian, setGuardian } from "./guardian.ts";
import { Members } from "./members.ts";
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
  readonly own: readonly number[];
  /** The launcher of the command, when the tracer started it. */
  readonly commandPid: number | null;
  readonly bpftraceVersion: string;
}

export interface SessionOutput {
  event(event: TracerEvent): void;
  line(line: string): void;
}

/** What a session can come to; all but `stopped` are failures. */
export type SessionEnd =
  | { readonly ok: true }
  | { readonly ok: false; readonly message: string; readonly remedy: string | null };

const ATTACH_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 10_000;
/** How many probe files a bpftrace may refuse before it is given up. */
const ATTEMPTS = 8;

export class Session {
  readonly members = new Members();
  readonly #options: SessionOptions;
  readonly #output: SessionOutput;
  #bpftrace: BpftraceProcess | null = null;
  #guardian: Guardian | null = null;
  #programs: readonly string[] = [];
  #probes: readonly string[] = [];
  #stopAsked: bigint | null = null;
  #lastFlip = 0n;
  #stopped: (() => void) | null = null;
  #started = false;
  #ending = false;

  constructor(options: SessionOptions, output: SessionOutput) {
    this.#options = options;
    this.#output = output;
  }

  /** False when bpftrace has ended by itself. */
  get isAlive(): boolean {
    return this.#bpftrace !== null && this.#started;
  }

  /** Attaches the probes and says `composed` and `started`; resolves when everything is counted from now on. */
  async start(): Promise<SessionEnd> {
    const began = performance.now();
    const kernel = readKernelFacts(allTracepoints());
    if ("failure" in kernel) return failure(kernel.failure, "copyscope doctor says more");
    const without = new Map<string, string>();
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const outcome = await this.#attempt(kernel, without, began);
      if (outcome.ok || !("refused" in outcome)) return outcome;
      without.set(outcome.refused, outcome.reason);
    }
    return failure("this bpftrace refuses too many of the probes", "copyscope doctor says more");
  }

  async #attempt(
    kernel: KernelFacts,
    without: ReadonlyMap<string, string>,
    began: number,
  ): Promise<SessionEnd | { readonly ok: false; readonly refused: string; readonly reason: string }> {
    let bpftrace: BpftraceProcess;
    try {
      bpftrace = await startBpftrace();
    } catch (error) {
      return failure(`bpftrace cannot be started: ${String(error)}`, "copyscope doctor says more");
    }
    this.#bpftrace = bpftrace;
    this.#guardian = setGuardian(bpftrace.pid);
    const own = [...this.#options.own, process.pid, bpftrace.pid, this.#guardian.pid];
    const plan = planScope(this.#options.scope, own, this.#options.commandPid);
    if ("failure" in plan) {
      await this.release();
      return failure(plan.failure, plan.remedy);
    }
    const program = composeProgram({
      scope: plan.resolved,
      detail: this.#options.detail,
      intervalMs: this.#options.intervalMs,
      threads: this.#options.threads,
      tracerPid: process.pid,
      kernel,
      without,
    });
    if ("failure" in program) {
      await this.release();
      return failure(program.failure, "copyscope doctor says more");
    }
    const attached = this.#listen(bpftrace);
    await this.#guardian.ready;
    bpftrace.program(program.text);
    const outcome = await attached;
    if (outcome !== "ready") {
      await this.release();
      if (outcome === "timeout") {
        return failure(
          "the probes did not answer within 30 s",
          "copyscope must run in the machine's own pid namespace: copyscope doctor",
        );
      }
      const refused = refusedFile(outcome.errors, program);
      if (refused !== null) return { ok: false, ...refused };
      return failure(
        `bpftrace ended with ${outcome.status}: ${lastError(outcome.errors)}`,
        "copyscope doctor says more",
      );
    }
    this.#begin(plan, program, bpftrace, kernel, began);
    return { ok: true };
  }

  /** Ends the frame now; resolves when it has been handed over, or when bpftrace does not answer any more. */
  async stop(): Promise<void> {
    if (!this.#started) return;
    const handedOver = new Promise<void>((resolve) => {
      this.#stopped = resolve;
    });
    this.#stopAsked = process.hrtime.bigint();
    endFrame();
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([
      handedOver,
      new Promise<void>((resolve) => {
        timer = setTimeout(resolve, STOP_TIMEOUT_MS);
      }),
    ]);
    clearTimeout(timer);
  }

  /** Ends bpftrace and puts the kernel's switches back. Safe to call at any time, and twice. */
  async release(): Promise<void> {
    this.#ending = true;
    this.#started = false;
    this.#bpftrace?.kill();
    await this.#guardian?.release();
    this.#bpftrace = null;
    this.#ending = false;
  }

  #listen(bpftrace: BpftraceProcess): Promise<"ready" | "timeout" | { status: string; errors: string }> {
    return new Promise((resolve) => {
      const halves = new Set<string>();
      const asking = setInterval(askReady, 20);
      const timeout = setTimeout(() => done("timeout"), ATTACH_TIMEOUT_MS);
      const done = (outcome: "ready" | "timeout" | { status: string; errors: string }): void => {
        clearInterval(asking);
        clearTimeout(timeout);
        resolve(outcome);
      };
      bpftrace.onLine((line) => {
        if (this.#started) {
          this.#line(line);
          return;
        }
        const half = /"ready ([12])\\n"/.exec(line)?.[1];
        if (half !== undefined && halves.size < 2 && halves.add(half).size === 2) {
          clearInterval(asking);
          forgetBeginning();
        }
        if (line.includes('"begun\\n"')) done("ready");
      });
      void bpftrace.exited.then((end) => {
        done(end);
        if (this.#started && !this.#ending) this.#lost(end);
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
      bpftrace: this.#options.bpftraceVersion,
      arch: kernel.arch,
      pageSize: pageSize(),
      mapCapacity: MAP_CAPACITY,
      keysPerStats: keysPerStats(this.#options.bpftraceVersion),
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
        processes.set(member.pid, member);
        this.members.add(member.pid);
        for (const tid of takeIn(member.pid)) threads.set(tid, member.pid);
      }
    }
    if (this.#options.commandPid !== null) this.members.add(this.#options.commandPid);
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
  }

  #line(line: string): void {
    if (line.includes('"ready ')) return;
    this.members.see(line);
    const flip = /"flip \d+ (\d+)/.exec(line)?.[1];
    if (flip !== undefined) this.#lastFlip = BigInt(flip);
    const done = line.includes('"done ');
    if (done) this.#output.event(this.#sums());
    this.#output.line(line);
    if (done && this.#stopAsked !== null && this.#lastFlip >= this.#stopAsked) this.#stopped?.();
    if (done && this.#options.scope.kind === "pid" && this.members.alive.length === 0) {
      this.#output.event({ tracer: "target-gone" });
    }
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
    this.#output.event({
      tracer: "failed",
      message: `bpftrace ended by itself (${end.status}) ${lastError(end.errors)}`.trim(),
      remedy: null,
      exitCode: 125,
    });
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

function failure(message: string, remedy: string | null): SessionEnd {
  return { ok: false, message, remedy };
}

/** The line of bpftrace's errors that says most: the last one that calls itself an error and is not the harmless one. */
function lastError(errors: string): string {
  const lines = errors.split("\n").filter((line) => /error/i.test(line) && !line.includes("RLIMIT_MEMLOCK"));
  return lines.at(-1)?.slice(0, 300) ?? "";
}
