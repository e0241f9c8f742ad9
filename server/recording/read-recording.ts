/**
 * Reads a recording, as a stream of frames. Its end is known only when the frames have been read: whole,
 * ended early (the recorder was killed; everything up to there is good), or damaged.
 */
import type { Frame, RunEnd, RunInfo } from "../model/frame.ts";
import { frameSchema, runEndSchema } from "../model/recording-schema.ts";
import { quotedPath } from "./file-sentence.ts";
import { type LinesEnd, linesOfGzip } from "./lines-of-gzip.ts";
import { recordingHeader } from "./recording-header.ts";
import { checkedLine, linesEndSentence } from "./recording-line.ts";

/** How a recording ended. */
export type RecordingEnd =
  | { readonly kind: "whole"; readonly end: RunEnd }
  /** No line says how the run ended. `note` is a sentence. */
  | { readonly kind: "ended-early"; readonly note: string }
  /** Frames already given out may be wrong. `message` is a sentence. */
  | { readonly kind: "damaged"; readonly message: string };

export interface OpenRecording {
  readonly info: RunInfo;
  /** Every whole frame, in order; returns how the recording ended. To be read once. */
  readonly frames: AsyncGenerator<Frame, RecordingEnd>;
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
  return { ok: true, recording: { info: header.info, frames: framesOf(path, lines) } };
}

function noHeader(path: string, end: LinesEnd): string {
  if (end.kind === "whole" || end.kind === "cut") {
    return `${quotedPath(path)} is not a recording that can be read: it ends before its first line is whole. (A recorder killed at its very start leaves such a file.)`;
  }
  return linesEndSentence(path, end);
}

async function* framesOf(path: string, lines: AsyncGenerator<string, LinesEnd>): AsyncGenerator<Frame, RecordingEnd> {
  const damaged = (message: string): RecordingEnd => ({ kind: "damaged", message });
  let count = 0;
  let runEnd: RunEnd | null = null;
  try {
    for (;;) {
      const next = await lines.next();
      if (next.done) return endOf(path, next.value, count, runEnd);
      if (runEnd !== null) return damaged(`${quotedPath(path)} is damaged: there are lines after its end.`);
      const line = checkedLine(next.value, { frame: frameSchema, end: runEndSchema });
      if (!line.ok) return damaged(`${quotedPath(path)} is damaged after frame ${count}: ${line.reason}.`);
      if (line.value.frame !== undefined) {
        count++;
        yield line.value.frame;
      } else {
        runEnd = line.value.end ?? null;
      }
    }
  } finally {
    await lines.return({ kind: "cut" });
  }
}

function endOf(path: string, end: LinesEnd, frames: number, runEnd: RunEnd | null): RecordingEnd {
  if (end.kind !== "whole" && end.kind !== "cut") return { kind: "damaged", message: linesEndSentence(path, end) };
  if (runEnd !== null && end.kind === "whole") return { kind: "whole", end: runEnd };
  const note = `The recording ended early, after ${frames} whole ${frames === 1 ? "interval" : "intervals"}: the recorder was killed, its disk was full, or the file was cut. What follows is not in it.`;
  return { kind: "ended-early", note };
}
