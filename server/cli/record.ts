/**
 * `copyscope record`: a capture into a recording, with a summary at the end. What the command that is
 * watched does with its output and its exit status comes through untouched.
 */
import { resolve } from "node:path";
import type { Capture, CaptureOptions } from "../capture/capture.ts";
import type { RunEnd } from "../model/frame.ts";
import { ReportAccumulator } from "../model/report-from-frames.ts";
import { formatBytes } from "../model/units.ts";
import { quotedPath } from "../recording/file-sentence.ts";
import { createNamedRecording, createRecording, type RecordingWriter } from "../recording/write-recording.ts";
import { reportText } from "../report/text.ts";
import { COPYSCOPE_FAILED } from "./exit-code.ts";
import { STANDARD_STREAM } from "./file-argument.ts";
import { type CliIo, type EndSignal, SIGNAL_NUMBERS } from "./io.ts";
import type { CliParts } from "./parts.ts";
import { complain, note, takesEmphasis } from "./say.ts";
import { SignalWatch } from "./signal-watch.ts";
import { NO_STATUS_LINE, type StatusLine, statusLine } from "./status-line.ts";

export interface RecordOptions {
  readonly capture: CaptureOptions;
  /** Null: a name is made. */
  readonly output: string | null;
  readonly force: boolean;
  readonly durationSeconds: number | null;
  /** Null: no limit but the disk. */
  readonly maxBytes: number | null;
  /** True and false: asked for; null: where it disturbs nobody. */
  readonly status: boolean | null;
}

/** Runs a recording; the exit status. */
export async function record(options: RecordOptions, io: CliIo, parts: CliParts): Promise<number> {
  const { output, force } = options;
  if (output === STANDARD_STREAM) {
    return await complain(
      io,
      "A recording is a file, for standard output is COMMAND's: name one with -o.",
      "A file named '-' is './-'.",
    );
  }
  const { scope } = options.capture;
  const created =
    output === null
      ? await createNamedRecording(io.directory, scope, io.now())
      : await createRecording(resolve(io.directory, output), force);
  if (!created.ok) return await complain(io, created.message);

  const signals = new SignalWatch(io);
  try {
    const abort = new AbortController();
    signals.onSignal((signal) => abort.abort(signal));
    const started = await parts.startCapture(options.capture, abort.signal);
    if (started.ok) return await recordCapture(started.capture, created.recording, signals, options, io);
    await complain(io, started.failure.message, started.failure.remedy);
    return started.failure.exitCode;
  } finally {
    await created.recording.discardUnlessBegun();
    // One wish to end can arrive twice: the second time is not to end this process before it has said what came of it.
    if (signals.first === null) signals.stopWatching();
  }
}

function statusFor({ status, capture: { scope } }: RecordOptions, capture: Capture, io: CliIo): StatusLine {
  // A command that writes to the same terminal and a line that writes over itself garble each other.
  const disturbs = scope.kind === "command" && io.stdout.isTTY === true;
  const wanted = status ?? !disturbs;
  if (!wanted || io.stderr.isTTY !== true) return NO_STATUS_LINE;
  return statusLine(io.stderr, capture.info.startedAt, () => io.now().getTime());
}

async function recordCapture(
  capture: Capture,
  recording: RecordingWriter,
  signals: SignalWatch,
  options: RecordOptions,
  io: CliIo,
): Promise<number> {
  const hasCommand = options.capture.scope.kind === "command";
  if (!hasCommand) await note(io, `Recording to ${quotedPath(recording.path)}. Ctrl-C ends it.`);
  signals.onSignal((signal) => capture.stop("interrupted", signal));
  const timer =
    options.durationSeconds === null
      ? null
      : setTimeout(() => capture.stop("duration"), options.durationSeconds * 1000);
  const report = new ReportAccumulator(capture.info);
  const status = statusFor(options, capture, io);
  let failure = await recording.begin(capture.info);
  /** It has reached its size, and is closed. */
  let limited = false;
  const heed = async (sentence: string | null) => {
    if (sentence === null) return;
    failure ??= sentence;
    status.clear();
    const left = recording.isReadable ? "What was recorded up to there can be read." : "Nothing was recorded.";
    await complain(io, `${sentence} ${left}`);
    // A command goes on to its own end, and its summary is still good. A recording alone has lost its purpose.
    if (!hasCommand) capture.stop("failed");
  };
  await heed(failure);
  let end: RunEnd;
  try {
    for await (const frame of capture.frames) {
      report.add(frame);
      if (!limited) await heed(await recording.write(frame));
      if (!limited && options.maxBytes !== null && recording.bytes >= options.maxBytes) {
        limited = true;
        await heed(await recording.finish({ endedAt: frame.end, exitCode: null, reason: "size-limit" }));
        status.clear();
        await note(io, `The recording has reached ${formatBytes(options.maxBytes)} and ends here.`);
        // A command goes on, and its summary with it.
        if (!hasCommand) capture.stop("size-limit");
      }
      status.show(frame);
    }
    end = await capture.ended;
  } catch (error) {
    capture.stop("failed");
    const message = error instanceof Error ? error.message : String(error);
    end = { endedAt: io.now().getTime(), exitCode: null, reason: "failed", message };
  }
  if (timer !== null) clearTimeout(timer);
  if (!limited) await heed(await recording.finish(end));
  status.clear();
  const text = reportText(report.report(end), { emphasis: takesEmphasis(io, io.stderr) });
  await note(io, `\n${text}`);
  if (recording.isReadable)
    await note(io, `Recording: ${quotedPath(recording.path)} (${formatBytes(recording.bytes)}).`);
  return await exitStatus(end, failure, signals.first, hasCommand, io);
}

async function exitStatus(
  end: RunEnd,
  failure: string | null,
  signal: EndSignal | null,
  hasCommand: boolean,
  io: CliIo,
): Promise<number> {
  if (failure !== null || end.reason === "failed") {
    if (failure === null) await complain(io, end.message ?? "the capture failed before its end.");
    if (end.exitCode !== null) await note(io, `The command itself ended with status ${end.exitCode}.`);
    return COPYSCOPE_FAILED;
  }
  if (!hasCommand) return 0;
  return end.exitCode ?? (signal === null ? 0 : 128 + SIGNAL_NUMBERS[signal]);
}
