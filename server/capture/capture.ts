/**
 * A capture: the unprivileged side's view of a run being traced. Frames come out of it in order;
 * the privileged tracer behind it is reached over a pipe and never seen by callers.
 */
import type { EventLimits } from "../model/event-limits.ts";
import type { Detail, Frame, RunEnd, RunInfo, Scope } from "../model/frame.ts";

export interface CaptureOptions {
  readonly scope: Scope;
  readonly detail: Detail;
  readonly intervalMs: number;
  /** Break processes down into threads. */
  readonly threads: boolean;
  /** Step down to `counts` when tracing takes more than this share of the machine, in percent; null: never. */
  readonly budgetPercent: number | null;
  /** How long and how many single events are captured, in detail `events`; the defaults unless told. */
  readonly events?: EventLimits;
}

/** A command that copyscope started. */
export interface CaptureCommand {
  readonly pid: number;
  /** Its status as a shell would say it, when it ends, be it after the capture. */
  readonly ended: Promise<number>;
}

export interface Capture {
  readonly info: RunInfo;
  /** Of the scope `command`, else null. */
  readonly command: CaptureCommand | null;
  /** Every frame, the last one included; ends when the run has ended. One consumer. */
  readonly frames: AsyncIterable<Frame>;
  /**
   * Asks for the end of the run: probes are detached, the last frame comes, then `ended` resolves. Safe to call twice.
   * A command is ended first, more firmly each time. With `signal`, one that copyscope got, that is handed on to the
   * command and no more: not even that, if it came from the terminal and so has reached the command already.
   */
  stop(reason: RunEnd["reason"], signal?: EndSignal): void;
  /** Opens the window for single events (again), in detail `events`; elsewhere it does nothing. */
  openEventWindow(): void;
  /** Ends the tracing alone, for the reason `interrupted`: a command that was started goes on without it. */
  release(): void;
  readonly ended: Promise<RunEnd>;
}

/** Signals that ask for the end. */
export type EndSignal = "SIGINT" | "SIGTERM" | "SIGHUP" | "SIGQUIT";

/** Why a capture could not start, as a sentence, with what to do and the exit status the command line gives. */
export interface CaptureFailure {
  readonly message: string;
  readonly remedy: string | null;
  /** 125: copyscope failed. 126: the command is not executable. 127: it was not found. 128 + N: signal N came before. */
  readonly exitCode: number;
}

export type CaptureStart =
  | { readonly ok: true; readonly capture: Capture }
  | { readonly ok: false; readonly failure: CaptureFailure };
