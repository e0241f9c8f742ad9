/**
 * Starts a capture: opens the line to the tracer, has the probes attached, lets the command run, and turns
 * what comes back into frames.
 */
import { readFileSync } from "node:fs";
import { constants, cpus, hostname, release } from "node:os";
import { calibrationOfThisMachine } from "../calibrate/stored.ts";
import { Canary } from "../launch/canary.ts";
import { endWorkload } from "../launch/end-workload.ts";
import { findCommand } from "../launch/find-command.ts";
import { type Gate, startGate } from "../launch/gate.ts";
import { startTime } from "../launch/start-time.ts";
import { FrameAssembler } from "../model/assemble/frame-assembler.ts";
import { recordFromLine } from "../model/assemble/record-from-line.ts";
import type { Calibration } from "../model/calibration.ts";
import { DEFAULT_EVENT_LIMITS } from "../model/event-limits.ts";
import type { Detail, Frame, Gap, RunEnd, RunInfo, Scope } from "../model/frame.ts";
import type { ScopeRequest, TracerEvent } from "../tracer/protocol.ts";
import type { Capture, CaptureCommand, CaptureFailure, CaptureOptions, CaptureStart, EndSignal } from "./capture.ts";
import { CostMeter } from "./cost-meter.ts";
import { FrameQueue } from "./frame-queue.ts";
import { machineFacts } from "./machine-facts.ts";
import { TlsWatch } from "./tls-watch.ts";
import { openTracerLink, type TracerLink } from "./tracer-link.ts";

type Composed = TracerEvent & { tracer: "composed" };
type Started = TracerEvent & { tracer: "started" };

/** How long a command is given to end after it has been asked to. */
const GRACE_MS = 2_000;
/** How long the guardian is given to end a workload whose tracer is gone. */
const GUARDIAN_MS = 500;

/**
 * Starts a capture. Never rejects: what can go wrong is a failure with a sentence and an exit status. `abort` gives
 * up the start, for the signal that is its reason.
 */
export async function startCapture(options: CaptureOptions, abort?: AbortSignal): Promise<CaptureStart> {
  // Root may execute more than its unprivileged part can tell; there the tracer looks.
  if (options.scope.kind === "command" && process.geteuid?.() !== 0) {
    const found = findCommand(options.scope.argv[0] ?? "");
    if (!found.ok) return failed(found.message, null, found.exitCode);
  }
  const link = openTracerLink();
  if ("failure" in link) return failed(link.failure, link.remedy);
  const running = new RunningCapture(link, options, await calibrationOfThisMachine());
  const failure = await running.start(abort);
  return failure === null ? { ok: true, capture: running } : { ok: false, failure };
}

function failed(message: string, remedy: string | null, exitCode: 125 | 126 | 127 = 125): CaptureStart {
  return { ok: false, failure: { message, remedy, exitCode } };
}

class RunningCapture implements Capture {
  readonly ended: Promise<RunEnd>;
  readonly #link: TracerLink;
  readonly #calibration: Calibration | null;
  readonly #options: CaptureOptions;
  readonly #queue = new FrameQueue<Frame>();
  readonly #cost = new CostMeter();
  readonly #tls = new TlsWatch();
  #end!: (end: RunEnd) => void;
  #info: RunInfo | null = null;
  #gate: Gate | null = null;
  #command: CaptureCommand | null = null;
  #endCommand: (exitCode: number) => void = () => {};
  #stopListening: () => void = () => {};
  #composed: Composed | null = null;
  #assembler: FrameAssembler | null = null;
  #detail: Detail;
  #settleStart: ((failure: CaptureFailure | null) => void) | null = null;
  #reason: RunEnd["reason"] | null = null;
  #exitCode: number | null = null;
  /** How often the command was asked to end. */
  #asked = 0;
  #stopAsked = false;
  #released = false;
  #canary: Canary | null = null;
  /** Signals that the command has had from the terminal. */
  readonly #fromTerminal = new Set<EndSignal>();
  #overBudget = 0;
  #gapFrom: number | null = null;
  #gaps: Gap[] = [];
  #over = false;

  constructor(link: TracerLink, options: CaptureOptions, calibration: Calibration | null) {
    this.#calibration = calibration;
    this.#link = link;
    this.#options = options;
    this.#detail = options.detail;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  get info(): RunInfo {
    if (this.#info === null) throw new Error("the capture has not started");
    return this.#info;
  }

  get command(): CaptureCommand | null {
    return this.#command;
  }

  get frames(): AsyncIterable<Frame> {
    return this.#queue;
  }

  async start(abort: AbortSignal | undefined): Promise<CaptureFailure | null> {
    const settled = new Promise<CaptureFailure | null>((resolve) => {
      this.#settleStart = resolve;
    });
    const aborted = (): void => this.#settleStart?.(abortFailure(abort?.reason));
    abort?.addEventListener("abort", aborted, { once: true });
    this.#stopListening = this.#link.listen({
      event: (event) => this.#event(event),
      line: (line) => this.#line(line),
      lost: (why) => this.#lost(why),
    });
    const { scope } = this.#options;
    try {
      if (scope.kind === "command") await this.#prepareCommand(scope.argv);
      this.#request(scope);
    } catch (error) {
      this.#settleStart?.({ message: `no process can be started: ${messageOf(error)}`, remedy: null, exitCode: 125 });
    }
    if (abort?.aborted) aborted();
    const failure = await settled;
    this.#settleStart = null;
    abort?.removeEventListener("abort", aborted);
    if (failure !== null) {
      this.#over = true;
      this.#canary?.release();
      this.#gate?.close();
      this.#askStop("end");
      this.#stopListening();
      this.#link.close();
    }
    return failure;
  }

  async #prepareCommand(argv: readonly string[]): Promise<void> {
    this.#canary = new Canary();
    if (this.#link.startsCommands) return;
    this.#gate = await startGate(argv, null);
    this.#commandStarted(this.#gate.pid);
    void this.#gate.ended.then((exitCode) => this.#commandEnded(exitCode));
  }

  stop(reason: RunEnd["reason"], signal?: EndSignal): void {
    if (this.#exitCode !== null || this.#over) return;
    if (this.#options.scope.kind !== "command") {
      this.#reason ??= reason;
      this.#askStop("leave");
    } else if (reason === "interrupted") {
      void this.#handOn(signal);
    } else {
      this.#askToEnd(reason, "SIGTERM");
      setTimeout(() => this.#signal("SIGKILL"), GRACE_MS).unref();
    }
  }

  openEventWindow(): void {
    this.#link.send({ request: "open-events" });
  }

  release(): void {
    this.#released = true;
    this.#reason ??= "interrupted";
    this.#askStop("keep");
  }

  /** Once only: the answer to a second one could end the next capture on the same line. */
  #askStop(leftovers: "leave" | "end" | "keep"): void {
    if (this.#stopAsked) return;
    this.#stopAsked = true;
    this.#link.send({ request: "stop", leftovers });
  }

  /** What came from the terminal the command has had already, and it is its business what to make of it. */
  async #handOn(signal: EndSignal | undefined): Promise<void> {
    const hadIt = this.#canary !== null && (await this.#canary.diedToo());
    if (!hadIt) return this.#askToEnd("interrupted", signal ?? "SIGINT");
    this.#fromTerminal.add(signal ?? "SIGINT");
    if (signal !== undefined) return;
    if (this.#asked > 0) this.#askToEnd("interrupted", "SIGINT");
    else this.#asked = 1;
  }

  /** The command is ours: it is asked to end, more firmly each time, and the run ends with it. */
  #askToEnd(reason: RunEnd["reason"], signal: EndSignal): void {
    this.#reason ??= reason;
    this.#asked += 1;
    this.#signal(this.#asked === 1 ? signal : this.#asked === 2 ? "SIGTERM" : "SIGKILL");
  }

  /** As Ctrl-C at a terminal: to the command and all that it has started. The tracer knows them. */
  #signal(signal: EndSignal | "SIGKILL"): void {
    if (this.#exitCode === null) this.#link.send({ request: "signal", signal });
  }

  #request(scope: Scope): void {
    const request: ScopeRequest =
      scope.kind === "command" ? { kind: "command", argv: [...scope.argv], pid: this.#gate?.pid ?? null } : scope;
    this.#link.send({
      request: "start",
      scope: request,
      detail: this.#detail,
      intervalMs: this.#options.intervalMs,
      threads: this.#options.threads,
      events: this.#options.events ?? DEFAULT_EVENT_LIMITS,
      own: [process.pid, ...this.#link.own],
    });
  }

  #event(event: TracerEvent): void {
    // Of what comes after a release, only the end of the command is this capture's.
    if (this.#over && event.tracer !== "command-ended") return;
    switch (event.tracer) {
      case "composed":
        this.#composed = event;
        break;
      case "started":
        this.#started(event);
        break;
      case "sums":
        this.#cost.sums(event);
        break;
      case "tls":
        this.#assembler?.noteTlsLibrary(event.pid);
        break;
      case "command-waits":
        // Another capture's command can wait on the same line.
        if (this.#options.scope.kind === "command" && this.#command === null) this.#commandStarted(event.pid);
        break;
      case "command-ended":
        if (this.#command !== null && this.#gate === null) this.#commandEnded(event.exitCode);
        break;
      case "target-gone":
        this.#reason ??= "target-gone";
        this.#askStop("leave");
        break;
      case "stopped":
        this.#stopped();
        break;
      case "failed":
        this.#stopAsked = true; // there is nothing left to stop
        if (this.#settleStart !== null) {
          const { message, remedy, exitCode } = event;
          this.#settleStart({ message, remedy, exitCode });
        } else this.#fail(event.message);
        break;
    }
  }

  #started(event: Started): void {
    const composed = this.#composed;
    if (composed === null) return;
    const missing = new Set(composed.missing.map(({ part }) => part));
    const clockOffset = performance.timeOrigin + performance.now() - Number(process.hrtime.bigint()) / 1e6;
    const processes = this.#assembler?.processes;
    this.#assembler = new FrameAssembler({
      arch: composed.arch,
      pageSize: composed.pageSize,
      mapCapacity: composed.mapCapacity,
      keysPerStats: composed.keysPerStats,
      clockOffset,
      ...(processes === undefined ? {} : { processes }),
      measured: {
        pageFaults: !missing.has("page faults"),
        pageCache: !missing.has("page-cache fill"),
        socketCopies: !missing.has("socket-buffer copies"),
        disk: !missing.has("disk DMA"),
        nic: !missing.has("NIC DMA"),
        ioUring: !missing.has("io_uring"),
        time: this.#detail !== "counts",
        threads: this.#options.threads,
      },
    });
    this.#assembler.list(event.processes, event.threads, event.at);
    this.#assembler.begin(event.at);
    this.#cost.begin();
    const startedAt = clockOffset + event.at / 1e6;
    if (this.#gapFrom !== null) {
      this.#gaps.push({
        from: this.#gapFrom,
        to: startedAt,
        reason: "tracing was restarted in detail counts: over budget",
      });
      this.#gapFrom = null;
      return;
    }
    this.#info = {
      host: hostname(),
      kernel: release(),
      arch: composed.arch,
      cpus: cpus().length,
      machine: machineFacts(),
      bpftrace: composed.bpftrace,
      copyscope: version(),
      scope: this.#options.scope,
      command: this.#options.scope.kind === "command" ? this.#options.scope.argv : null,
      startedAt,
      intervalMs: this.#options.intervalMs,
      detail: this.#detail,
      missing: composed.missing,
      calibration: this.#calibration,
    };
    this.#gate?.open();
    this.#settleStart?.(null);
  }

  #line(line: string): void {
    const assembler = this.#assembler;
    if (assembler === null || this.#over) return;
    const record = recordFromLine(line);
    assembler.add(record);
    if (record.kind !== "done" || !assembler.isOver) return;
    const frame = assembler.frame({ ...this.#cost.frame(), gaps: this.#gaps, isLast: this.#stopAsked });
    this.#gaps = [];
    this.#queue.push(frame);
    for (const pid of this.#tls.candidates(frame)) this.#link.send({ request: "tls", pid });
    this.#watchBudget(frame);
  }

  /** Steps down to `counts` after two seconds over the budget. */
  #watchBudget(frame: Frame): void {
    const { budgetPercent } = this.#options;
    if (budgetPercent === null || this.#detail === "counts" || this.#reason !== null) return;
    const { probeNanoseconds, bpftraceCpuNanoseconds, serverCpuNanoseconds } = frame.cost;
    const spent = (probeNanoseconds ?? 0) + (bpftraceCpuNanoseconds ?? 0) + (serverCpuNanoseconds ?? 0);
    const seconds = (frame.end - frame.start) / 1000;
    const percent = spent / 1e7 / (seconds * this.info.cpus);
    this.#overBudget = percent > budgetPercent ? this.#overBudget + seconds : 0;
    if (this.#overBudget < 2) return;
    this.#detail = "counts";
    this.#gapFrom = frame.end;
    this.#askStop("keep");
  }

  #commandStarted(pid: number): void {
    const ended = new Promise<number>((resolve) => {
      this.#endCommand = resolve;
    });
    this.#command = { pid, ended };
  }

  #commandEnded(exitCode: number): void {
    this.#endCommand(exitCode);
    this.#exitCode = exitCode;
    if (this.#over) {
      // It was released, and has gone on without us until now.
      this.#stopListening();
      this.#link.close();
      return;
    }
    const fromTerminal = [...this.#fromTerminal].some((signal) => exitCode === 128 + constants.signals[signal]);
    this.#reason ??= fromTerminal ? "interrupted" : "command-exited";
    this.#settleStart?.({
      message: "the command was ended before the probes were attached, and did not run",
      remedy: null,
      exitCode,
    });
    // What it has left behind goes on, as it would without copyscope, unless copyscope was told to end it all.
    this.#askStop(this.#asked > 0 ? "end" : "leave");
  }

  #stopped(): void {
    if (this.#gapFrom !== null && this.#reason === null) {
      this.#stopAsked = false;
      this.#request(this.#restartScope());
      return;
    }
    this.#finish({ reason: this.#reason ?? "failed" });
  }

  /** A command that is already running is watched as a process from then on. */
  #restartScope(): Scope {
    const { scope } = this.#options;
    if (scope.kind !== "command") return scope;
    return { kind: "pid", pid: this.#command?.pid ?? 0 };
  }

  #lost(why: string): void {
    if (this.#over) return;
    if (this.#settleStart === null) void this.#withoutTracer();
    else if (this.#link.startsCommands) {
      this.#settleStart({ message: "the tracer was ended before it had begun", remedy: null, exitCode: 125 });
    } else {
      const message = why === "" ? "sudo did not start the tracer" : `sudo did not start the tracer: ${why}`;
      this.#settleStart({ message, remedy: "run copyscope as root, or as a user who may use sudo", exitCode: 125 });
    }
  }

  /** The tracer was killed. Its guardian ends the command; should that be gone too, it is done here. */
  async #withoutTracer(): Promise<void> {
    if (this.#command !== null) {
      const known = [this.#command.pid, ...(this.#assembler?.processes.alive() ?? [])];
      const started = new Map(known.map((pid) => [pid, startTime(pid)]));
      const left = () => [...started].filter(([pid, start]) => start !== null && startTime(pid) === start);
      await new Promise((resolve) => setTimeout(resolve, GUARDIAN_MS));
      const members = left().map(([pid, start]) => `${pid}:${start}`);
      if (members.length > 0) await endWorkload(members.join(" "));
    }
    this.#fail("the tracer was killed");
  }

  /** The tracing broke: what was counted is kept. Whoever notices it ends what was started. */
  #fail(message: string): void {
    this.#finish({ reason: "failed", message });
  }

  #finish(end: Pick<RunEnd, "reason" | "message">): void {
    if (this.#over) return;
    this.#over = true;
    this.#canary?.release();
    this.#queue.close();
    const goesOn = this.#released && this.#command !== null && this.#exitCode === null;
    if (!goesOn) this.#stopListening();
    // A tracer of its own goes on watching over a command that was released.
    if (!goesOn || this.#link.startsCommands) this.#link.close();
    this.#end({ endedAt: Date.now(), exitCode: this.#exitCode, ...end });
  }
}

function abortFailure(signal: EndSignal): CaptureFailure {
  const message = `${signal} came before the probes were attached, so nothing was recorded`;
  return { message, remedy: null, exitCode: 128 + constants.signals[signal] };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function version(): string {
  const here = import.meta.url;
  const file = here.includes("/dist/") ? "../../../package.json" : "../../package.json";
  return String(JSON.parse(readFileSync(new URL(file, here), "utf8")).version);
}
