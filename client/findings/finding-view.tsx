/** A finding: a verdict, what to do, and behind a click the numbers it rests on. */
import type { Evidence, Finding } from "../../server/model/finding.ts";
import { safeForTerminal } from "../../server/model/safe-text.ts";
import { formatBytes, formatCount, formatShare } from "../../server/model/units.ts";

function evidenceText({ value, unit }: Evidence): string {
  if (unit === "bytes") return formatBytes(value);
  return unit === "share" ? formatShare(value) : `${formatCount(value)} ${unit}`;
}

function savesText({ bytesNotCopied, transitionsFewer }: Finding["saves"]): string {
  const parts = [
    bytesNotCopied === null ? [] : [`${formatBytes(bytesNotCopied)} not copied`],
    transitionsFewer === null ? [] : [`${formatCount(transitionsFewer)} transitions fewer`],
  ].flat();
  return parts.length === 0 ? "" : `Would save ${parts.join(" and ")}.`;
}

interface FindingViewProps {
  readonly finding: Finding;
  /** Its flows are shown. */
  readonly chosen: boolean;
  readonly onChoose: () => void;
}

export function FindingView({ finding, chosen, onChoose }: FindingViewProps) {
  const { severity, title, process, evidence, threshold, advice, saves } = finding;
  return (
    <li class={`finding finding-${severity}`}>
      <p class="finding-title">
        <span class="severity">{severity}</span> {safeForTerminal(title, 300)}
      </p>
      <p class="muted">
        {safeForTerminal(process.command, 40)} {process.pid}
      </p>
      <p>{safeForTerminal(advice, 400)}</p>
      <p class="muted">{savesText(saves)}</p>
      <div class="finding-more">
        <details>
          <summary>Evidence</summary>
          <dl>
            {evidence.map((one) => (
              <div key={one.label}>
                <dt>{one.label}</dt>
                <dd>{evidenceText(one)}</dd>
              </div>
            ))}
          </dl>
          <p class="muted">{threshold}</p>
        </details>
        <button type="button" class="button" aria-pressed={chosen} onClick={onChoose}>
          {chosen ? "Show all" : "Show its flows"}
        </button>
      </div>
    </li>
  );
}
