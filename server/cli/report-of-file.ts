/** A recording's report, from its file. */
import { withCalibration } from "../calibrate/stored.ts";
import type { RunEnd } from "../model/frame.ts";
import type { Report } from "../model/report.ts";
import { ReportAccumulator } from "../model/report-from-frames.ts";
import { openRecording } from "../recording/read-recording.ts";

export type ReportOfFile =
  | { readonly ok: true; readonly report: Report; readonly title: string | null; readonly note: string | null }
  | { readonly ok: false; readonly message: string };

/** The report of the recording at `path`, and its title; `note` says that it ended early. Fails with a sentence. */
export async function reportOfFile(path: string): Promise<ReportOfFile> {
  const opened = await openRecording(path);
  if (!opened.ok) return opened;
  const accumulator = new ReportAccumulator(await withCalibration(opened.recording.info));
  const sums = opened.recording.sums();
  let end: RunEnd | null = null;
  let early: string | null = null;
  for (;;) {
    const next = await sums.next();
    if (!next.done) {
      accumulator.add(next.value.frame, next.value.count);
      continue;
    }
    if (next.value.kind === "damaged") return { ok: false, message: next.value.message };
    if (next.value.kind === "whole") end = next.value.end;
    else early = next.value.note;
    const { marks, about } = opened.recording.said;
    accumulator.mark(marks);
    return { ok: true, report: accumulator.report(end, early), title: about.title, note: early };
  }
}
