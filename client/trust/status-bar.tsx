/** Trust and cost, always in view at the foot of the page; the whole story opens above it. */
import { useComputed } from "@preact/signals";
import { formatBytes, formatShare } from "../../server/model/units.ts";
import { live } from "../state/live.ts";
import { moment } from "../state/moment.ts";
import { costOf, trustOf } from "./trust-figures.ts";

/** Milliseconds the cost is averaged over. */
const COST_OVER = 10_000;

function Share({ label, value }: { readonly label: string; readonly value: number | null }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value === null ? "not known" : formatShare(value)}</dd>
    </div>
  );
}

/** Trust is of every frame this page holds, cost of the ten seconds before the moment that is looked at. */
export function StatusBar() {
  const state = live.state.value;
  const trust = useComputed(() => {
    live.table.value;
    live.state.value;
    live.past.value;
    return trustOf(live.whole.history.frames);
  }).value;
  const cost = useComputed(() => {
    live.table.value;
    live.past.value;
    const to = moment.value ?? live.newest.peek() ?? 0;
    return costOf(live.whole.history.between(to - COST_OVER, to), live.state.value?.run?.cpus ?? 1);
  }).value;
  const run = state?.run ?? null;
  const measured = live.newest.value !== null;
  return (
    <footer class="status-bar">
      <details name="status">
        <summary class={!measured ? "muted" : trust.complete ? "status-good" : "status-bad"}>
          <span aria-hidden="true">{!measured ? "–" : trust.complete ? "✓" : "⚠"}</span>{" "}
          {!measured ? "nothing measured yet" : trust.complete ? "complete" : `incomplete · ${trust.reasons.length}`}
        </summary>
        <div class="status-panel">
          <h3>Can these numbers be trusted?</h3>
          {measured && trust.complete ? <p>Nothing was lost, skipped or left out of what this page holds.</p> : null}
          <ul>
            {trust.reasons.map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
          {run !== null && run.missing.length > 0 ? (
            <>
              <h4>What this kernel cannot tell</h4>
              <ul>
                {run.missing.map(({ part, reason }) => (
                  <li key={part}>
                    <b>{part}</b>: {reason}
                  </li>
                ))}
              </ul>
            </>
          ) : null}
        </div>
      </details>
      <details name="status">
        <summary>
          tracing costs <b class="fixed-5">{cost.share === null ? "?" : formatShare(cost.share)}</b>
          <span class="wide-only"> of the machine</span>
        </summary>
        <div class="status-panel">
          <h3>What tracing takes</h3>
          <p class="muted">Shares of all CPUs over the last ten seconds. The same counted by reports.</p>
          <dl>
            <Share label="Probes in the kernel" value={cost.probes} />
            <Share label="bpftrace" value={cost.bpftrace} />
            <Share label="copyscope" value={cost.server} />
            <div>
              <dt>Memory</dt>
              <dd>{cost.residentBytes === null ? "not known" : formatBytes(cost.residentBytes)}</dd>
            </div>
          </dl>
        </div>
      </details>
      {run !== null && run.missing.length > 0 ? (
        <span class="wide-only muted">{run.missing.length} not measurable here</span>
      ) : null}
      <span class="status-rest muted wide-only">
        {run === null ? "" : `${run.host} · Linux ${run.kernel} · ${run.cpus} CPUs · bpftrace ${run.bpftrace} · `}
        copyscope {state?.version ?? ""}
      </span>
    </footer>
  );
}
