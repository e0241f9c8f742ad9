/** Findings as they become true, over the last half minute or over the brushed window. */
import type { Finding } from "../../server/model/findings/finding.ts";
import { calibrationHint } from "../../server/model/findings/finding-words.ts";
import { live } from "../state/live.ts";
import { momentFindings } from "../state/moment.ts";
import { figuresFrame } from "../state/shown-frames.ts";
import { selectedProcess, toggleProcess } from "../state/view.ts";
import { windowReport } from "../state/window-report.ts";
import { FindingView } from "./finding-view.tsx";

function choice({ process }: Finding): (() => void) | null {
  return process && (() => toggleProcess(process.id));
}

/** Those of the half minute before the moment that is looked at, or of the brushed window. */
export function Findings() {
  const chosen = windowReport.value;
  const inWindow = chosen.kind === "here";
  const findings = inWindow ? chosen.report.findings : (momentFindings.value ?? live.state.value?.findings ?? []);
  const hint = calibrationHint(findings);
  return (
    <section class="card findings findings-live" aria-label="Findings">
      <header class="card-head">
        <h2>Findings</h2>
        <span class="muted">
          {inWindow
            ? "over the window"
            : momentFindings.value === null
              ? "over the last half minute"
              : "over the half minute before"}
        </span>
      </header>
      <ul class="finding-list" aria-live="polite">
        {findings.map((finding) => (
          <FindingView
            key={`${finding.rule} ${finding.process?.id} ${finding.title}`}
            finding={finding}
            chosen={finding.process !== null && selectedProcess.value === finding.process.id}
            onChoose={choice(finding)}
          />
        ))}
      </ul>
      {hint === null ? null : <p class="table-note">{hint}</p>}
      {findings.length === 0 ? (
        <p class="table-note">
          {figuresFrame.value === null
            ? "Nothing is measured yet. Here stands what could be saved: copies that sendfile would not make, calls that move a few bytes each, threads that are woken for nothing; each with its evidence."
            : "Nothing to complain about: no rule has found a copy or a crossing that could be saved."}
        </p>
      ) : null}
    </section>
  );
}
