/** A chart's legend: what each colour is, and its value under the crosshair, else the newest. A click hides a series. */
import type { ReadonlySignal } from "@preact/signals";
import { Figure } from "../parts/figure.tsx";
import { hovered } from "../state/view.ts";
import { type ChartModel, frameAt } from "./chart-model.ts";

interface LegendProps {
  readonly model: ReadonlySignal<ChartModel>;
  readonly hidden: ReadonlySet<string>;
  readonly onToggle: (key: string) => void;
}

/** What is in `hidden` stays in the list, with its value, so that it can be shown again. */
export function Legend({ model, hidden, onToggle }: LegendProps) {
  const { series, frames, format, stacked } = model.value;
  const at = frameAt(frames, hovered.value);
  return (
    <ul class="legend">
      {series.map(({ key, label, colour, values, dash }) => (
        <li key={key}>
          <button
            type="button"
            class="legend-item"
            aria-pressed={!hidden.has(key)}
            title={hidden.has(key) ? `Show ${label}` : `Hide ${label}`}
            onClick={() => onToggle(key)}
          >
            <span
              class={`swatch ${stacked ? "swatch-area" : ""} ${dash && dash.length > 0 ? "swatch-dashed" : ""}`}
              style={{ color: `var(--${colour})` }}
            />
            <span class="legend-label">{label}</span>
            <Figure text={format(values[at] ?? null)} />
          </button>
        </li>
      ))}
    </ul>
  );
}
