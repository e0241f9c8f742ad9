/**
 * The lines of a recording, format 2 (docs/recording-format.md): what each holds, by the name under which it stands.
 *
 *     {"schema": "copyscope-recording/2", "info": RunInfo}
 *     {"shape": RowShape} …  {"frame": FrameRows} …  {"mark": RecordedMark}     a minute of them is a gzip member,
 *     {"shape": RowShape} …  {"sum": SumLine}                                   and this one follows it
 *     {"end": EndLine}
 *     {"about": RecordingAbout}                                                 added later, the last one counts
 */
import type { RunEnd } from "./frame.ts";
import type { FrameRows } from "./frame-rows.ts";
import type { ScopeStep } from "./frame-steps.ts";

/** A moment that somebody marked. */
export interface RecordedMark {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly note: string;
}

/** A gzip member of frames, in sum: what a report of all of them needs, and where they stand. */
export interface SumLine {
  /** Epoch milliseconds: the earliest start and the latest end. */
  readonly from: number;
  readonly to: number;
  /** How many frames. */
  readonly frames: number;
  /** Where the member with the frames begins, and how long it is. */
  readonly at: number;
  readonly bytes: number;
  /** Where the sum before this one begins; null: this is the first. */
  readonly previous: number | null;
  readonly marks: readonly RecordedMark[];
  /** The frames in sum (frame-sum.ts). */
  readonly work: readonly FrameRows[];
  /** The frames in sums of a few seconds, for charts (frame-steps.ts); recordings that were written first have none. */
  readonly steps: readonly StepRows[];
}

/** A {@link ScopeStep} whose processes are rows. */
export interface StepRows extends Omit<ScopeStep, "work"> {
  readonly work: readonly FrameRows[];
}

export interface EndLine extends RunEnd {
  /** Where the last sum begins; null: there is none. */
  readonly lastSum: number | null;
  /** What the sums say of where things are, in one place; recordings that were written first have none. */
  readonly index?: RecordingIndex;
}

export interface RecordingIndex {
  /** Of each sum: from, to, frames, at, bytes. */
  readonly minutes: readonly (readonly [from: number, to: number, frames: number, at: number, bytes: number])[];
  /** The marks of all of them. */
  readonly marks: readonly RecordedMark[];
}

/** What people say of a recording after the fact. */
export interface RecordingAbout {
  readonly title: string | null;
  readonly tags: readonly string[];
  readonly note: string | null;
}

export const NOTHING_SAID: RecordingAbout = { title: null, tags: [], note: null };
