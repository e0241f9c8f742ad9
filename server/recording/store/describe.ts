/**
 * Title, tags and note of a recording, said after the fact. They are appended; what was recorded stays as it is. A
 * recording that ended early, or has an older format, is written anew first, because nothing can follow a cut line.
 */
import { appendFile, rename, unlink } from "node:fs/promises";
import type { RunEnd } from "../../model/frame.ts";
import type { RecordingAbout } from "../../model/recording-lines.ts";
import { fileSentence, quotedPath } from "../file-sentence.ts";
import { line } from "../frame-member.ts";
import { gzipMember } from "../gzip-member.ts";
import { openRecording } from "../read-recording.ts";
import { NEWEST } from "../upgrade/steps.ts";
import { createRecording } from "../write-recording.ts";
import { summaryOf } from "./summary.ts";

/** What changes; what is left out stays. */
export interface Description {
  readonly title?: string | null;
  readonly note?: string | null;
  readonly addTags?: readonly string[];
  readonly removeTags?: readonly string[];
}

/** A file that was changed so lately may still be written by its recorder, or since so many of its intervals. */
const AT_REST_MS = 10_000;
const AT_REST_INTERVALS = 2;

/** Null, or a sentence that says why it cannot be done. */
export async function describeRecording(path: string, description: Description, now: number): Promise<string | null> {
  const seen = await summaryOf(path);
  if (!seen.ok) return seen.message;
  const { ended, about, changedAt, info } = seen.summary;
  if (!ended && now - changedAt < Math.max(AT_REST_MS, AT_REST_INTERVALS * info.intervalMs))
    return `${quotedPath(path)} is still being written; say it when it has ended.`;
  try {
    const format = await formatOf(path);
    if (!ended || format !== NEWEST) {
      const failure = await writeAnew(path);
      if (failure !== null) return failure;
    }
    await appendFile(path, await gzipMember(line({ about: described(about, description) })));
    return null;
  } catch (error) {
    return fileSentence("describe", path, error);
  }
}

function described(about: RecordingAbout, { title, note, addTags = [], removeTags = [] }: Description): RecordingAbout {
  const tags = new Set([...about.tags, ...addTags]);
  for (const tag of removeTags) tags.delete(tag);
  return {
    title: title === undefined ? about.title : title,
    note: note === undefined ? about.note : note,
    tags: [...tags].sort(),
  };
}

async function formatOf(path: string): Promise<number> {
  const opened = await openRecording(path);
  if (!opened.ok) throw new Error(opened.message);
  await opened.recording.close();
  return opened.recording.format;
}

/** The same recording in the newest format, with an end that says how it was; in the old one's place when it is whole. */
async function writeAnew(path: string): Promise<string | null> {
  const opened = await openRecording(path);
  if (!opened.ok) return opened.message;
  const { info, frames, said } = opened.recording;
  const other = `${path}.anew`;
  const created = await createRecording(other, true);
  if (!created.ok) return created.message;
  const writer = created.recording;
  let failure = await writer.begin(info);
  let last = info.startedAt;
  let end: RunEnd | null = null;
  while (failure === null && end === null) {
    const next = await frames.next();
    if (!next.done) {
      last = next.value.end;
      failure = await writer.write(next.value);
    } else if (next.value.kind === "damaged") {
      failure = next.value.message;
    } else {
      const early = { endedAt: last, exitCode: null, reason: "failed" } as const;
      end = next.value.kind === "whole" ? next.value.end : { ...early, message: next.value.note };
    }
  }
  for (const mark of said.marks) failure ??= await writer.mark(mark);
  const finished = await writer.finish(end ?? { endedAt: last, exitCode: null, reason: "failed" });
  failure ??= finished;
  if (failure === null) await rename(other, path);
  else await unlink(other).catch(() => {});
  return failure;
}
