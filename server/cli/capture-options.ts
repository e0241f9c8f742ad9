/** The options of every subcommand that traces a workload, beside its scope. */
import { type Command, Option } from "commander";
import type { CaptureOptions } from "../capture/capture.ts";
import { DEFAULT_EVENT_LIMITS, LONGEST_EVENT_WINDOW_SECONDS, MOST_EVENTS_PER_SECOND } from "../model/event-limits.ts";
import type { Detail, Scope } from "../model/frame.ts";
import { positiveNumber, wholeNumber } from "./numbers.ts";
import type { ScopeFlags } from "./scope-options.ts";

export interface CaptureFlags extends ScopeFlags {
  readonly detail: Detail;
  readonly interval: number;
  readonly budget?: number;
  readonly threads?: boolean;
  readonly eventsWindow: number;
  readonly eventsLimit: number;
}

/** Declares `--interval`, `--budget`, `--threads` and what belongs to single events on a subcommand. */
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
    .addOption(
      new Option("--events-window <S>", "with --detail events: for how long single events are captured")
        .argParser(positiveNumber("seconds", LONGEST_EVENT_WINDOW_SECONDS))
        .default(DEFAULT_EVENT_LIMITS.windowSeconds),
    )
    .addOption(
      new Option("--events-limit <N>", "with --detail events: how many of them a second at most")
        .argParser(wholeNumber("events a second", 1, MOST_EVENTS_PER_SECOND))
        .default(DEFAULT_EVENT_LIMITS.perSecond),
    )
    .option("--threads", "break processes down into threads");
}

/** What was given on the command line → what a capture is started with. */
export function captureOptions(scope: Scope, flags: CaptureFlags): CaptureOptions {
  const { detail, interval, budget, threads, eventsWindow, eventsLimit } = flags;
  return {
    scope,
    detail,
    intervalMs: interval,
    threads: threads ?? false,
    budgetPercent: budget ?? null,
    ...(detail === "events" ? { events: { windowSeconds: eventsWindow, perSecond: eventsLimit } } : {}),
  };
}
