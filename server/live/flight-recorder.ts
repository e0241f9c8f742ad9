/** The last minutes, kept in memory, as a recording after the fact. */
import { basename } from "node:path";
import type { RunInfo } from "../model/frame.ts";
import { createNamedRecording } from "../recording/write-recording.ts";
import type { Marks } from "./marks.ts";
import type { WholeFrames, WindowFrame } from "./whole-frames.ts";

export type Saved =
  | { readonly ok: true; readonly file: string; readonly from: number; readonly to: number; readonly frames: number }
  | { readonly ok: false; readonly message: string };

/**
 * Writes the whole frames of the last seconds into a recording. A recording is of one run: where something was changed
 * meanwhile, it begins after the change.
 */
export async function saveLast(
  seconds: number,
  now: Date,
  whole: WholeFrames,
  marks: Marks,
  directory: string,
): Promise<Saved> {
  const from = now.getTime() - seconds * 1000;
  const info = await lastRun(whole.window(from, now.getTime()));
  if (info === null) return { ok: false, message: "There is nothing to save yet." };
  const created = await createNamedRecording(directory, info.scope, now);
  if (!created.ok) return { ok: false, message: created.message };
  const writer = created.recording;
  let span: { readonly from: number; to: number; frames: number } | null = null;
  let failure: string | null = null;
  for await (const { info: run, frame } of whole.window(from, now.getTime())) {
    if (run !== info || failure !== null) continue;
    if (span === null) failure = await writer.begin({ ...info, startedAt: frame.start });
    span ??= { from: frame.start, to: frame.end, frames: 0 };
    failure ??= await writer.write(frame);
    span.to = frame.end;
    span.frames++;
  }
  if (span === null) {
    await writer.discardUnlessBegun();
    return { ok: false, message: "There is nothing to save yet." };
  }
  const { from: first, to, frames } = span;
  for (const { at, note } of marks.all.filter(({ at }) => at >= first && at <= to)) {
    failure ??= await writer.mark({ at, note });
  }
  const finished = await writer.finish({ endedAt: to, exitCode: null, reason: "interrupted" });
  failure ??= finished;
  if (failure !== null) return { ok: false, message: failure };
  return { ok: true, file: basename(writer.path), from: first, to, frames };
}

async function lastRun(frames: AsyncGenerator<WindowFrame>): Promise<RunInfo | null> {
  let last: RunInfo | null = null;
  for await (const { info } of frames) last = info;
  return last;
}
