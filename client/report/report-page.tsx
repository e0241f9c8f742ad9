/** The report: what can be read in ten seconds, then everything it rests on, down to how to do it again. */
import type { Report } from "../../server/model/report.ts";
import { marksSection } from "../../server/model/sections/marks-section.ts";
import { reproduceSection } from "../../server/model/sections/reproduce-section.ts";
import { trustSections } from "../../server/model/sections/trust-sections.ts";
import { OverTime } from "./over-time.tsx";
import { RunFindings } from "./run-findings.tsx";
import { RunPath } from "./run-path.tsx";
import { SectionView } from "./section-view.tsx";
import { Summary } from "./summary.tsx";
import { WorkTables } from "./work-tables.tsx";

/** The page of one report, which holds all it shows: it asks nobody for more. */
export function ReportPage({ report }: { readonly report: Report }) {
  return (
    <main>
      <Summary report={report} />
      <div class="first-row">
        <RunPath report={report} />
        <RunFindings report={report} />
      </div>
      <OverTime />
      {marksSection(report).map((section) => (
        <SectionView key={String(section.title)} section={section} />
      ))}
      <WorkTables report={report} />
      <div id="trust">
        {trustSections(report).map((section, index) => (
          <SectionView key={index} section={section} />
        ))}
      </div>
      <SectionView section={reproduceSection(report.recording)} />
    </main>
  );
}
