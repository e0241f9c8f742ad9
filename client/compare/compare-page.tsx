/** A comparison: the verdict to be read aloud, what else differs, then the figures, flows and distributions it rests on. */
import { comparisonSections } from "../../server/model/compare/comparison-sections.ts";
import { safeForTerminal } from "../../server/model/safe-text.ts";
import type { JudgedComparison } from "../report/report-data.ts";
import { ReportHead } from "../report/report-head.tsx";
import { SectionView } from "../report/section-view.tsx";
import { FiguresTable } from "./figures-table.tsx";
import { FlowBars } from "./flow-bars.tsx";
import { Overlay } from "./overlay.tsx";
import { SideName } from "./side-name.tsx";

const OUTCOMES = { true: "holds: failed", false: "does not hold: passed", null: "cannot be judged" } as const;

function Conditions({ conditions }: Pick<JudgedComparison, "conditions">) {
  return (
    <ul class="conditions" aria-label="Conditions">
      {conditions.map(({ condition, side, holds, found }) => (
        <li key={`${condition} ${side}`} class={holds === false ? "status-good" : "status-bad"}>
          <code>{condition}</code> on {side} {OUTCOMES[`${holds}`]} <span class="muted">({found})</span>
        </li>
      ))}
    </ul>
  );
}

/** The page of one comparison, which holds all it shows: it asks nobody for more. */
export function ComparePage({ comparison }: { readonly comparison: JudgedComparison }) {
  const { sides, verdicts, cautions, conditions, figures, flows, distributions } = comparison;
  const [, compared] = comparisonSections(comparison);
  return (
    <main>
      <ReportHead what="comparison" />
      <h1 class="unseen">Comparison of {sides.map(({ name }) => name).join(", ")}</h1>
      {verdicts.map((verdict) => (
        <p key={verdict} class="verdict">
          {verdict}
        </p>
      ))}
      {conditions.length === 0 ? null : <Conditions conditions={conditions} />}
      <ul class="compare-sides" aria-label="Sides">
        {sides.map(({ name, runs }, side) => (
          <li key={name}>
            <SideName side={side} name={name} /> <code class="name">{safeForTerminal(runs[0]?.file ?? "", 80)}</code>
            {runs.length > 1 ? ` and ${runs.length - 1} more` : ""}
          </li>
        ))}
      </ul>
      {cautions.length === 0 ? null : (
        <ul class="sentences muted" aria-label="Cautions">
          {cautions.map((caution) => (
            <li key={caution}>{safeForTerminal(caution, 600)}</li>
          ))}
        </ul>
      )}
      <FiguresTable sides={sides} figures={figures} />
      {flows.length === 0 ? null : <FlowBars sides={sides} flows={flows} />}
      {distributions.length === 0 ? null : (
        <section aria-label="Distributions">
          <h2 class="over-title">Distributions</h2>
          <div class="overlays">
            {distributions.map((distribution) => (
              <Overlay
                key={`${distribution.kind} ${distribution.operation}`}
                sides={sides}
                distribution={distribution}
              />
            ))}
          </div>
        </section>
      )}
      {compared === undefined ? null : (
        <SectionView section={{ ...compared, blocks: compared.blocks.filter(({ kind }) => kind === "table") }} />
      )}
    </main>
  );
}
