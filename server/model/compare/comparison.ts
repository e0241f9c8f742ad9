/**
 * A comparison: two or more sides, each of one run or several, put beside each other per MiB delivered and per second.
 * One value; terminal, Markdown, JSON and page are renderings of it. The first side is what the others are compared with.
 */
import type { EndpointKind } from "../endpoint.ts";
import type { Mechanism } from "../mechanism.ts";
import type { Distribution } from "../percentiles.ts";

export const COMPARISON_SCHEMA = "copyscope-comparison/1";

/** A run that is compared. */
export interface ComparedRun {
  /** The recording's name. */
  readonly file: string;
  readonly title: string | null;
  readonly host: string;
  readonly kernel: string;
  readonly detail: string;
  readonly startedAt: string;
  readonly durationSeconds: number;
  readonly deliveredBytes: number;
  /** False: its numbers may be wrong, for these reasons. */
  readonly complete: boolean;
  readonly reasons: readonly string[];
}

export interface ComparedSide {
  /** A, B, C … */
  readonly name: string;
  readonly runs: readonly ComparedRun[];
}

/** What the runs of a side came to. Null where some run did not measure it. */
export interface Spread {
  readonly values: readonly (number | null)[];
  readonly median: number | null;
  readonly least: number | null;
  readonly most: number | null;
}

/**
 * `less`, `more`: a difference that is more than noise. `same`: none that matters (below 1%, or both zero). `noise`:
 * smaller than what runs of one side differ among themselves. `few`: every run of one side is beyond every run of the
 * other, but they are too few for anybody to know the noise. `unknown`: not measured on a side.
 */
export type Outcome = "less" | "more" | "same" | "noise" | "few" | "unknown";

/** How a side's figure stands to the first side's. */
export interface Change {
  /** The median minus the first side's median. */
  readonly difference: number | null;
  /** The difference / the first side's median; null where that is 0. */
  readonly relative: number | null;
  /** The smallest and the largest relative difference between a run of this side and one of the first. */
  readonly relativeLeast: number | null;
  readonly relativeMost: number | null;
  /** Chance that runs of one kind, dealt to the sides at random, differ so much (permutation test); null for single runs. */
  readonly chance: number | null;
  readonly outcome: Outcome;
}

export type FigureUnit =
  | "ratio"
  | "per-MiB"
  | "seconds-per-GiB"
  | "bytes-per-second"
  | "per-second"
  | "seconds"
  | "bytes";

export interface ComparedFigure {
  /** The name that conditions use: `copiesPerOutputByte`. */
  readonly key: string;
  readonly label: string;
  readonly unit: FigureUnit;
  /** Which direction is good; null where neither is by itself. */
  readonly better: "less" | "more" | null;
  /** By side. */
  readonly sides: readonly Spread[];
  /** By side, the first one's left out. */
  readonly changes: readonly Change[];
}

export interface ComparedFlow {
  readonly operation: string;
  readonly from: EndpointKind;
  readonly to: EndpointKind;
  readonly filesystem: string | null;
  readonly mechanism: Mechanism;
  /** Bytes by this flow for each MiB delivered, the median by side; 0 where a side does not have it; null without delivery. */
  readonly bytesPerMiB: readonly (number | null)[];
  readonly callsPerMiB: readonly (number | null)[];
  /** Against the first side, by side, the first one's left out. */
  readonly outcomes: readonly ("appeared" | "vanished" | "stays")[];
}

export interface ComparedDistribution {
  readonly kind: "latency" | "size" | "runQueueWait";
  /** Null for the run-queue wait. */
  readonly operation: string | null;
  /** By side, all its runs together; null where it was not measured or never happened. */
  readonly sides: readonly (Distribution | null)[];
}

export interface Comparison {
  readonly schema: typeof COMPARISON_SCHEMA;
  readonly sides: readonly ComparedSide[];
  /** A sentence for each side but the first, that someone can say aloud. */
  readonly verdicts: readonly string[];
  /** What makes the sides unlike in other ways than the one meant, and what could be wrong with the numbers. */
  readonly cautions: readonly string[];
  readonly figures: readonly ComparedFigure[];
  /** Those with the largest change first. */
  readonly flows: readonly ComparedFlow[];
  readonly distributions: readonly ComparedDistribution[];
}
