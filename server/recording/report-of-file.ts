/** A recording's report, from its file. */
import { stat } from "node:fs/promises";
import { withCalibration } from "../calibrate/stored.ts";
import type { Frame, RunEnd } from "../model/frame.ts";
import type { RunSteps } from "../model/live/run-steps.ts";
import type { Report } from "../model/report.ts";
import { ReportAccumulator } from "../model/report-from-frames.ts";
import { openRecording, type SummedFrames } from "./read-recording.ts";

export type ReportOfFile =
  | { readonly ok: true; readonly report: Report; readonly title: string | null; readonly note: string | null }
  | { readonly ok: false; readonly message: string };

/**
 * The report of the recording at `path`, and its title; `note` says that it ended early. Fails with a sentence. Its frames go to
 * `steps` too, where there are any.
 */
export async function reportOfFile(path: string, steps: RunSteps | null = null): Promise<ReportOfFile> {
  const size = steps === null ? null : await sizeOf(path);
  if (size === "pipe") return await reportBy("frames", path, steps);
  if (steps !== null && size !== null && size <= SMALL_BYTES) {
    const made = await reportBy("frames", path, steps);
    if (made.ok) return made;
    // Damaged frames: their sums may be whole.
    steps.clear();
  }
  return await reportBy("sums", path, steps);
}

async function reportBy(by: "frames" | "sums", path: string, steps: RunSteps | null): Promise<ReportOfFile> {
  const opened = await openRecording(path);
  if (!opened.ok) return opened;
  const { recording } = opened;
  const accumulator = new ReportAccumulator(await withCalibration(recording.info));
  const parts = by === "frames" ? recording.frames : recording.sums();
  let end: RunEnd | null = null;
  let early: string | null = null;
  for (;;) {
    const next = await parts.next();
    if (!next.done) {
      const { frame, count, steps: shorter } = "frame" in next.value ? next.value : wholeFrame(next.value);
      accumulator.add(frame, count);
      if (shorter === null) steps?.add(frame, count);
      else for (const step of shorter) steps?.addStep(step);
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

function wholeFrame(frame: Frame): SummedFrames {
  return { frame, count: 1, steps: null };
}

/** Frame by frame, this much is read in less than a second. What is larger is drawn in the steps that it brings. */
const SMALL_BYTES = 6 * 2 ** 20;

/** A pipe is read once, frame by frame however large. Null: it cannot be read, which reading it will say. */
async function sizeOf(path: string): Promise<number | "pipe" | null> {
  return await stat(path).then(
    (found) => (found.isFile() ? found.size : "pipe"),
    () => null,
  );
}
