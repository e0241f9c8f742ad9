/** A finding: a verdict, what to do, and behind a click the numbers it rests on. */
import type { Finding } from "../../server/model/findings/finding.ts";
import { evidenceWords, savesSentence } from "../../server/model/findings/finding-words.ts";
import { safeForTerminal } from "../../server/model/safe-text.ts";

interface FindingViewProps {
  readonly finding: Finding;
  /** Its flows are shown. */
  readonly chosen: boolean;
  /** Null: it is of no single process. */
  readonly onChoose: (() => void) | null;
}

/** `chosen` turns its button round; a finding of no single process has none. */
export function FindingView({ finding, chosen, onChoose }: FindingViewProps) {
  const { severity, title, process, alike, evidence, threshold, advice, saves, docs } = finding;
  return (
    <li class={`finding finding-${severity}`}>
      <p class="finding-title">
        <span class="severity">{severity}</span> {safeForTerminal(title, 300)}
      </p>
      <p class="muted">
        {process === null ? "All together" : `${safeForTerminal(process.command, 40)} ${process.pid}`}
        {alike === 0 ? "" : `, and ${alike} more of that name`}
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
        {onChoose === null ? null : (
          <button type="button" class="button" aria-pressed={chosen} onClick={onChoose}>
            {chosen ? "Show all" : "Show its flows"}
          </button>
        )}
      </div>
    </li>
  );
}
