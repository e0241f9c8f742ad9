/**
 * One run: what its user, its command and its tracer say, and what follows from it. The frames come from a
 * FrameSource, and the command is an OwnCommand's; here it is decided when the run begins, goes on and ends.
 */
import { constants, cpus, hostname, release } from "node:os";
import type { Calibration } from "../model/calibration.ts";
import { DEFAULT_EVENT_LIMITS } from "../model/event-limits.ts";
import type { Detail, Frame, RunEnd, RunInfo, Scope } from "../model/frame.ts";
import type { ScopeRequest, TracerEvent } from "../tracer/protocol.ts";
import { BudgetWatch } from "./budget-watch.ts";
import type { Capture, CaptureCommand, CaptureFailure, CaptureOptions, EndSignal } from "./capture.ts";
import { copyscopeVersion } from "./copyscope-version.ts";
import { FrameQueue } from "./frame-queue.ts";
import { type Composed, FrameSource } from "./frame-source.ts";
import { machineFacts } from "./machine-facts.ts";
import { OwnCommand } from "./own-command.ts";
import { TlsWatch } from "./tls-watch.ts";
import type { TracerLink } from "./tracer-link.ts";

/** How long a command is given to end after it has been asked to. */
const GRACE_MS = 2_000;

export class RunningCapture implements Capture {
  readonly ended: Promise<RunEnd>;
  readonly #link: TracerLink;
  readonly #calibration: Calibration | null;
  readonly #options: CaptureOptions;
  readonly #queue = new FrameQueue<Frame>({ full: () => this.#link.pause(), drained: () => this.#link.resume() });
  readonly #source: FrameSource;
  readonly #budget: BudgetWatch;
  readonly #tls = new TlsWatch();
  /** Of the scope `command`. */
  readonly #own: OwnCommand | null;
  #end!: (end: RunEnd) => void;
  #info: RunInfo | null = null;
  #stopListening: () => void = () => {};
  #composed: Composed | null = null;
  #detail: Detail;
  #settleStart: ((failure: CaptureFailure | null) => void) | null = null;
  #reason: RunEnd["reason"] | null = null;
  #stopAsked = false;
  #released = false;
  #gapFrom: number | null = null;
  #over = false;

  constructor(link: TracerLink, options: CaptureOptions, calibration: Calibration | null) {
    this.#calibration = calibration;
    this.#link = link;
    this.#options = options;
    this.#detail = options.detail;
    this.#source = new FrameSource(options.threads);
    this.#budget = new BudgetWatch(options.budgetPercent, cpus().length);
    // The tracer knows all that came of it, and signals them as Ctrl-C at a terminal would.
    this.#own = options.scope.kind === "command" ? new OwnCommand((signal) => this.#signal(signal)) : null;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  get info(): RunInfo {
    if (this.#info === null) throw new Error("the capture has not started");
    return this.#info;
  }

  get command(): CaptureCommand | null {
    return this.#own?.command ?? null;
  }

  get frames(): AsyncIterable<Frame> {
    return this.#queue;
  }

  /** Attaches the probes and lets the command run. Null when all is counted, else why not. Never rejects. */
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
      this.#own?.watchTerminal();
      if (scope.kind === "command" && !this.#link.startsCommands) {
        await this.#own?.wait(scope.argv, (exitCode) => this.#commandEnded(exitCode));
      }
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
      this.#own?.release();
      this.#own?.closeGate();
      this.#askStop("end");
      this.#stopListening();
      this.#link.close();
    }
    return failure;
  }

  stop(reason: RunEnd["reason"], signal?: EndSignal): void {
    const own = this.#own;
    if (this.#over || (own !== null && own.exitCode !== null)) return;
    if (own === null) {
      this.#reason ??= reason;
      this.#askStop("leave");
    } else if (reason === "interrupted") {
      void own.handOn(signal).then((asked) => {
        if (asked) this.#reason ??= "interrupted";
      });
    } else {
      this.#reason ??= reason;
      own.askToEnd("SIGTERM");
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

  #signal(signal: EndSignal | "SIGKILL"): void {
    if (this.#own?.exitCode === null) this.#link.send({ request: "signal", signal });
  }

  #request(scope: Scope): void {
    const request: ScopeRequest =
      scope.kind === "command" ? { kind: "command", argv: [...scope.argv], pid: this.#own?.launcher ?? null } : scope;
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
        this.#source.noteSums(event);
        break;
      case "tls":
        this.#source.noteTlsLibrary(event.pid);
        break;
      case "command-waits":
        // Another capture's command can wait on the same line.
        if (this.#own?.command === null) this.#own.started(event.pid);
        break;
      case "command-ended":
        if (this.command !== null && this.#own?.launcher === null) this.#commandEnded(event.exitCode);
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

  #started(event: TracerEvent & { tracer: "started" }): void {
    const composed = this.#composed;
    if (composed === null) return;
    const startedAt = this.#source.begin(composed, event, this.#detail);
    if (this.#gapFrom !== null) {
      const reason = "tracing was restarted in detail counts: over budget";
      this.#source.noteGap({ from: this.#gapFrom, to: startedAt, reason });
      this.#gapFrom = null;
      return;
    }
    const { scope } = this.#options;
    this.#info = {
      host: hostname(),
      kernel: release(),
      arch: composed.arch,
      cpus: cpus().length,
      machine: machineFacts(),
      bpftrace: composed.bpftrace,
      copyscope: copyscopeVersion(),
      scope,
      command: scope.kind === "command" ? scope.argv : null,
      startedAt,
      intervalMs: this.#options.intervalMs,
      detail: this.#detail,
      missing: composed.missing,
      calibration: this.#calibration,
    };
    this.#own?.openGate();
    this.#settleStart?.(null);
  }

  #line(line: string): void {
    if (this.#over) return;
    const frame = this.#source.frameAfter(line, this.#stopAsked);
    if (frame === null) return;
    this.#queue.push(frame);
    for (const pid of this.#tls.candidates(frame)) this.#link.send({ request: "tls", pid });
    this.#watchBudget(frame);
  }

  /** Steps down to `counts`, should the budget be exceeded. */
  #watchBudget({ cost, start, end }: Frame): void {
    if (this.#detail === "counts" || this.#reason !== null) return;
    if (!this.#budget.isExceeded(cost, (end - start) / 1000)) return;
    this.#detail = "counts";
    this.#gapFrom = end;
    this.#askStop("keep");
  }

  #commandEnded(exitCode: number): void {
    const own = this.#own;
    if (own === null) return;
    own.ended(exitCode);
    if (this.#over) {
      // It was released, and has gone on without us until now.
      this.#stopListening();
      this.#link.close();
      return;
    }
    this.#reason ??= own.diedOfTerminal ? "interrupted" : "command-exited";
    this.#settleStart?.({
      message: "the command was ended before the probes were attached, and did not run",
      remedy: null,
      exitCode,
    });
    // What it has left behind goes on, as it would without copyscope, unless copyscope was told to end it all.
    this.#askStop(own.wasAskedToEnd ? "end" : "leave");
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
    return scope.kind === "command" ? { kind: "pid", pid: this.command?.pid ?? 0 } : scope;
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

  async #withoutTracer(): Promise<void> {
    await this.#own?.endWithoutTracer(this.#source.alive());
    this.#fail("the tracer was killed");
  }

  /** The tracing broke: what was counted is kept. Whoever notices it ends what was started. */
  #fail(message: string): void {
    this.#finish({ reason: "failed", message });
  }

  #finish(end: Pick<RunEnd, "reason" | "message">): void {
    if (this.#over) return;
    this.#over = true;
    this.#own?.release();
    this.#queue.close();
    const exitCode = this.#own?.exitCode ?? null;
    const goesOn = this.#released && this.command !== null && exitCode === null;
    if (!goesOn) this.#stopListening();
    // A tracer of its own goes on watching over a command that was released.
    if (!goesOn || this.#link.startsCommands) this.#link.close();
    this.#end({ endedAt: Date.now(), exitCode, ...end });
  }
}

function abortFailure(signal: EndSignal): CaptureFailure {
  const message = `${signal} came before the probes were attached, so nothing was recorded`;
  return { message, remedy: null, exitCode: 128 + constants.signals[signal] };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
