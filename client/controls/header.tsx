/** The head of the page: what is watched, whether it is live, and what can be done about it. Always in view. */
import { formatBytes } from "../../server/model/units.ts";
import { spanText } from "../charts/time-ticks.ts";
import { live } from "../state/live.ts";
import { goTo, head } from "../state/replay.ts";
import { brushed, followLive, held, pause, recording, SPANS, span } from "../state/view.ts";
import { ask } from "../wire/connection.ts";
import { granted, openDialog } from "./dialogs.ts";
import { Logo } from "./logo.tsx";
import { scopeWords } from "./scope-words.ts";

function Status() {
  const phase = live.state.value?.phase.phase;
  const [tone, text] =
    recording.value !== null
      ? ["warn", live.state.value === null && live.replayFailure.value === null ? "Opening" : "Replaying"]
      : live.link.value !== "open"
        ? ["bad", live.link.value === "connecting" ? "Connecting" : "Disconnected"]
        : held.value !== null
          ? ["warn", "Looking back"]
          : phase === "running"
            ? live.state.value?.silent === true
              ? ["warn", "No frames"]
              : ["good", "Live"]
            : phase === "failed"
              ? ["bad", "Failed"]
              : phase === "ended"
                ? ["warn", "Ended"]
                : ["warn", "Attaching"];
  return (
    <span class={`status status-${tone}`} role="status">
      <span class="status-dot" aria-hidden="true" />
      {text}
    </span>
  );
}

function Record() {
  const recording = live.state.value?.recording ?? null;
  const press = async () => {
    granted(await ask("recording", recording === null ? "start" : "stop"));
  };
  return (
    <button
      type="button"
      class={`button button-record ${recording === null ? "" : "button-recording"}`}
      aria-pressed={recording !== null}
      title={recording === null ? "Record what is traced to a file" : `Recording to ${recording.file}`}
      onClick={press}
    >
      <span class="record-dot" aria-hidden="true" />
      {recording === null ? "Record" : `Stop · ${formatBytes(recording.bytes)}`}
    </button>
  );
}

function Span() {
  const chosen = SPANS.find((one) => one === span.value);
  return (
    <label class="span">
      <span class="unseen">Time shown</span>
      <select
        value={String(span.value)}
        onChange={(event) => {
          span.value = Number(event.currentTarget.value);
          if (recording.value === null) held.value = null;
          else goTo(head());
        }}
      >
        {chosen === undefined ? <option value={String(span.value)}>{spanText(span.value)}</option> : null}
        {SPANS.map((one) => (
          <option key={one} value={String(one)}>
            {spanText(one)}
          </option>
        ))}
      </select>
    </label>
  );
}

/** While a recording is replayed, what acts on a live run is left out. */
export function Header() {
  const state = live.state.value;
  const replays = recording.value !== null;
  const following = held.value === null && brushed.value === null;
  return (
    <header class="top">
      <h1 class="brand">
        <Logo />
        copyscope
      </h1>
      <button
        type="button"
        class="button scope"
        title={replays ? "What was watched" : "Choose what to watch"}
        disabled={replays}
        onClick={() => (openDialog.value = "scope")}
      >
        <span class="scope-words">{state === null ? "…" : scopeWords(state.scope)}</span>
        {replays ? null : <span aria-hidden="true">▾</span>}
      </button>
      <Status />
      <div class="top-actions">
        {replays ? null : (
          <button
            type="button"
            class={`button button-pause ${following ? "" : "button-strong"}`}
            aria-pressed={!following}
            onClick={() => (following ? pause() : followLive())}
          >
            {following ? "❚❚ Pause" : "▶ Live"}
          </button>
        )}
        <Span />
        {replays ? null : (
          <>
            <button type="button" class="button" onClick={() => (openDialog.value = "mark")}>
              ⚑ Mark
            </button>
            <Record />
          </>
        )}
        <button type="button" class="button" onClick={() => (openDialog.value = "recordings")}>
          Recordings
        </button>
        {state?.detail === "events" ? (
          <button type="button" class="button" onClick={() => (openDialog.value = "events")}>
            Events
          </button>
        ) : null}
        {replays ? null : (
          <button type="button" class="button" onClick={() => (openDialog.value = "lab")}>
            Lab
          </button>
        )}
        <button type="button" class="button" onClick={() => (openDialog.value = "settings")}>
          Settings
        </button>
        <button type="button" class="button top-help" aria-label="Help" onClick={() => (openDialog.value = "help")}>
          ?
        </button>
      </div>
    </header>
  );
}
