/** Reports → comparison. Pure: whatever the reports say is what the comparison says. */
import type { Report } from "../report.ts";
import { cautionsAbout } from "./cautions.ts";
import { changeBetween, spreadOf } from "./change.ts";
import { compareDistributions } from "./compare-distributions.ts";
import { compareFlows } from "./compare-flows.ts";
import { FIGURES } from "./compared-figures.ts";
import {
  COMPARISON_SCHEMA,
  type ComparedFigure,
  type ComparedRun,
  type ComparedSide,
  type Comparison,
} from "./comparison.ts";
import { verdictOn } from "./verdict.ts";

/** A run to compare: its report, and what its recording is called. */
export interface RunToCompare {
  readonly file: string;
  readonly title: string | null;
  readonly report: Report;
}

/** `sides`: at least two, each with at least one run; the first is what the others are compared with. */
export function compareReports(sides: readonly (readonly RunToCompare[])[]): Comparison {
  const reports = sides.map((runs) => runs.map(({ report }) => report));
  const names = sides.map((_, side) => sideName(side));
  const compared: readonly ComparedSide[] = sides.map((runs, side) => ({
    name: names[side] ?? "",
    runs: runs.map(comparedRun),
  }));
  const figures = FIGURES.map(({ of, ...kind }): ComparedFigure => {
    const spreads = reports.map((runs) => spreadOf(runs.map(of)));
    const [first, ...others] = spreads;
    const changes = first === undefined ? [] : others.map((other) => changeBetween(first, other));
    return { ...kind, sides: spreads, changes };
  });
  return {
    schema: COMPARISON_SCHEMA,
    sides: compared,
    verdicts: names.slice(1).map((_, index) => verdictOn(figures, names, index + 1)),
    cautions: cautionsAbout(compared, reports),
    figures,
    flows: compareFlows(reports),
    distributions: compareDistributions(reports),
  };
}

/** A to Z, then A2, B2, … */
function sideName(side: number): string {
  const letter = String.fromCharCode(65 + (side % 26));
  return side < 26 ? letter : `${letter}${Math.floor(side / 26) + 1}`;
}

function comparedRun({ file, title, report }: RunToCompare): ComparedRun {
  const { host, kernel, detail, startedAt, durationSeconds } = report.recording;
  const { complete, reasons } = report.trust;
  const deliveredBytes = report.totals.bytes.output;
  return { file, title, host, kernel, detail, startedAt, durationSeconds, deliveredBytes, complete, reasons };
}
