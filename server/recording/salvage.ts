/**
 * What is whole in a damaged recording: each gzip member has a checksum of its own, so a minute is told as it was
 * written, by its sum or by its frames, or it is left out. All members are unpacked for it; only damaged files need it.
 */
import { open } from "node:fs/promises";
import type { Frame, Gap } from "../model/frame.ts";
import { type ScopeStep, StepSum } from "../model/frame-steps.ts";
import { FrameSum } from "../model/frame-sum.ts";
import type { RecordedMark } from "../model/recording-lines.ts";
import { memberStarts } from "./contents.ts";
import { type FilePart, linesOfGzip } from "./lines-of-gzip.ts";
import { type Recorded, RecordedLines } from "./recorded.ts";
import { NEWEST } from "./upgrade/steps.ts";

/** A minute that can be believed. */
export interface SalvagedMinute {
  /** Epoch milliseconds. */
  readonly from: number;
  readonly to: number;
  /** In sum. */
  readonly frames: readonly Frame[];
  readonly count: number;
  readonly steps: readonly ScopeStep[];
  readonly marks: readonly RecordedMark[];
}

interface Member {
  readonly start: number;
  /** Its checksum fits. */
  readonly whole: boolean;
  readonly said: readonly Recorded[];
}

/** The minutes of the recording at `path` (of the newest format) that are whole, in order. Throws what the system says. */
export async function* salvagedMinutes(path: string): AsyncGenerator<SalvagedMinute, void> {
  // Frames whose sum has not been seen yet.
  let frames: Member | null = null;
  for await (const member of members(path)) {
    const sum = member.whole ? minuteOfSum(member) : null;
    const isOfThese = sum !== null && frames?.start === sum.at;
    if (frames !== null && !isOfThese) yield* minuteOfFrames(frames);
    frames = member.said.some(({ kind }) => kind === "frame" || kind === "mark") ? member : null;
    if (sum !== null) yield sum.minute;
  }
  if (frames !== null) yield* minuteOfFrames(frames);
}

/** A minute with the gap before it, where time is missing since `end`. */
export function afterGap(minute: SalvagedMinute, end: number): readonly Frame[] {
  const gap: Gap = { from: end, to: minute.from, reason: "the recording is damaged here" };
  return minute.frames.map((frame, index) => (index === 0 ? { ...frame, gaps: [gap, ...frame.gaps] } : frame));
}

/** Every member, in order. */
async function* members(path: string): AsyncGenerator<Member> {
  const starts: number[] = [];
  const file = await open(path, "r");
  try {
    for await (const start of memberStarts(file)) starts.push(start);
  } finally {
    await file.close();
  }
  starts.reverse();
  for (const [index, start] of starts.entries()) {
    yield { start, ...(await read(path, { start, end: starts[index + 1] ?? null })) };
  }
}

async function read(path: string, part: FilePart): Promise<Omit<Member, "start">> {
  const reader = new RecordedLines(NEWEST);
  const lines = linesOfGzip(path, part);
  const said: Recorded[] = [];
  for (;;) {
    const next = await lines.next();
    if (next.done) return { whole: next.value.kind === "whole", said };
    said.push(...reader.read(next.value));
    if (said.at(-1)?.kind !== "bad") continue;
    await lines.return({ kind: "cut" });
    return { whole: false, said };
  }
}

function minuteOfSum({ said }: Member): { readonly at: number; readonly minute: SalvagedMinute } | null {
  const found = said.find((item) => item.kind === "sum");
  if (found === undefined) return null;
  const { from, to, frames: count, marks, at } = found.sum;
  return { at, minute: { from, to, count, marks, frames: found.frames, steps: found.steps } };
}

/** The minute of frames whose sum cannot be read; none where the frames cannot be believed either. */
function* minuteOfFrames({ whole, said }: Member): Generator<SalvagedMinute> {
  const frames = said.flatMap((item) => (item.kind === "frame" ? [item.frame] : []));
  const [first, last] = [frames[0], frames.at(-1)];
  if (!whole || first === undefined || last === undefined) return;
  const [sum, steps] = [new FrameSum(), new StepSum()];
  for (const frame of frames) {
    sum.add(frame);
    steps.add(frame, 0);
  }
  const marks = said.flatMap((item) => (item.kind === "mark" ? [item.mark] : []));
  yield { from: first.start, to: last.end, count: sum.count, marks, frames: sum.frames(), steps: steps.steps() };
}
