/** Captures that a test drives: it gives the frames, ends them, and sees what was asked of them. */
import type { Capture, CaptureOptions, CaptureStart } from "../../capture/capture.ts";
import { FrameQueue } from "../../capture/frame-queue.ts";
import type { Frame, RunEnd } from "../../model/frame.ts";
import { runEnd, runInfo } from "./frames.ts";

export interface CaptureByHand {
  readonly options: CaptureOptions;
  give(frame: Frame): void;
  end(end?: Partial<RunEnd>): void;
  /** The command's end; the capture's too, unless it was released before. */
  endCommand(exitCode: number): void;
  readonly asked: readonly ("stop" | "release" | "open-events")[];
}

export interface CapturesByHand {
  readonly start: (options: CaptureOptions) => Promise<CaptureStart>;
  /** Every capture that was started, in order. */
  readonly all: readonly CaptureByHand[];
  /** The newest. */
  readonly now: CaptureByHand;
  /** The next start fails so. */
  fail(message: string, remedy?: string): void;
}

export function capturesByHand(): CapturesByHand {
  const all: CaptureByHand[] = [];
  const failures: { readonly message: string; readonly remedy: string | null }[] = [];
  const start = async (options: CaptureOptions): Promise<CaptureStart> => {
    const failure = failures.shift();
    if (failure !== undefined) return { ok: false, failure: { ...failure, exitCode: 125 } };
    const { capture, hand } = byHand(options);
    all.push(hand);
    return { ok: true, capture };
  };
  return {
    start,
    all,
    get now() {
      const last = all.at(-1);
      if (last === undefined) throw new Error("no capture has been started");
      return last;
    },
    fail: (message, remedy) => void failures.push({ message, remedy: remedy ?? null }),
  };
}

function byHand(options: CaptureOptions): { readonly capture: Capture; readonly hand: CaptureByHand } {
  const queue = new FrameQueue<Frame>();
  const asked: ("stop" | "release" | "open-events")[] = [];
  let over = false;
  let resolveEnd: (end: RunEnd) => void = () => {};
  let resolveCommand: (exitCode: number) => void = () => {};
  const ended = new Promise<RunEnd>((resolve) => {
    resolveEnd = resolve;
  });
  const commandEnded = new Promise<number>((resolve) => {
    resolveCommand = resolve;
  });
  const end = (more: Partial<RunEnd> = {}) => {
    if (over) return;
    over = true;
    queue.close();
    resolveEnd(runEnd({ exitCode: null, reason: "interrupted", ...more }));
  };
  const { scope, detail, intervalMs } = options;
  const command = scope.kind === "command" ? scope.argv : null;
  const capture: Capture = {
    info: runInfo({ scope, command, detail, intervalMs }),
    command: command && { pid: 4242, ended: commandEnded },
    openEventWindow: () => void asked.push("open-events"),
    frames: queue,
    stop: (reason) => {
      asked.push("stop");
      end({ reason });
    },
    release: () => {
      asked.push("release");
      end();
    },
    ended,
  };
  const endCommand = (exitCode: number) => {
    resolveCommand(exitCode);
    end({ reason: "command-exited", exitCode });
  };
  return { capture, hand: { options, give: (frame) => queue.push(frame), end, endCommand, asked } };
}
