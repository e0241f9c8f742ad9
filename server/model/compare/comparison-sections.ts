/** A comparison as sections: the verdict, what was compared, the figures, the flows, the distributions. */

import type { ValueRange } from "../percentiles.ts";
import {
  type Block,
  type Column,
  limitedTable,
  name,
  prose,
  type Section,
  type Words,
  words,
} from "../sections/section.ts";
import { formatBytes, formatNanoseconds, formatSeconds } from "../units.ts";
import type { ComparedDistribution, ComparedFigure, ComparedFlow, ComparedSide, Comparison } from "./comparison.ts";
import { changeWords, outcomeWords, spreadWords } from "./figure-words.ts";

const MOST_FLOWS = 12;

/** The sections of a comparison, what matters first. */
export function comparisonSections(comparison: Comparison): readonly Section[] {
  const { verdicts, cautions, sides, figures, flows, distributions } = comparison;
  const names = sides.map((side) => side.name);
  return [
    {
      title: `Comparison of ${names.join(", ")}`,
      blocks: verdicts.map((verdict) => ({ kind: "paragraph", words: verdict })),
    },
    { title: "What was compared", blocks: [sidesTable(sides), ...cautionList(cautions)] },
    { title: "Figures", blocks: [figuresTable(figures, names)] },
    ...(flows.length === 0
      ? []
      : [{ title: "Flows, bytes for each MiB delivered", blocks: [flowsTable(flows, names)] }]),
    ...(distributions.length === 0
      ? []
      : [{ title: "Distributions, middle and 99th percentile", blocks: [distributionsTable(distributions, names)] }]),
  ];
}

function sidesTable(sides: readonly ComparedSide[]): Block {
  return {
    kind: "table",
    columns: [
      column("side"),
      column("recording"),
      column("title"),
      right("delivered"),
      right("duration"),
      column("began"),
    ],
    rows: sides.flatMap((side) =>
      side.runs.map((run) => [
        side.name,
        name(run.file),
        run.title === null ? "" : prose(run.title),
        formatBytes(run.deliveredBytes),
        formatSeconds(run.durationSeconds),
        run.startedAt.slice(0, 19).replace("T", " "),
      ]),
    ),
    more: null,
  };
}

function cautionList(cautions: readonly string[]): readonly Block[] {
  return cautions.length === 0 ? [] : [{ kind: "list", items: cautions.map((caution) => prose(caution)) }];
}

const column = (title: string): Column => ({ title, align: "left" });
const right = (title: string): Column => ({ title, align: "right" });

function figuresTable(figures: readonly ComparedFigure[], names: readonly string[]): Block {
  const others = names.slice(1);
  return {
    kind: "table",
    columns: [
      column("figure"),
      ...names.map(right),
      ...others.flatMap((side) => [right(others.length === 1 ? "change" : `${side} against ${names[0]}`), column("")]),
    ],
    rows: figures.map((figure) => [
      figure.label,
      ...figure.sides.map((spread) => spreadWords(figure.unit, spread)),
      ...figure.changes.flatMap((change) => [changeWords(change), outcomeWords(figure, change)]),
    ]),
    more: null,
  };
}

function flowsTable(flows: readonly ComparedFlow[], names: readonly string[]): Block {
  return limitedTable(
    [column("flow"), column("mechanism"), ...names.map(right), column("")],
    flows,
    MOST_FLOWS,
    (flow) => [
      flowWords(flow),
      flow.mechanism,
      ...flow.bytesPerMiB.map((bytes) => (bytes === null ? "nothing delivered" : formatBytes(bytes))),
      [...new Set(flow.outcomes)].filter((outcome) => outcome !== "stays").join(", "),
    ],
  );
}

function flowWords({ operation, from, to, filesystem }: ComparedFlow): Words {
  const where = words`${name(operation)}: ${from} to ${to}`;
  return filesystem === null ? where : words`${where} (${name(filesystem)})`;
}

function distributionsTable(distributions: readonly ComparedDistribution[], names: readonly string[]): Block {
  return {
    kind: "table",
    columns: [column("distribution"), ...names.flatMap((side) => [right(`${side} p50`), right(`${side} p99`)])],
    rows: distributions.map((each) => [
      distributionName(each),
      ...each.sides.flatMap((side) => [rangeWords(each, side?.p50 ?? null), rangeWords(each, side?.p99 ?? null)]),
    ]),
    more: null,
  };
}

function distributionName({ kind, operation }: ComparedDistribution): Words {
  if (operation === null) return "run-queue wait";
  return words`${kind === "size" ? "size" : "latency"} of ${name(operation)}`;
}

/** The bucket a percentile falls in: below so much, and at least half of it. */
function rangeWords({ kind }: ComparedDistribution, range: ValueRange | null): string {
  if (range === null) return "none";
  return `below ${kind === "size" ? formatBytes(range.below) : formatNanoseconds(range.below)}`;
}
