/** The run over time: the dashboard's charts, and the buttons that do for the time axis what pointers do. */
import { Charts } from "../charts/charts.tsx";
import { clock, spanText } from "../charts/time-ticks.ts";
import { Headlines } from "../headline/headlines.tsx";
import { live } from "../state/live.ts";
import { brushed, pan, show, visible, zoom } from "../state/view.ts";
import { showWholeRun } from "./report-view.ts";

function zoomBy(factor: number): void {
  const { from, to } = visible.value;
  zoom(factor, (from + to) / 2);
}

const ACTIONS = [
  { label: "Earlier", sign: "←", act: () => pan(-0.5) },
  { label: "Later", sign: "→", act: () => pan(0.5) },
  { label: "Show less time", sign: "+", act: () => zoomBy(0.5) },
  { label: "Show more time", sign: "−", act: () => zoomBy(2) },
] as const;

function Window() {
  const window = brushed.value;
  if (window === null) return null;
  return (
    <div class="window">
      <p>
        <b>Window of {spanText(window.to - window.from)}</b>, {clock(window.from)} – {clock(window.to)}. Its figures,
        from the steps in it:
      </p>
      <button type="button" class="button" onClick={() => show(window)}>
        Zoom to it
      </button>
      <button type="button" class="button" onClick={() => (brushed.value = null)}>
        Clear window
      </button>
      <Headlines />
    </div>
  );
}

/**
 * Brushed windows have figures made of the steps in the file, which may be of several seconds: not the exact frames.
 */
export function OverTime() {
  const { from, to } = visible.value;
  live.past.value;
  return (
    <section aria-label="Over time" class="over-time">
      <header class="over-time-head">
        <h2>Over time</h2>
        <span class="muted">
          {clock(from)} – {clock(to)}, {spanText(to - from)}. Drag over a chart for the figures of a window; Ctrl and
          the wheel zoom, Shift and dragging moves.
        </span>
        <span class="over-time-actions">
          {ACTIONS.map(({ label, sign, act }) => (
            <button key={label} type="button" class="button" aria-label={label} title={label} onClick={act}>
              {sign}
            </button>
          ))}
          <button type="button" class="button" onClick={showWholeRun}>
            Whole run
          </button>
        </span>
      </header>
      <Window />
      <Charts />
    </section>
  );
}
