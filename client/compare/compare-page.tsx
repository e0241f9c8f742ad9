/** A comparison: the verdict to be read aloud, what else differs, then the figures, flows and distributions it rests on. */
import type { Comparison } from "../../server/model/compare/comparison.ts";
import { comparisonSections } from "../../server/model/compare/comparison-sections.ts";
import { ReportHead } from "../report/report-head.tsx";
import { SectionView } from "../report/section-view.tsx";
import { FiguresTable } from "./figures-table.tsx";
import { FlowBars } from "./flow-bars.tsx";
import { Overlay } from "./overlay.tsx";

/** The part of the sections that is drawn as it is: what was compared, and the cautions. */
const COMPARED = 1;

export function ComparePage({ comparison }: { readonly comparison: Comparison }) {
  const { sides, verdicts, figures, flows, distributions } = comparison;
  const compared = comparisonSections(comparison)[COMPARED];
  return (
    <main>
      <ReportHead what="comparison" />
      <h1 class="unseen">Comparison of {sides.map(({ name }) => name).join(", ")}</h1>
      {verdicts.map((verdict) => (
        <p key={verdict} class="verdict">
          {verdict}
        </p>
      ))}
      {compared === undefined ? null : <SectionView section={compared} />}
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
    </main>
  );
}
