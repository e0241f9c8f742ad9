/** Says what state the page is in when that is not simply "live", and what can be done. */
import { useComputed } from "@preact/signals";
import { safeForTerminal } from "../../server/model/safe-text.ts";
import { clock, spanText } from "../charts/time-ticks.ts";
import { openDialog } from "../controls/dialogs.ts";
import { live } from "../state/live.ts";
import { brushed, followLive, held, recording, visible } from "../state/view.ts";
import { type PageState, pageState } from "./page-state.ts";

/** Milliseconds of silence before the page says that nothing is in scope. */
const RECENT = 3_000;

const currentState = () => {
  const newest = live.read.value ?? 0;
  const recent = live.whole.history.between(newest - RECENT, newest + 1);
  return pageState(live.link.value, live.state.value, recent);
};

function Banner({ name, tone, title, text, remedy }: PageState) {
  return (
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
  );
}

/** States that change what the whole page is good for; at its head. */
export function StateBanner() {
  const state = useComputed(currentState).value;
  if (recording.value !== null) return null;
  return (
    <section class="banners" aria-label="State" aria-live="polite">
      {state.name === "fine" || isPassing(state) ? null : <Banner {...state} />}
    </section>
  );
}

/** States that come and go by themselves or with a key, while somebody looks at the page; at its foot. */
export function PassingBanners() {
  const state = useComputed(currentState).value;
  if (recording.value !== null) return null;
  return (
    <section class="banners" aria-label="What is shown" aria-live="polite">
      {isPassing(state) ? <Banner {...state} /> : null}
      <HeldBanner />
    </section>
  );
}

/** A workload that wakes every few seconds comes to this and leaves it again as often. */
const isPassing = ({ name }: PageState): boolean => name === "nothing-in-scope";

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
