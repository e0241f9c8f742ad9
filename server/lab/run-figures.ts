/** What one run of a transfer's program did, from its process in the report; and sums over runs. */
import type { ReportFlow, ReportProcess } from "../model/report.ts";
import type { Transfer } from "./transfers.ts";

/** What a run is measured by. Null is what was not measured. */
export interface RunFigures {
  /** From fork to end, by the main thread's own time split. */
  readonly wallSeconds: number | null;
  /** CPU time of all its threads. */
  readonly userSeconds: number | null;
  readonly kernelSeconds: number | null;
  /** Mode transitions of all its system calls and user page faults. */
  readonly transitions: number | null;
  /** Context switches, voluntary and involuntary. */
  readonly switches: number | null;
  /** The system calls of the transfer's loop. */
  readonly loopCalls: number | null;
  /** Bytes that it gave to its destination, and those the CPU copied for it. */
  readonly deliveredBytes: number | null;
  readonly copiedBytes: number | null;
  /** Bytes of which nobody knows whether they were copied. */
  readonly unknownBytes: number | null;
}

export const NOTHING_SEEN: RunFigures = {
  wallSeconds: null,
  userSeconds: null,
  kernelSeconds: null,
  transitions: null,
  switches: null,
  loopCalls: null,
  deliveredBytes: null,
  copiedBytes: null,
  unknownBytes: null,
};

const FIGURES = Object.keys(NOTHING_SEEN) as (keyof RunFigures)[];

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function wallSeconds({ pid, threads }: ReportProcess): number | null {
  const time = threads?.find(({ tid }) => tid === pid)?.timeSeconds;
  return time ? time.user + time.kernel + time.runnable + time.blocked : null;
}

/** The figures of a run, start-up included. */
export function figuresOfProcess(process: ReportProcess, { loop, to }: Transfer): RunFigures {
  const { totals, syscalls, flows } = process;
  const { switches, timeSeconds, transitions, bytes } = totals;
  return {
    wallSeconds: wallSeconds(process),
    userSeconds: timeSeconds?.user ?? null,
    kernelSeconds: timeSeconds?.kernel ?? null,
    transitions,
    switches: switches && switches.voluntary + switches.involuntary,
    loopCalls: sum(syscalls.filter(({ name }) => loop.includes(name)).map(({ calls }) => calls)),
    deliveredBytes: sum(flows.filter((flow) => flow.to === to).map((flow) => flow.bytes)),
    copiedBytes: bytes.cpuCopied,
    unknownBytes: bytes.unknownCopies,
  };
}

function byFigure(value: (figure: keyof RunFigures) => number | null): RunFigures {
  return Object.fromEntries(FIGURES.map((figure) => [figure, value(figure)])) as unknown as RunFigures;
}

/** What `whole` did beyond `part`. A figure that either lacks is null. */
export function beyond(whole: RunFigures, part: RunFigures): RunFigures {
  return byFigure((figure) => {
    const [of, without] = [whole[figure], part[figure]];
    return of === null || without === null ? null : of - without;
  });
}

/** The middle value, or the mean of the middle two; null where one is not known, or there are none. */
export function median(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null).sort((a, b) => a - b);
  if (known.length === 0 || known.length < values.length) return null;
  const [low = 0, high = 0] = [known[(known.length - 1) >> 1], known[known.length >> 1]];
  return (low + high) / 2;
}

/** The median of each figure. */
export function medianFigures(runs: readonly RunFigures[]): RunFigures {
  return byFigure((figure) => median(runs.map((run) => run[figure])));
}

/** A flow's calls and bytes beyond those of start-up, by what else the flow is. */
export type FlowsByKind = ReadonlyMap<string, Pick<ReportFlow, "calls" | "bytes"> & { readonly flow: ReportFlow }>;

/** The flows of a run, so that those of another can be found beside them. */
export function flowsByKind(process: ReportProcess): FlowsByKind {
  return new Map(
    process.flows.map((flow) => {
      const { calls, bytes, errors: _, again: __, cpuCopiedBytes: ___, ...kind } = flow;
      return [JSON.stringify(kind), { flow, calls, bytes }];
    }),
  );
}
