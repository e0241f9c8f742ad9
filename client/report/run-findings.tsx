/** The findings of the run. */
import { calibrationHint } from "../../server/model/findings/finding-words.ts";
import type { Report } from "../../server/model/report.ts";
import { FindingView } from "../findings/finding-view.tsx";
import { chosenRow, toggleRow } from "./report-view.ts";

/** Of the whole run, whatever is chosen: a rule judges a run. */
export function RunFindings({ report }: { readonly report: Report }) {
  const rowOf = (id: number | undefined) => report.processes.findIndex((process) => process.id === id);
  const hint = calibrationHint(report.findings);
  return (
    <section class="card findings" aria-label="Findings">
      <header class="card-head">
        <h2>Findings</h2>
        <span class="muted">over the whole run</span>
      </header>
      <ul class="finding-list">
        {report.findings.map((finding) => {
          const row = rowOf(finding.process?.id);
          return (
            <FindingView
              key={`${finding.rule} ${finding.process?.id} ${finding.title}`}
              finding={finding}
              chosen={chosenRow.value === row}
              onChoose={row < 0 ? null : () => toggleRow(row)}
            />
          );
        })}
      </ul>
      {hint === null ? null : <p class="table-note">{hint}</p>}
      {report.findings.length === 0 ? (
        <p class="table-note">Nothing to complain about: no rule has found a copy or a crossing that could be saved.</p>
      ) : null}
    </section>
  );
}
