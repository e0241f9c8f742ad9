/** Says what state the page is in when that is not simply "live", and what can be done. */
import { useComputed } from "@preact/signals";
import { safeForTerminal } from "../../server/model/safe-text.ts";
import { clock, spanText } from "../charts/time-ticks.ts";
import { openDialog } from "../controls/dialogs.ts";
import { live } from "../state/live.ts";
import { brushed, followLive, held, recording, visible } from "../state/view.ts";
import { pageState } from "./page-state.ts";

/** Milliseconds of silence before the page says that nothing is in scope. */
const RECENT = 3_000;

const currentState = () => {
  const newest = live.read.value ?? 0;
  const recent = live.whole.history.between(newest - RECENT, newest + 1);
  return pageState(live.link.value, live.state.value, recent);
};

export function StateBanner() {
  const { name, tone, title, text, remedy } = useComputed(currentState).value;
  if (recording.value !== null) return null;
  return (
    <section class="banners" aria-label="State" aria-live="polite">
      {name === "fine" ? null : (
        <div class={`banner banner-${tone}`} data-state={name}>
          {name === "connecting" || name === "starting" || name === "restarting" ? (
            <span class="spinner" aria-hidden="true" />
          ) : null}
          <p>
            <b>{title}.</b> {safeForTerminal(text, 600)}
          </p>
          {remedy === null ? null : <pre class="remedy">{remedy}</pre>}
          {name === "nothing-in-scope" || name === "ended" ? (
            <button type="button" class="button" onClick={() => (openDialog.value = "scope")}>
              Choose what to watch
            </button>
          ) : null}
          {name === "outdated" ? (
            <button type="button" class="button" onClick={() => location.reload()}>
              Reload
            </button>
          ) : null}
        </div>
      )}
      <HeldBanner />
    </section>
  );
}

function HeldBanner() {
  const window = brushed.value;
  if (held.value === null && window === null) return null;
  const { from, to } = window ?? visible.value;
  return (
    <div class="banner banner-held" data-state="paused">
      <p>
        <b>{window === null ? "Looking back." : "Window."}</b>{" "}
        <span class="mono">
          {clock(from)} – {clock(to)}
        </span>{" "}
        {window === null
          ? "Figures are of the last second shown; nothing live is lost."
          : `All figures are of these ${spanText(to - from)}.`}
      </p>
      {window === null ? null : (
        <button type="button" class="button" onClick={() => (brushed.value = null)}>
          Clear window
        </button>
      )}
      <button type="button" class="button button-strong" onClick={followLive}>
        Back to live
      </button>
    </div>
  );
}
