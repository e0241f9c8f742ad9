/** What a list of recordings says of each, without reading its frames. */
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import type { RecordingEntry, RecordingSummary } from "../../model/live/protocol.ts";
import { endingOf } from "../contents.ts";
import { fileSentence, quotedPath } from "../file-sentence.ts";
import { openRecording } from "../read-recording.ts";
import { NEWEST } from "../upgrade/steps.ts";

/** The summary of the recording at `path`; or a sentence, where it is none that can be read. */
export async function summaryOf(path: string): Promise<RecordingEntry> {
  const name = basename(path);
  let bytes = 0;
  try {
    const found = await stat(path);
    const { size, mtimeMs } = found;
    bytes = size;
    if (!found.isFile() && !found.isDirectory()) {
      return { ok: false, name, bytes, message: `${quotedPath(name)} is not a plain file.` };
    }
    const opened = await openRecording(path);
    if (!opened.ok) return { ok: false, name, bytes, message: opened.message };
    const { info, format } = opened.recording;
    await opened.recording.close();
    const known = { name, bytes, changedAt: mtimeMs, info };
    if (format !== NEWEST) return { ok: true, summary: { ...known, ...(await endingByReading(path)) } };
    const { end, about, to } = await endingOf(path);
    const last = end?.endedAt ?? to;
    const durationSeconds = last === null ? null : Math.max(0, last - info.startedAt) / 1000;
    return { ok: true, summary: { ...known, durationSeconds, ended: end !== null, about } };
  } catch (error) {
    const system = error instanceof Error && "code" in error;
    const message = system ? fileSentence("read", path, error) : error instanceof Error ? error.message : String(error);
    return { ok: false, name, bytes, message };
  }
}

/** An older format says how it ended at its end only. */
async function endingByReading(path: string): Promise<Pick<RecordingSummary, "durationSeconds" | "ended" | "about">> {
  const opened = await openRecording(path);
  if (!opened.ok) throw new Error(opened.message);
  const { info, frames, said } = opened.recording;
  let last = info.startedAt;
  for (;;) {
    const next = await frames.next();
    if (!next.done) last = next.value.end;
    else {
      const durationSeconds = Math.max(0, last - info.startedAt) / 1000;
      return { durationSeconds, ended: next.value.kind === "whole", about: said.about };
    }
  }
}
