/** A capture without a kernel: it gives the frames it was handed, and ends when told to. */
import type { Capture, CaptureOptions, CaptureStart } from "../../capture/capture.ts";
import type { Frame, RunEnd, RunInfo } from "../../model/frame.ts";
import { runEnd, runInfo } from "./frames.ts";

export interface FakeCapture {
  readonly start: (options: CaptureOptions) => Promise<CaptureStart>;
  /** What it was started with; null before. */
  readonly options: () => CaptureOptions | null;
  /** The reasons it was asked to stop for, in order. */
  readonly stops: () => readonly RunEnd["reason"][];
}

interface FakeRun {
  readonly frames: readonly Frame[];
  /** Null: runs until it is stopped, and ends for that reason. */
  readonly end?: RunEnd | null;
  readonly info?: Partial<RunInfo>;
  /** Thrown after the frames. */
  readonly fault?: Error;
  /** Called when the frames have been given out. */
  readonly whenIdle?: () => void;
}

/** A capture of these frames. The command's status, when it is stopped, is `exitCode` of `end`, or null. */
export function fakeCapture({ frames, end = runEnd(), info = {}, fault, whenIdle }: FakeRun): FakeCapture {
  let options: CaptureOptions | null = null;
  const stops: RunEnd["reason"][] = [];
  let endRun: (end: RunEnd) => void = () => {};
  const stopped = new Promise<RunEnd>((resolve) => {
    endRun = resolve;
  });
  const start = async (given: CaptureOptions): Promise<CaptureStart> => {
    options = given;
    const command = given.scope.kind === "command" ? given.scope.argv : null;
    async function* frameStream(): AsyncGenerator<Frame> {
      yield* frames;
      whenIdle?.();
      if (fault !== undefined) throw fault;
      if (end === null) await stopped;
    }
    const capture: Capture = {
      info: runInfo({ scope: given.scope, command, detail: given.detail, ...info }),
      command: null,
      openEventWindow: () => {},
      frames: frameStream(),
      stop: (reason) => {
        stops.push(reason);
        endRun(runEnd({ reason, exitCode: null }));
      },
      release: () => {
        endRun(runEnd({ reason: "interrupted", exitCode: null }));
      },
      ended: end === null ? stopped : Promise.resolve(end),
    };
    return { ok: true, capture };
  };
  return { start, options: () => options, stops: () => stops };
}
