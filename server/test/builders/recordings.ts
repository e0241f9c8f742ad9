/** Recordings on disk for tests, written and read as the program does. */
import { readFile, writeFile } from "node:fs/promises";
import type { Frame, RunEnd, RunInfo } from "../../model/frame.ts";
import { openRecording, type RecordingEnd } from "../../recording/read-recording.ts";
import { createRecording } from "../../recording/write-recording.ts";
import { runEnd, runInfo } from "./frames.ts";

/** Writes a recording; `end` null leaves it without one, as a killed recorder would. */
export async function writeRecording(
  path: string,
  frames: readonly Frame[],
  info: RunInfo = runInfo(),
  end: RunEnd | null = runEnd(),
): Promise<void> {
  const created = await createRecording(path, false);
  if (!created.ok) throw new Error(created.message);
  await created.recording.begin(info);
  for (const frame of frames) await created.recording.write(frame);
  const unfinished = await readFile(path);
  await created.recording.finish(end ?? runEnd());
  if (end === null) await writeFile(path, unfinished);
}

/** Everything that can be read of a recording. */
export interface WholeRecording {
  readonly info: RunInfo;
  readonly frames: readonly Frame[];
  readonly end: RecordingEnd;
}

/** Reads a recording; a string is the sentence that says why it cannot be opened. */
export async function readWhole(path: string): Promise<WholeRecording | string> {
  const opened = await openRecording(path);
  if (!opened.ok) return opened.message;
  const frames: Frame[] = [];
  for (;;) {
    const next = await opened.recording.frames.next();
    if (next.done) return { info: opened.recording.info, frames, end: next.value };
    frames.push(next.value);
  }
}
