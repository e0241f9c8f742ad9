/** The options of every subcommand that traces a workload, beside its scope. */
import { type Command, Option } from "commander";
import type { CaptureOptions } from "../capture/capture.ts";
import type { Detail, Scope } from "../model/frame.ts";
import { positiveNumber, wholeNumber } from "./numbers.ts";
import type { ScopeFlags } from "./scope-options.ts";

export interface CaptureFlags extends ScopeFlags {
  readonly detail: Detail;
  readonly interval: number;
  readonly budget?: number;
  readonly threads?: boolean;
}

export function addCaptureOptions(command: Command): Command {
  return command
    .addOption(
      new Option("--interval <MS>", "length of a frame in milliseconds")
        .argParser(wholeNumber("milliseconds", 100, 60_000))
        .default(250),
    )
    .addOption(
      new Option(
        "--budget <PERCENT>",
        "step down to counts when tracing takes more of the machine than this",
      ).argParser(positiveNumber("a percentage", 100)),
    )
    .option("--threads", "break processes down into threads");
}

export function captureOptions(scope: Scope, { detail, interval, budget, threads }: CaptureFlags): CaptureOptions {
  return { scope, detail, intervalMs: interval, threads: threads ?? false, budgetPercent: budget ?? null };
}
