/**
 * What a recording holds and where, found from its end without reading the frames: the sums point back from one to
 * the one before. A recording whose recorder was killed lacks the end, and its last minute lacks a sum.
 */
import { type FileHandle, open } from "node:fs/promises";
import type { Frame, RunEnd } from "../model/frame.ts";
import type { ScopeStep } from "../model/frame-steps.ts";
import { NOTHING_SAID, type RecordedMark, type RecordingAbout, type RecordingIndex } from "../model/recording-lines.ts";
import { quotedPath } from "./file-sentence.ts";
import { type FilePart, linesOfGzip } from "./lines-of-gzip.ts";
import { type Recorded, RecordedLines, type Sum } from "./recorded.ts";
import { linesEndSentence } from "./recording-line.ts";
import { NEWEST } from "./upgrade/steps.ts";

/** A minute of a recording. */
export interface Minute extends Omit<Sum, "previous"> {
  /** Its frames in sum (frame-sum.ts). */
  readonly sum: readonly Frame[];
  /** The same for charts, in order; empty where the recording has none. */
  readonly steps: readonly ScopeStep[];
}

export interface Contents {
  readonly minutes: readonly Minute[];
  /** The member of frames that has no sum yet; null where there is none. */
  readonly rest: FilePart | null;
  /** Null: the recording ended early. */
  readonly end: RunEnd | null;
  readonly about: RecordingAbout;
  /** Of the minutes; those of the rest are found when that is read. */
  readonly marks: readonly RecordedMark[];
}

/** How a gzip member begins that has neither name nor time: magic, deflate, no flags, no time (RFC 1952). */
const MEMBER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]);
const WINDOW = 2 ** 20;
/** Members behind the last frames: an end, and what was said about the recording since. */
const MOST_TRAILING = 10_000;

/** Thrown for a file whose parts do not fit together. The message is a sentence. */
class DamagedRecording extends Error {}

interface Tail {
  rest: FilePart | null;
  end: RunEnd | null;
  about: RecordingAbout | null;
  /** Where the last sum begins, and where what follows it begins. */
  sum: FilePart | null;
  /** Of what stands before its end; null: it has none, or no end. */
  index: RecordingIndex | null;
}

/** What the end of a recording says, without walking through its minutes. */
export interface Ending {
  /** Null: the recording ended early, or is being written. */
  readonly end: RunEnd | null;
  readonly about: RecordingAbout;
  /** Epoch milliseconds: the end of the last minute that has a sum; null where none has. */
  readonly to: number | null;
}

/** The ending of a recording of the newest format. Throws as {@link contentsOf}. */
export async function endingOf(path: string): Promise<Ending> {
  const file = await open(path, "r");
  try {
    const { end, about, sum } = await findTail(path, file);
    const line = sum && (await saidIn(path, sum)).find((item) => item.kind === "sum");
    return { end, about: about ?? NOTHING_SAID, to: line?.sum.to ?? null };
  } finally {
    await file.close();
  }
}

/** What a recording holds and where, without what its sums sum up. */
export interface Outline extends Omit<Contents, "minutes"> {
  readonly minutes: readonly Omit<Minute, "sum" | "steps">[];
}

/**
 * The outline of a recording of the newest format: of one that ended, its end tells it, so that a day opens as fast as a
 * minute; else as slowly as {@link contentsOf}. Throws as that does.
 */
export async function outlineOf(path: string): Promise<Outline> {
  const file = await open(path, "r");
  let tail: Tail;
  try {
    tail = await findTail(path, file);
  } finally {
    await file.close();
  }
  const { rest, end, about, sum, index } = tail;
  if (index === null || rest !== null) return await contentsOf(path);
  const minutes = index.minutes.map(([from, to, frames, at, bytes]) => ({ from, to, frames, at, bytes, marks: [] }));
  if (!fits(index, sum)) throw damaged(path, "its index does not fit what stands before it");
  return { minutes, rest, end, about: about ?? NOTHING_SAID, marks: index.marks };
}

/** Whether the parts follow one another, and the last one's sum is the last sum. */
function fits({ minutes }: RecordingIndex, sum: FilePart | null): boolean {
  let free = 0;
  for (const [, , , at, bytes] of minutes) {
    if (at < free) return false;
    free = at + bytes;
  }
  return sum === null ? minutes.length === 0 : free === sum.start;
}

/** The contents of a recording of the newest format. Throws an error whose message is a sentence, or the system's. */
export async function contentsOf(path: string): Promise<Contents> {
  const file = await open(path, "r");
  try {
    const tail = await findTail(path, file);
    const minutes: Minute[] = [];
    for (let part = tail.sum; part !== null; ) {
      const line = (await saidIn(path, part)).find((item) => item.kind === "sum");
      if (line === undefined) throw damaged(path, `no sum stands at byte ${part.start}`);
      const { previous, ...sum } = line.sum;
      if (sum.at + sum.bytes !== part.start || (previous !== null && previous >= sum.at)) {
        throw damaged(path, `the sum at byte ${part.start} does not fit what stands before it`);
      }
      minutes.push({ ...sum, sum: line.frames, steps: line.steps });
      part = previous === null ? null : { start: previous, end: sum.at };
    }
    minutes.reverse();
    // The header has been read already, but whether its checksum fits is known at its end only.
    await saidIn(path, { start: 0, end: minutes[0]?.at ?? tail.rest?.start ?? null });
    const { rest, end, about } = tail;
    return { minutes, rest, end, about: about ?? NOTHING_SAID, marks: minutes.flatMap(({ marks }) => marks) };
  } finally {
    await file.close();
  }
}

function damaged(path: string, what: string): DamagedRecording {
  return new DamagedRecording(`${quotedPath(path)} is damaged: ${what}.`);
}

/** Goes back member by member to the last sum, or to the beginning. */
async function findTail(path: string, file: FileHandle): Promise<Tail> {
  const tail: Tail = { rest: null, end: null, about: null, sum: null, index: null };
  let next: number | null = null;
  let members = 0;
  for await (const start of memberStarts(file)) {
    if (members++ > MOST_TRAILING) throw damaged(path, "there is too much behind its frames");
    const part: FilePart = { start, end: next };
    const said = await saidIn(path, part);
    // A member's beginning can also stand in the middle of compressed bytes; then nothing can be read there.
    if (said.length === 0) continue;
    next = start;
    const kinds = new Set(said.map(({ kind }) => kind));
    if (kinds.has("schema")) return tail;
    if (kinds.has("sum")) return { ...tail, sum: part };
    if (kinds.has("frame") || kinds.has("mark")) tail.rest = part;
    for (const item of said) {
      if (item.kind === "about") tail.about ??= item.about;
      if (item.kind !== "end") continue;
      const { lastSum, index, ...end } = item.end;
      tail.end = end;
      tail.index = index ?? null;
      if (lastSum !== null) return { ...tail, sum: { start: lastSum, end: start } };
      return tail;
    }
  }
  return tail;
}

/** Where members may begin, the last first. */
export async function* memberStarts(file: FileHandle): AsyncGenerator<number> {
  const { size } = await file.stat();
  const buffer = Buffer.alloc(WINDOW + MEMBER.length - 1);
  for (let end = size; end > 0; end -= WINDOW) {
    const start = Math.max(0, end - WINDOW);
    // Some bytes more than a window: a beginning may stand across its edge.
    const { bytesRead } = await file.read(buffer, 0, Math.min(end - start + MEMBER.length - 1, size - start), start);
    const window = buffer.subarray(0, bytesRead);
    for (let at = window.lastIndexOf(MEMBER); at !== -1; ) {
      if (start + at < end) yield start + at;
      at = at === 0 ? -1 : window.lastIndexOf(MEMBER, at - 1);
    }
  }
}

/** What the members in this part say; nothing where it is not gzip. Throws where it is damaged. */
async function saidIn(path: string, part: FilePart): Promise<readonly Recorded[]> {
  const reader = new RecordedLines(NEWEST);
  const lines = linesOfGzip(path, part);
  const said: Recorded[] = [];
  for (;;) {
    const next = await lines.next();
    if (!next.done) {
      said.push(...reader.read(next.value));
    } else if (next.value.kind === "whole" || next.value.kind === "cut" || said.length === 0) {
      return said;
    } else {
      throw new DamagedRecording(linesEndSentence(path, next.value));
    }
  }
}
