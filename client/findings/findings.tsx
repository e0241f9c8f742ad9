/** Findings as they become true: a verdict, what to do, and behind a click the numbers it rests on. */
import type { Finding } from "../../server/model/findings/finding.ts";
import { calibrationHint, evidenceWords, savesSentence } from "../../server/model/findings/finding-words.ts";
import { safeForTerminal } from "../../server/model/safe-text.ts";
import { live } from "../state/live.ts";
import { momentFindings } from "../state/moment.ts";
import { selectedProcess, toggleProcess } from "../state/view.ts";
import { windowReport } from "../state/window-report.ts";

function FindingView({ finding }: { readonly finding: Finding }) {
  const { severity, title, process, evidence, threshold, advice, saves, docs } = finding;
  return (
    <li class={`finding finding-${severity}`}>
      <p class="finding-title">
        <span class="severity">{severity}</span> {safeForTerminal(title, 300)}
      </p>
      <p class="muted">
        {process === null ? "All together" : `${safeForTerminal(process.command, 40)} ${process.pid}`}
      </p>
      <p>{safeForTerminal(advice, 1000)}</p>
      <p class="muted">{savesSentence(saves)}</p>
      <div class="finding-more">
        <details>
          <summary>Evidence</summary>
          <dl>
            {evidence.map((one) => (
              <div key={one.label}>
                <dt>{one.label}</dt>
                <dd>{evidenceWords(one)}</dd>
              </div>
            ))}
          </dl>
          <p class="muted">{threshold}</p>
          <p class="muted">More: {docs}</p>
        </details>
        {process === null ? null : (
          <button
            type="button"
            class="button"
            aria-pressed={selectedProcess.value === process.id}
            onClick={() => toggleProcess(process.id)}
          >
            {selectedProcess.value === process.id ? "Show all" : "Show its flows"}
          </button>
        )}
      </div>
    </li>
  );
}

export function Findings() {
  const chosen = windowReport.value;
  const inWindow = chosen.kind === "here";
  const findings = inWindow ? chosen.report.findings : (momentFindings.value ?? live.state.value?.findings ?? []);
  const hint = calibrationHint(findings);
  return (
    <section class="card findings" aria-label="Findings">
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
          <FindingView key={`${finding.rule} ${finding.process?.id} ${finding.title}`} finding={finding} />
        ))}
      </ul>
      {hint === null ? null : <p class="table-note">{hint}</p>}
      {findings.length === 0 ? (
        <p class="table-note">Nothing to complain about: no rule has found a copy or a crossing that could be saved.</p>
      ) : null}
    </section>
  );
}
