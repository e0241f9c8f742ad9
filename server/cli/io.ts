/** What the command line touches of the world outside, so that tests can hand it another one. */

import type { EndSignal } from "../capture/capture.ts";

export type { EndSignal };

/** As the kernel numbers them; a shell reports 128 + number for a process that one of them ended. */
export const SIGNAL_NUMBERS: Readonly<Record<EndSignal, number>> = { SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGTERM: 15 };

export type Output = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

export interface CliIo {
  /** What was asked for, and nothing else. */
  readonly stdout: Output;
  /** Messages, the status line, and a recording's summary. */
  readonly stderr: Output;
  /** Where file names that are not absolute start. */
  readonly directory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
  /** Calls back for each end signal, which then ends nothing by itself; returns how to stop listening. */
  readonly onEndSignal: (listener: (signal: EndSignal) => void) => () => void;
}
