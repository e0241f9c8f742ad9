/**
 * A recording as the dashboard shows a live run: the same live frames, made by the same function from the same
 * frames. Nothing is held between requests; a recording finds its minutes by itself.
 */
import type { Frame, RunEnd } from "../model/frame.ts";
import { liveFrameOf } from "../model/live/live-frame.ts";
import { LIVE_PROTOCOL, type LiveFrame, type Mark, type ReplayHead } from "../model/live/protocol.ts";
import { liesWithin, WINDOW_TOLERANCE_MS } from "../model/live/within.ts";
import type { RecordedMark } from "../model/recording-lines.ts";
import type { Report } from "../model/report.ts";
import { ReportAccumulator } from "../model/report-from-frames.ts";
import { type OpenRecording, openRecording, type RecordingBounds } from "../recording/read-recording.ts";
import type { WindowFrame } from "./whole-frames.ts";

type Refused = { readonly ok: false; readonly message: string };

/** What a page needs before the first frame. Reads the sums, not the frames. */
export async function replayHead(
  path: string,
  name: string,
  version: string,
): Promise<{ readonly ok: true; readonly head: ReplayHead } | Refused> {
  const opened = await openRecording(path);
  if (!opened.ok) return opened;
  const { info } = opened.recording;
  const span = await spanOf(opened.recording);
  if (!span.ok) return span;
  const { from, to, end, marks, note } = span;
  const head: ReplayHead = {
    state: {
      protocol: LIVE_PROTOCOL,
      server: `recording ${name}`,
      version,
      phase: { phase: "replaying", file: name },
      silent: false,
      run: info,
      scope: info.scope,
      detail: info.detail,
      intervalMs: info.intervalMs,
      command: info.command && { argv: info.command, pid: null, exitCode: end?.exitCode ?? null },
      lab: null,
      recording: null,
      lastRecording: null,
      findings: [],
      marks: marks.map(numbered),
      exactSince: from,
    },
    from: from ?? info.startedAt,
    to: to ?? info.startedAt,
    note,
  };
  return { ok: true, head };
}

/** Of a recording: its first and last frame, null without any, and how it ended. */
interface Span extends Omit<RecordingBounds, "end"> {
  readonly ok: true;
  readonly end: RunEnd | null;
  readonly note: string | null;
}

/** From its end where it has one; otherwise from all its sums. */
async function spanOf(recording: OpenRecording): Promise<Span | Refused> {
  const bounds = await recording.bounds();
  if (bounds !== null) {
    await recording.close();
    return { ok: true, ...bounds, note: null };
  }
  const sums = recording.sums();
  let from: number | null = null;
  let to: number | null = null;
  for (;;) {
    const next = await sums.next();
    if (!next.done) {
      from = Math.min(from ?? Number.POSITIVE_INFINITY, next.value.frame.start);
      to = Math.max(to ?? Number.NEGATIVE_INFINITY, next.value.frame.end);
      continue;
    }
    if (next.value.kind === "damaged") return { ok: false, message: next.value.message };
    const { marks } = recording.said;
    if (next.value.kind === "whole") return { ok: true, from, to, marks, end: next.value.end, note: null };
    return { ok: true, from, to, marks, end: null, note: next.value.note };
  }
}

function numbered({ at, note }: RecordedMark, index: number): Mark {
  return { id: index + 1, at, note };
}

export interface ReplayedOptions {
  /** Sums of a minute instead of every frame. */
  readonly minutes: boolean;
  /** The id of the one process to show; null: all. */
  readonly process: number | null;
}

/** Every live frame of a recording, oldest first. Throws where the recording is damaged; the message is a sentence. */
export async function* replayedFrames(
  recording: OpenRecording,
  { minutes, process }: ReplayedOptions,
): AsyncGenerator<LiveFrame> {
  let sequence = 0;
  if (minutes) {
    const sums = recording.sums();
    for (;;) {
      const next = await sums.next();
      if (next.done && next.value.kind === "damaged") throw new Error(next.value.message);
      if (next.done) return;
      const { frame, count } = next.value;
      sequence += Math.max(1, count);
      yield { ...liveFrameOf(frame, { sequence, marks: [], process }), merged: Math.max(1, count) };
    }
  }
  for (;;) {
    const next = await recording.frames.next();
    if (next.done && next.value.kind === "damaged") throw new Error(next.value.message);
    if (next.done) return;
    sequence++;
    yield liveFrameOf(next.value, { sequence, marks: [], process });
  }
}

/** The frames of a recording that lie in a window; opens it anew. Throws as {@link replayedFrames}. */
export async function* framesBetween(path: string, from: number, to: number): AsyncGenerator<WindowFrame> {
  const opened = await openRecording(path);
  if (!opened.ok) throw new Error(opened.message);
  const { info, window } = opened.recording;
  for await (const frame of window(from - WINDOW_TOLERANCE_MS, to + WINDOW_TOLERANCE_MS)) yield { info, frame };
}

/** The report of exactly the frames that lie in a window, as `session.report` makes it of a live run. */
export async function replayReport(
  path: string,
  from: number,
  to: number,
): Promise<{ readonly ok: true; readonly report: Report } | Refused> {
  const head = await replayHead(path, "", "");
  if (!head.ok) return head;
  const { state } = head.head;
  const covers = liesWithin({ start: head.head.from, end: head.head.to }, from, to);
  let accumulator: ReportAccumulator | null = null;
  let last = 0;
  const { run } = state;
  if (run === null) return { ok: false, message: "The recording has no head." };
  const add = (frame: Frame, count?: number): void => {
    accumulator ??= new ReportAccumulator({ ...run, startedAt: frame.start });
    accumulator.add(frame, count);
    last = Math.max(last, frame.end);
  };
  if (covers) {
    // The whole of it: its sums say the same as its frames, in a hundredth of the time.
    const opened = await openRecording(path);
    if (!opened.ok) return opened;
    for await (const { frame, count } of opened.recording.sums()) add(frame, count);
  } else {
    for await (const { frame } of framesBetween(path, from, to)) add(frame);
  }
  // Told to the compiler, which does not follow assignments in functions.
  const made = accumulator as ReportAccumulator | null;
  if (made === null) return { ok: false, message: "No whole frame lies in that window." };
  made.mark(state.marks.filter(({ at }) => at >= from && at <= to).map(({ at, note }) => ({ at, note })));
  const exitCode = state.command?.exitCode ?? null;
  return { ok: true, report: made.report({ endedAt: last, exitCode, reason: "interrupted" }) };
}
