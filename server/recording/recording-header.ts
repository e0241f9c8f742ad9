/** The first line of a recording: which version of the format it is, and what was recorded. */
import { z } from "zod";
import type { RunInfo } from "../model/frame.ts";
import { headerSchema, RECORDING_SCHEMA } from "../model/recording-schema.ts";
import { shortened } from "../model/safe-text.ts";
import { quotedPath } from "./file-sentence.ts";
import { issueSentence, jsonOf } from "./recording-line.ts";
import { upgradersFrom } from "./upgrade/steps.ts";

export type RecordingHeader =
  | { readonly ok: true; readonly info: RunInfo; readonly format: number }
  | { readonly ok: false; readonly message: string };

const versioned = z.looseObject({ schema: z.string().regex(/^copyscope-recording\/\d{1,9}$/) });

/** Checks a recording's first line. A foreign file, a later version and a damaged header each get their sentence. */
export function recordingHeader(path: string, line: string): RecordingHeader {
  const value = versioned.safeParse(jsonOf(line));
  if (!value.success) {
    const begin = JSON.stringify(shortened(line, 40));
    return { ok: false, message: `${quotedPath(path)} is not a copyscope recording: its first line is ${begin}.` };
  }
  const format = Number(value.data.schema.slice("copyscope-recording/".length));
  const upgraders = upgradersFrom(format);
  if (upgraders === null) {
    const message = `${quotedPath(path)} is in the format ${value.data.schema}, and this copyscope reads up to ${RECORDING_SCHEMA}. Read it with the copyscope that wrote it, or a later one.`;
    return { ok: false, message };
  }
  const newest = upgraders.reduce<unknown>((old, step) => step.header(old as Record<string, unknown>), value.data);
  const header = headerSchema.safeParse(newest);
  if (header.success) return { ok: true, info: header.data.info, format };
  return { ok: false, message: `${quotedPath(path)} has a damaged header: ${issueSentence(header.error)}.` };
}
