/** Interval, detail, theme. */
import { DETAILS, type Detail } from "../../server/model/frame.ts";
import { INTERVALS } from "../../server/model/live/protocol.ts";
import { Dialog } from "../parts/dialog.tsx";
import { live } from "../state/live.ts";
import { chooseTheme, THEMES, theme } from "../state/theme.ts";
import { recording } from "../state/view.ts";
import { ask } from "../wire/connection.ts";
import { granted, openDialog, say } from "./dialogs.ts";

const DETAIL_WORDS: { readonly [D in Detail]: string } = {
  counts: "counts: calls, bytes, switches",
  full: "full: adds the time split, sizes and latencies",
  events: "events: adds single calls and switches, for a while",
};

const seconds = (milliseconds: number) => (milliseconds < 1000 ? `${milliseconds} ms` : `${milliseconds / 1000} s`);

function Choice<T extends string | number>(props: {
  readonly title: string;
  readonly values: readonly T[];
  readonly chosen: T | null;
  readonly label: (value: T) => string;
  readonly onChoose: (value: T) => void;
}) {
  const { title, values, chosen, label, onChoose } = props;
  return (
    <fieldset class="choice">
      <legend>{title}</legend>
      {values.map((value) => (
        <label key={value}>
          <input type="radio" name={title} checked={value === chosen} onChange={() => onChoose(value)} />
          <span>{label(value)}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** Detail and interval are asked of the server and shown as it has them; the theme is this browser's own. */
export function SettingsDialog() {
  const state = live.state.value;
  const set = async (event: "interval" | "detail", value: number | Detail, done: string) => {
    const answer = event === "interval" ? await ask("interval", Number(value)) : await ask("detail", value as Detail);
    if (granted(answer)) say(done, true);
  };
  return (
    <Dialog title="Settings" onClose={() => (openDialog.value = null)}>
      <Choice
        title="Theme"
        values={THEMES}
        chosen={theme.value}
        label={(value) => (value === "system" ? "as the system" : value)}
        onChoose={chooseTheme}
      />
      {recording.value === null ? (
        <>
          <Choice
            title="Interval"
            values={INTERVALS}
            chosen={INTERVALS.find((value) => value === state?.intervalMs) ?? null}
            label={seconds}
            onChoose={(value) => set("interval", value, `A frame every ${seconds(value)}; the probes are made anew.`)}
          />
          <Choice
            title="Detail"
            values={DETAILS}
            chosen={state?.detail ?? null}
            label={(value) => DETAIL_WORDS[value]}
            onChoose={(value) => set("detail", value, `Detail ${value}; the probes are made anew.`)}
          />
          <p class="muted">Interval and detail are the server's: they change for everybody who looks at it.</p>
        </>
      ) : null}
    </Dialog>
  );
}
