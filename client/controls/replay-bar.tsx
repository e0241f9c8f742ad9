/** A recording's controls: play, speed, marks, the whole of it, and the way back to what is live. */
import { safeForTerminal } from "../../server/model/safe-text.ts";
import { clock } from "../charts/time-ticks.ts";
import { live } from "../state/live.ts";
import { jumpToMark, loaded, playing, SPEEDS, showWhole, speed, togglePlay } from "../state/replay.ts";
import { brushed, recording, visible } from "../state/view.ts";

/** Nothing in a live run. A recording that cannot be read has its reason here. */
export function ReplayBar() {
  const name = recording.value;
  if (name === null) return null;
  const failure = live.replayFailure.value;
  const hasMarks = (live.state.value?.marks.length ?? 0) > 0;
  return (
    <section
      class={`banner replay-bar ${failure === null ? "banner-held" : "banner-bad"}`}
      data-state="replaying"
      aria-label="Replay"
    >
      <p class="replay-name">
        <b>{failure === null ? "Replaying" : "Cannot replay"}</b> {safeForTerminal(name, 60)}
        {failure === null ? "" : `: ${safeForTerminal(failure, 400)}`}
        {loaded.value < 1 && failure === null ? (
          <span class="muted"> reading, {Math.floor(100 * loaded.value)} %</span>
        ) : null}
      </p>
      {live.state.value === null ? null : (
        <>
          <div class="replay-keys">
            {hasMarks ? (
              <button type="button" class="button" title="To the mark before ( [ )" onClick={() => jumpToMark(-1)}>
                <span aria-hidden="true">⚑◂</span>
                <span class="unseen">To the mark before</span>
              </button>
            ) : null}
            <button
              type="button"
              class="button button-strong button-play"
              aria-pressed={playing.value}
              onClick={togglePlay}
            >
              {playing.value ? "❚❚ Pause" : "▶ Play"}
            </button>
            {hasMarks ? (
              <button type="button" class="button" title="To the next mark ( ] )" onClick={() => jumpToMark(1)}>
                <span aria-hidden="true">▸⚑</span>
                <span class="unseen">To the next mark</span>
              </button>
            ) : null}
            <label class="span">
              <span class="unseen">Speed</span>
              <select
                value={String(speed.value)}
                onChange={(event) => {
                  speed.value = Number(event.currentTarget.value);
                }}
              >
                {SPEEDS.map((one) => (
                  <option key={one} value={String(one)}>
                    {one}×
                  </option>
                ))}
              </select>
            </label>
          </div>
          <span class="mono replay-at">
            {brushed.value === null
              ? clock(visible.value.to)
              : `${clock(brushed.value.from)} – ${clock(brushed.value.to)}`}
          </span>
          <button type="button" class="button" onClick={showWhole}>
            Whole run
          </button>
        </>
      )}
      <button
        type="button"
        class="button"
        onClick={() => {
          location.hash = "";
        }}
      >
        Leave
      </button>
    </section>
  );
}
