/**
 * Starts a capture: opens the line to the tracer, has the probes attached, lets the command run, and turns
 * what comes back into frames.
 */
import { readFileSync } from "node:fs";
import { cpus, hostname, release } from "node:os";
import { calibrationOfThisMachine } from "../calibrate/stored.ts";
import { findCommand } from "../launch/find-command.ts";
import { type Gate, startGate } from "../launch/gate.ts";
import { FrameAssembler } from "../model/assemble/frame-assembler.ts";
import { recordFromLine } from "../model/assemble/record-from-line.ts";
import type { Calibration } from "../model/calibration.ts";
import type { Detail, Frame, Gap, RunEnd, RunInfo, Scope } from "../model/frame.ts";
import type { ScopeRequest, TracerEvent } from "../tracer/protocol.ts";
import type { Capture, CaptureCommand, CaptureFailure, CaptureOptions, CaptureStart } from "./capture.ts";
import { CostMeter } from "./cost-meter.ts";
import { FrameQueue } from "./frame-queue.ts";
import { inForeground } from "./terminal.ts";
import { openTracerLink, type TracerLink } from "./tracer-link.ts";

type Composed = TracerEvent & { tracer: "composed" };
type Started = TracerEvent & { tracer: "started" };

/** How long a command is given to end after it has been asked to. */
const GRACE_MS = 2_000;

/** Starts a capture. Never rejects: what can go wrong is a failure with a sentence and an exit status. */
export async function startCapture(options: CaptureOptions): Promise<CaptureStart> {
  if (options.scope.kind === "command") {
    const found = findCommand(options.scope.argv[0] ?? "");
    if (!found.ok) return failed(found.message, null, found.exitCode);
  }
  const link = openTracerLink();
  if ("failure" in link) return failed(link.failure, link.remedy);
  const running = new RunningCapture(link, options, await calibrationOfThisMachine());
  const failure = await running.start();
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
  #stops = 0;
  #stopAsked = false;
  #endedByUs = false;
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

  async start(): Promise<CaptureFailure | null> {
    const { scope } = this.#options;
    if (scope.kind === "command" && !this.#link.startsCommands) {
      this.#gate = await startGate(scope.argv, null);
      this.#commandStarted(this.#gate.pid);
      void this.#gate.ended.then((exitCode) => this.#commandEnded(exitCode));
    }
    const settled = new Promise<CaptureFailure | null>((resolve) => {
      this.#settleStart = resolve;
    });
    this.#stopListening = this.#link.listen({
      event: (event) => this.#event(event),
      line: (line) => this.#line(line),
      lost: (why) => this.#lost(why),
    });
    this.#request(scope);
    const failure = await settled;
    this.#settleStart = null;
    if (failure !== null) {
      this.#gate?.kill("SIGKILL");
      this.#stopListening();
      this.#link.close();
    }
    return failure;
  }

  stop(reason: RunEnd["reason"]): void {
    this.#stops += 1;
    this.#reason ??= reason;
    if (this.#options.scope.kind !== "command" || this.#exitCode !== null) {
      if (this.#stops === 1 || this.#exitCode !== null) this.#askStop();
      return;
    }
    // The command is ours: it is asked to end, and the run ends with it.
    if (this.#stops === 1) {
      const fromTerminal = reason === "interrupted" && inForeground();
      this.#endedByUs = !fromTerminal;
      if (!fromTerminal) this.#signal(reason === "interrupted" ? "SIGINT" : "SIGTERM");
      if (reason !== "interrupted") setTimeout(() => this.#signal("SIGKILL"), GRACE_MS).unref();
    } else {
      this.#signal(this.#stops === 2 ? "SIGTERM" : "SIGKILL");
    }
  }

  release(): void {
    this.#stops += 1;
    this.#reason ??= "interrupted";
    this.#askStop();
  }

  /** Once only: the answer to a second one could end the next capture on the same line. */
  #askStop(): void {
    if (this.#stopAsked) return;
    this.#stopAsked = true;
    this.#link.send({ request: "stop" });
  }

  #signal(signal: "SIGINT" | "SIGTERM" | "SIGKILL"): void {
    if (this.#gate === null) {
      this.#link.send({ request: "signal", signal });
      return;
    }
    // as Ctrl-C at a terminal: to the command and all that it has started
    this.#gate.kill(signal);
    this.#signalAll(signal);
  }

  #signalAll(signal: NodeJS.Signals): void {
    for (const pid of this.#assembler?.processes.alive() ?? []) {
      try {
        process.kill(pid, signal);
      } catch {
        // it is gone, or not ours
      }
    }
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
      own: [process.pid],
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
      case "command-waits":
        // Another capture's command can wait on the same line.
        if (this.#options.scope.kind === "command" && this.#command === null) this.#commandStarted(event.pid);
        break;
      case "command-ended":
        if (this.#command !== null && this.#gate === null) this.#commandEnded(event.exitCode);
        break;
      case "target-gone":
        this.#reason ??= "target-gone";
        this.#askStop();
        break;
      case "stopped":
        this.#stopped();
        break;
      case "failed":
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
        time: this.#detail === "full",
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
    const frame = assembler.frame({ ...this.#cost.frame(), gaps: this.#gaps });
    this.#gaps = [];
    this.#queue.push(frame);
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
    this.#askStop();
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
      return;
    }
    // We ended it, so what it had started is not left running; what a finished command leaves behind, it meant to.
    if (this.#endedByUs) this.#signal("SIGKILL");
    this.#reason ??= "command-exited";
    this.#askStop();
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
    const message = why === "" ? "the tracer is gone" : why;
    if (this.#settleStart === null) this.#fail(message);
    else this.#settleStart({ message, remedy: "run copyscope as root, or as a user who may use sudo", exitCode: 125 });
  }

  /** The tracing broke: what we started is not left running, and what was counted is kept. */
  #fail(message: string): void {
    if (this.#over) return;
    this.#gate?.kill("SIGKILL");
    if (this.#options.scope.kind === "command") {
      this.#signalAll("SIGKILL");
    }
    this.#finish({ reason: "failed", message });
  }

  #finish(end: Pick<RunEnd, "reason" | "message">): void {
    if (this.#over) return;
    this.#over = true;
    this.#queue.close();
    if (this.#command === null || this.#exitCode !== null || this.#gate !== null) this.#stopListening();
    this.#link.close();
    this.#end({ endedAt: Date.now(), exitCode: this.#exitCode, ...end });
  }
}

function version(): string {
  const here = import.meta.url;
  const file = here.includes("/dist/") ? "../../../package.json" : "../../package.json";
  return String(JSON.parse(readFileSync(new URL(file, here), "utf8")).version);
}
