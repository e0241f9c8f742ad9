/** The parts of copyscope that the command line starts. Tests hand it others; real-parts.ts has the real ones. */
import type { Calibrated } from "../calibrate/calibrate.ts";
import type { CaptureOptions, CaptureStart } from "../capture/capture.ts";
import type { Detail, Scope } from "../model/frame.ts";
import type { LabStarter } from "../model/live/lab.ts";

/** Text for standard output, or why there is none and what to try. */
export type Answer =
  | { readonly ok: true; readonly text: string; readonly notes?: readonly string[] }
  | { readonly ok: false; readonly message: string; readonly remedy: string | null };

export const LAB_FORMATS = ["table", "md", "json"] as const;
export type LabFormat = (typeof LAB_FORMATS)[number];

export interface CliParts {
  /** The lab as the dashboard runs it. */
  readonly pageLab?: () => Promise<LabStarter>;
  readonly version: string;
  /** `abort` gives up the start; its reason is the signal that asked for it. */
  readonly startCapture: (options: CaptureOptions, abort?: AbortSignal) => Promise<CaptureStart>;
  /** Runs the lab's transfers (all, when none is named); `say` takes a line of progress. */
  readonly lab: (transfers: readonly string[], format: LabFormat, say: (line: string) => void) => Promise<Answer>;
  /** Measures what things cost on this machine; without privilege, whoever started it. `abort` gives it up. */
  readonly calibrate: (now: Date, abort: AbortSignal) => Promise<Calibrated>;
  /** Looks at the machine. `healthy`: nothing keeps copyscope from working here. `text` is for a terminal. */
  readonly doctor: (emphasis: boolean) => Promise<{
    readonly healthy: boolean;
    readonly text: string;
    readonly json: unknown;
  }>;
  /** The composed bpftrace program, as it would be run. */
  readonly program: (scope: Scope, detail: Detail) => Promise<Answer>;
}
