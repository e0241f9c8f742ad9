/**
 * What is captured, and how: one capture after the other, without the server noticing more than a gap. A change
 * of scope, detail or interval ends the tracing (not the command that is watched) and begins it anew; what
 * cannot be begun is said, and what was captured before is captured again.
 */
import type { Capture, CaptureCommand, CaptureFailure, CaptureOptions, CaptureStart } from "../capture/capture.ts";
import type { Frame, RunEnd, RunInfo } from "../model/frame.ts";
import type { Answer, LiveState, Phase } from "../model/live/protocol.ts";
import { FrameIds } from "./frame-ids.ts";

export interface CaptureListener {
  frame(info: RunInfo, frame: Frame): void;
  /** A capture is over: before another takes its place (`end` null), or for good. */
  over(end: RunEnd | null): void;
  /** Phase, run, wanted options or command changed. */
  changed(): void;
}

export type StartCapture = (options: CaptureOptions) => Promise<CaptureStart>;

type Change = Partial<Pick<CaptureOptions, "scope" | "detail" | "intervalMs">>;

export class CaptureControl {
  readonly #startCapture: StartCapture;
  readonly #listener: CaptureListener;
  readonly #ids = new FrameIds();
  readonly #argv: readonly string[] | null;
  #options: CaptureOptions;
  #capture: Capture | null = null;
  #command: CaptureCommand | null = null;
  #exitCode: number | null = null;
  #phase: Phase = { phase: "starting" };
  #run: RunInfo | null = null;
  /** A gap begins here: the end of the last frame before a restart, and why. */
  #gap: { readonly from: number; readonly reason: string } | null = null;
  #lastEnd: number | null = null;
  #pumped: Promise<void> = Promise.resolve();
  #changes: Promise<unknown> = Promise.resolve();
  #restarting = false;
  #stopping = false;
  #end: (end: RunEnd) => void = () => {};

  /** Resolves when the first run has ended that nothing took the place of: with the command, as a rule. */
  readonly ended: Promise<RunEnd>;

  /** `replays`: nothing is ever captured, for this recording is shown. */
  constructor(startCapture: StartCapture, options: CaptureOptions, listener: CaptureListener, replays?: string) {
    if (replays !== undefined) this.#phase = { phase: "replaying", file: replays };
    this.#startCapture = startCapture;
    this.#options = options;
    this.#listener = listener;
    this.#argv = options.scope.kind === "command" ? options.scope.argv : null;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  get phase(): Phase {
    return this.#phase;
  }

  get run(): RunInfo | null {
    return this.#run;
  }

  get options(): CaptureOptions {
    return this.#options;
  }

  get command(): LiveState["command"] {
    return this.#argv && { argv: this.#argv, pid: this.#command?.pid ?? null, exitCode: this.#exitCode };
  }

  /** Begins the first capture. */
  async start(): Promise<CaptureFailure | null> {
    return await this.#inTurn(async () => {
      const failure = await this.#begin(this.#options);
      if (failure !== null) this.#to({ phase: "failed", message: failure.message, remedy: failure.remedy });
      return failure;
    });
  }

  /** Changes what is captured; answered when the new capture runs, or the old one again. */
  async change(change: Change, reason: string): Promise<Answer> {
    return await this.#inTurn(async () => {
      if (this.#stopping) return { ok: false, message: "copyscope is ending." };
      if (this.#phase.phase === "replaying") {
        return { ok: false, message: "This dashboard replays recordings; nothing is traced here." };
      }
      const before = this.#options;
      if (change.scope === undefined && this.#exitCode !== null && this.#isOfCommand(before)) {
        return { ok: false, message: "The command has ended. Choose another scope first." };
      }
      const wanted = { ...before, ...change };
      if (this.#capture !== null && JSON.stringify(wanted) === JSON.stringify(before)) return { ok: true };
      await this.#release(reason);
      const failure = await this.#begin(this.#attachable(wanted));
      if (failure === null) return { ok: true };
      const message = failure.remedy === null ? failure.message : `${failure.message}: ${failure.remedy}`;
      if (this.#stopping || (await this.#begin(this.#attachable(before))) !== null) {
        this.#to({ phase: "failed", message: failure.message, remedy: failure.remedy });
      }
      return { ok: false, message };
    });
  }

  /**
   * Lets something else have the tracer: what is captured ends, `work` is done, and what was captured is captured
   * again, with the gap marked.
   */
  async interlude(reason: string, work: () => Promise<void>): Promise<Answer> {
    return await this.#inTurn(async () => {
      if (this.#stopping) return { ok: false, message: "copyscope is ending." };
      if (this.#phase.phase === "replaying") return { ok: false, message: "Nothing is traced here." };
      const before = this.#capture === null ? null : this.#options;
      if (before !== null) await this.#release(reason);
      try {
        await work();
      } finally {
        if (before !== null && !this.#stopping) await this.#again(before);
      }
      return { ok: true };
    });
  }

  async #again(options: CaptureOptions): Promise<void> {
    const failure = await this.#begin(this.#attachable(options));
    if (failure === null) return;
    // What was watched may have ended meanwhile.
    const over = this.#exitCode !== null && this.#isOfCommand(options);
    if (over) this.#to({ phase: "ended", reason: "command-exited", exitCode: this.#exitCode });
    else this.#to({ phase: "failed", message: failure.message, remedy: failure.remedy });
  }

  /**
   * Ends everything: the capture, and the command if it still runs. Called again, it is a stronger wish.
   * Resolves when it is done.
   */
  async stop(reason: RunEnd["reason"]): Promise<void> {
    this.#stopping = true;
    const released = this.#command !== null && this.#exitCode === null && this.#capture?.command !== this.#command;
    if (released && this.#command !== null) endProcess(this.#command.pid);
    this.#capture?.stop(reason);
    await this.#changes;
    await this.#pumped;
  }

  async #inTurn<T>(step: () => Promise<T>): Promise<T> {
    const turn = this.#changes.then(step);
    this.#changes = turn.catch(() => {});
    return await turn;
  }

  /** The command is started once; from then on it is a process like any other. */
  #attachable(options: CaptureOptions): CaptureOptions {
    if (options.scope.kind !== "command" || this.#command === null) return options;
    return { ...options, scope: { kind: "pid", pid: this.#command.pid } };
  }

  #isOfCommand({ scope }: CaptureOptions): boolean {
    return scope.kind === "command" || (scope.kind === "pid" && scope.pid === this.#command?.pid);
  }

  async #release(reason: string): Promise<void> {
    this.#restarting = true;
    this.#to({ phase: "restarting" });
    this.#capture?.release();
    await this.#pumped;
    if (this.#lastEnd !== null) this.#gap ??= { from: this.#lastEnd, reason };
  }

  async #begin(options: CaptureOptions): Promise<CaptureFailure | null> {
    const started = await this.#startCapture(options);
    if (!started.ok) return started.failure;
    const { capture } = started;
    this.#options = options;
    this.#capture = capture;
    this.#run = capture.info;
    this.#restarting = false;
    this.#ids.next();
    if (capture.command !== null) this.#watch(capture.command);
    this.#pumped = this.#pump(capture);
    this.#to({ phase: "running" });
    if (this.#stopping) capture.stop("interrupted");
    return null;
  }

  #watch(command: CaptureCommand): void {
    this.#command = command;
    void command.ended.then((exitCode) => {
      this.#exitCode = exitCode;
      this.#listener.changed();
    });
  }

  /** Hands on every frame of a capture, and sees to its end. */
  async #pump(capture: Capture): Promise<void> {
    let end: RunEnd;
    try {
      for await (const frame of capture.frames) this.#frame(capture.info, frame);
      end = await capture.ended;
    } catch (error) {
      capture.stop("failed");
      const message = error instanceof Error ? error.message : String(error);
      end = { endedAt: Date.now(), exitCode: null, reason: "failed", message };
    }
    this.#capture = null;
    if (capture.command !== null && end.exitCode !== null) this.#exitCode ??= end.exitCode;
    if (this.#restarting && !this.#stopping) {
      this.#listener.over(null);
      return;
    }
    this.#listener.over(end);
    this.#to(phaseOfEnd(end, this.#exitCode));
    this.#end({ ...end, exitCode: end.exitCode ?? this.#exitCode });
  }

  #frame(info: RunInfo, given: Frame): void {
    const frame = this.#ids.unique(given);
    const gap = this.#gap;
    this.#gap = null;
    this.#lastEnd = frame.end;
    const gaps = gap === null ? [] : [{ from: gap.from, to: frame.start, reason: gap.reason }];
    this.#listener.frame(info, gap === null ? frame : { ...frame, gaps: [...gaps, ...frame.gaps] });
  }

  #to(phase: Phase): void {
    this.#phase = phase;
    this.#listener.changed();
  }
}

function phaseOfEnd({ reason, message }: RunEnd, exitCode: number | null): Phase {
  switch (reason) {
    case "failed":
      return {
        phase: "failed",
        message: message ?? "The tracing ended by itself.",
        remedy: "Choose a scope to begin again; 'copyscope doctor' looks for the cause.",
      };
    case "command-exited":
      return { phase: "ended", reason, exitCode };
    case "target-gone":
      return { phase: "ended", reason: exitCode === null ? "target-gone" : "command-exited", exitCode };
    default:
      return { phase: "ended", reason: "stopped", exitCode };
  }
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, "SIGTERM");
  } catch {
    // it is gone already
  }
}
