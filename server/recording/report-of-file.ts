/** A recording's report, from its file. */
import { stat } from "node:fs/promises";
import { withCalibration } from "../calibrate/stored.ts";
import type { RunEnd } from "../model/frame.ts";
import type { RunSteps } from "../model/live/run-steps.ts";
import type { Report } from "../model/report.ts";
import { ReportAccumulator } from "../model/report-from-frames.ts";
import { openRecording } from "./read-recording.ts";

export type ReportOfFile =
  | { readonly ok: true; readonly report: Report; readonly title: string | null; readonly note: string | null }
  | { readonly ok: false; readonly message: string };

/**
 * The report of the recording at `path`, and its title; `note` says that it ended early. Fails with a sentence. Its frames go to
 * `steps` too, where there are any.
 */
export async function reportOfFile(path: string, steps: RunSteps | null = null): Promise<ReportOfFile> {
  const opened = await openRecording(path);
  if (!opened.ok) return opened;
  const { recording } = opened;
  const accumulator = new ReportAccumulator(await withCalibration(recording.info));
  const parts = steps !== null && (await isSmall(path)) ? recording.frames : recording.sums();
  let end: RunEnd | null = null;
  let early: string | null = null;
  for (;;) {
    const next = await parts.next();
    if (!next.done) {
      const { frame, count } = "frame" in next.value ? next.value : { frame: next.value, count: 1 };
      accumulator.add(frame, count);
      steps?.add(frame, count);
      continue;
    }
    if (next.value.kind === "damaged") return { ok: false, message: next.value.message };
    if (next.value.kind === "whole") end = next.value.end;
    else early = next.value.note;
    const { marks, about } = recording.said;
    accumulator.mark(marks);
    return { ok: true, report: accumulator.report(end, early), title: about.title, note: early };
  }
}

/** Frame by frame, this much is read in about a second. What is larger is drawn in the recording's own sums. */
const SMALL_BYTES = 3 * 2 ** 20;

async function isSmall(path: string): Promise<boolean> {
  const { size } = await stat(path);
  return size <= SMALL_BYTES;
}
