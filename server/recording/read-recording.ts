/**
 * Reads a recording: all its frames as a stream, their sums minute by minute, or the frames of a window. Its end is
 * known only when that has been read: whole, ended early (the recorder was killed; everything up to there is good),
 * or damaged.
 */
import { stat } from "node:fs/promises";
import type { Frame, RunEnd, RunInfo } from "../model/frame.ts";
import { type ScopeStep, StepSum } from "../model/frame-steps.ts";
import { FrameSum } from "../model/frame-sum.ts";
import { NOTHING_SAID, type RecordedMark, type RecordingAbout } from "../model/recording-lines.ts";
import { formatSeconds } from "../model/units.ts";
import { contentsOf, outlineOf } from "./contents.ts";
import { quotedPath } from "./file-sentence.ts";
import { type LinesEnd, linesOfGzip } from "./lines-of-gzip.ts";
import { RecordedLines } from "./recorded.ts";
import { recordingHeader } from "./recording-header.ts";
import { linesEndSentence } from "./recording-line.ts";
import { afterGap, salvagedMinutes } from "./salvage.ts";
import { NEWEST } from "./upgrade/steps.ts";

/** How a recording ended. */
export type RecordingEnd =
  | { readonly kind: "whole"; readonly end: RunEnd }
  /** No line says how the run ended. `note` is a sentence. */
  | { readonly kind: "ended-early"; readonly note: string }
  /** Frames already given out may be wrong. `message` is a sentence. */
  | { readonly kind: "damaged"; readonly message: string };

/** Neighbouring frames in sum: `frame` says of `count` frames what a report needs. */
export interface SummedFrames {
  readonly frame: Frame;
  readonly count: number;
  /** The same frames for charts, in shorter sums; none where the sum before this one told them; null: not known. */
  readonly steps: readonly ScopeStep[] | null;
}

/** Of a recording that ended: epoch milliseconds of its first and last frame; null without any. */
export interface RecordingBounds {
  readonly from: number | null;
  readonly to: number | null;
  readonly marks: readonly RecordedMark[];
  readonly end: RunEnd;
}

export interface OpenRecording {
  readonly info: RunInfo;
  /** The number of the format that it was written in. */
  readonly format: number;
  /** Every whole frame, in order; returns how the recording ended. To be read once. */
  readonly frames: AsyncGenerator<Frame, RecordingEnd>;
  /** The whole frames that lie wholly in a window (epoch milliseconds); of a long recording only its minutes are read. */
  window(from: number, to: number): AsyncGenerator<Frame, void>;
  /** All frames in sums of a minute, which an hour's report is made of in a second. */
  sums(): AsyncGenerator<SummedFrames, RecordingEnd>;
  /** When it began and ended, and its marks, of a recording that ended; null: read on to know. Reads no frame. */
  bounds(): Promise<RecordingBounds | null>;
  /** What was marked, and said of the recording since: all of it when frames or sums have been read to their end. */
  readonly said: { marks: readonly RecordedMark[]; about: RecordingAbout };
  /** For a recording that is not read to its end. */
  close(): Promise<void>;
}

export type OpenedRecording =
  | { readonly ok: true; readonly recording: OpenRecording }
  | { readonly ok: false; readonly message: string };

/** Opens the recording at `path` and reads its header. Fails with a sentence that names the file. */
export async function openRecording(path: string): Promise<OpenedRecording> {
  const lines = linesOfGzip(path);
  const first = await lines.next();
  if (first.done) return { ok: false, message: noHeader(path, first.value) };
  const header = recordingHeader(path, first.value);
  if (!header.ok) {
    await lines.return({ kind: "cut" });
    return header;
  }
  const { info, format } = header;
  const isSought = format === NEWEST && (await isFile(path));
  const said = { marks: [], about: NOTHING_SAID };
  const frames = framesOf(path, lines, format, said);
  const close = async (): Promise<void> => void (await lines.return({ kind: "cut" }));
  const window = (from: number, to: number): AsyncGenerator<Frame, void> =>
    windowOf(path, frames, isSought, from, to, close);
  const sums = (): AsyncGenerator<SummedFrames, RecordingEnd> =>
    isSought ? sumsOf(path, frames, info, said, close) : summed(frames);
  const bounds = async (): Promise<RecordingBounds | null> => (isSought ? await boundsOf(path) : null);
  return { ok: true, recording: { info, format, frames, window, sums, bounds, said, close } };
}

/** Whether it can be read more than once, and from any place: a pipe cannot, and who opens it again waits for ever. */
async function isFile(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

function noHeader(path: string, end: LinesEnd): string {
  if (end.kind === "whole" || end.kind === "cut") {
    return `${quotedPath(path)} is not a recording that can be read: it ends before its first line is whole. (A recorder killed at its very start leaves such a file.)`;
  }
  return linesEndSentence(path, end);
}

async function* framesOf(
  path: string,
  lines: AsyncGenerator<string, LinesEnd>,
  format: number,
  notes: OpenRecording["said"],
): AsyncGenerator<Frame, RecordingEnd> {
  const damaged = (message: string): RecordingEnd => ({ kind: "damaged", message });
  const reader = new RecordedLines(format);
  let count = 0;
  let runEnd: RunEnd | null = null;
  try {
    for (;;) {
      const next = await lines.next();
      if (next.done) return endOf(path, next.value, count, runEnd);
      for (const said of reader.read(next.value)) {
        if (said.kind === "bad") {
          return damaged(`${quotedPath(path)} is damaged after frame ${count}: ${said.reason}.`);
        }
        if (runEnd !== null && said.kind !== "about") {
          return damaged(`${quotedPath(path)} is damaged: there are lines after its end.`);
        }
        if (said.kind === "frame") {
          count++;
          yield said.frame;
        } else if (said.kind === "mark") {
          notes.marks = [...notes.marks, said.mark];
        } else if (said.kind === "about") {
          notes.about = said.about;
        } else if (said.kind === "end") {
          const { lastSum: _, index: __, ...end } = said.end;
          runEnd = end;
        }
      }
    }
  } finally {
    await lines.return({ kind: "cut" });
  }
}

function endOf(path: string, end: LinesEnd, frames: number, runEnd: RunEnd | null): RecordingEnd {
  if (end.kind !== "whole" && end.kind !== "cut") return { kind: "damaged", message: linesEndSentence(path, end) };
  if (runEnd !== null && end.kind === "whole") return { kind: "whole", end: runEnd };
  return { kind: "ended-early", note: endedEarly(frames) };
}

function endedEarly(frames: number): string {
  return `The recording ended early, after ${frames} whole ${frames === 1 ? "interval" : "intervals"}: the recorder was killed, its disk was full, or the file was cut. What follows is not in it.`;
}

/** Frames summed here, for a recording without sums, or whose sums cannot be reached. */
const FRAMES_A_SUM = 240;

async function* sumsOf(
  path: string,
  frames: AsyncGenerator<Frame, RecordingEnd>,
  { intervalMs }: RunInfo,
  notes: OpenRecording["said"],
  close: () => Promise<void>,
): AsyncGenerator<SummedFrames, RecordingEnd> {
  const contents = await ifWhole(contentsOf, path);
  if (contents === null) {
    const end = yield* salvaged(path, intervalMs, notes);
    if (end === null) return yield* summed(frames);
    await close();
    return end;
  }
  await close();
  notes.about = contents.about;
  notes.marks = contents.marks;
  let count = 0;
  for (const minute of contents.minutes) {
    count += minute.frames;
    yield* counted(minute.sum, minute.frames, minute.steps);
  }
  if (contents.rest !== null) {
    const rest = summed(framesOf(path, linesOfGzip(path, contents.rest), NEWEST, notes));
    const parts: SummedFrames[] = [];
    let next = await rest.next();
    for (; !next.done; next = await rest.next()) parts.push(next.value);
    if (next.value.kind === "damaged") {
      return count === 0 ? next.value : { kind: "ended-early", note: `${next.value.message} ${ONLY_BEFORE}` };
    }
    for (const part of parts) {
      count += part.count;
      yield part;
    }
  }
  return contents.end === null
    ? { kind: "ended-early", note: endedEarly(count) }
    : { kind: "whole", end: contents.end };
}

const ONLY_BEFORE = "What follows tells the minutes before.";

/** The whole minutes of a damaged recording, with gaps where minutes are missing; null where there is none. */
async function* salvaged(
  path: string,
  intervalMs: number,
  notes: OpenRecording["said"],
): AsyncGenerator<SummedFrames, RecordingEnd | null> {
  const most = 1.5 * intervalMs;
  let [end, missing]: [number | null, number] = [null, 0];
  for await (const minute of salvagedMinutes(path)) {
    const { from, to, count, steps, marks } = minute;
    // Where the capture itself had a gap, the first frame behind it says so.
    const isKnown = minute.frames.some(({ gaps }) => gaps.some((gap) => Math.abs(gap.to - from) <= most));
    const lost = end === null || isKnown ? 0 : from - end;
    if (lost > most) missing += lost;
    yield* counted(end !== null && lost > most ? afterGap(minute, end) : minute.frames, count, steps);
    notes.marks = [...notes.marks, ...marks];
    end = to;
  }
  if (end === null) return null;
  const between = missing === 0 ? "" : ` Between them ${formatSeconds(missing / 1000)} are missing.`;
  const note = `${quotedPath(path)} is damaged. What follows tells the minutes that are whole by their checksums.${between}`;
  return { kind: "ended-early", note };
}

async function* windowOf(
  path: string,
  frames: AsyncGenerator<Frame, RecordingEnd>,
  isSought: boolean,
  from: number,
  to: number,
  close: () => Promise<void>,
): AsyncGenerator<Frame, void> {
  const inside = ({ start, end }: Frame): boolean => start >= from && end <= to;
  const contents = isSought ? await ifWhole(outlineOf, path) : null;
  if (contents === null) {
    for await (const frame of frames) if (inside(frame)) yield frame;
    return;
  }
  await close();
  const touching = contents.minutes.filter((minute) => minute.to > from && minute.from < to);
  const parts = touching.map(({ at, bytes }) => ({ start: at, end: at + bytes }));
  for (const part of contents.rest === null ? parts : [...parts, contents.rest]) {
    const notes = { marks: [], about: NOTHING_SAID };
    for await (const frame of framesOf(path, linesOfGzip(path, part), NEWEST, notes)) if (inside(frame)) yield frame;
  }
}

async function boundsOf(path: string): Promise<RecordingBounds | null> {
  const outline = await ifWhole(outlineOf, path);
  if (outline === null || outline.end === null || outline.rest !== null) return null;
  const { minutes, marks, end } = outline;
  const withFrames = minutes.filter(({ frames }) => frames > 0);
  return {
    from: withFrames.reduce<number | null>((least, { from }) => Math.min(least ?? from, from), null),
    to: withFrames.reduce<number | null>((most, { to }) => Math.max(most ?? to, to), null),
    marks,
    end,
  };
}

/** Null where the file has to be read from its beginning: it is damaged, and reading will say where. */
async function ifWhole<T>(look: (path: string) => Promise<T>, path: string): Promise<T | null> {
  try {
    return await look(path);
  } catch {
    return null;
  }
}

async function* summed(frames: AsyncGenerator<Frame, RecordingEnd>): AsyncGenerator<SummedFrames, RecordingEnd> {
  for (let sum = new FrameSum(), steps = new StepSum(); ; ) {
    const next = await frames.next();
    if (!next.done) {
      sum.add(next.value);
      steps.add(next.value, 0);
    }
    if (next.done || sum.count >= FRAMES_A_SUM) {
      yield* counted(sum.frames(), sum.count, steps.steps());
      sum = new FrameSum();
      steps = new StepSum();
    }
    if (next.done) return next.value;
  }
}

/** The first of them counts for all: they are one sum in parts. */
function* counted(frames: readonly Frame[], count: number, steps: readonly ScopeStep[]): Generator<SummedFrames> {
  for (const [index, frame] of frames.entries()) {
    const first = index === 0;
    yield { frame, count: first ? count : 0, steps: steps.length === 0 ? null : first ? steps : [] };
  }
}
