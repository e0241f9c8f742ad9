/**
 * Starts a capture: the door to this folder.
 */
import { calibrationOfThisMachine } from "../calibrate/stored.ts";
import { findCommand } from "../launch/find-command.ts";
import type { CaptureOptions, CaptureStart } from "./capture.ts";
import { RunningCapture } from "./running-capture.ts";
import { openTracerLink } from "./tracer-link.ts";

/**
 * Starts a capture. Never rejects: what can go wrong is a failure with a sentence and an exit status. `abort` gives
 * up the start, for the signal that is its reason.
 */
export async function startCapture(options: CaptureOptions, abort?: AbortSignal): Promise<CaptureStart> {
  // Root may execute more than its unprivileged part can tell; there the tracer looks.
  if (options.scope.kind === "command" && process.geteuid?.() !== 0) {
    const found = findCommand(options.scope.argv[0] ?? "");
    if (!found.ok) return failed(found.message, null, found.exitCode);
  }
  const link = openTracerLink();
  if ("failure" in link) return failed(link.failure, link.remedy);
  const running = new RunningCapture(link, options, await calibrationOfThisMachine());
  const failure = await running.start(abort);
  return failure === null ? { ok: true, capture: running } : { ok: false, failure };
}

function failed(message: string, remedy: string | null, exitCode: 125 | 126 | 127 = 125): CaptureStart {
  return { ok: false, failure: { message, remedy, exitCode } };
}
