/** Owns one canvas and the chart on it. Draws when what it shows changes, in its turn, and only while it is on screen. */
import { effect, type ReadonlySignal } from "@preact/signals";
import { Chart, LinearScale } from "chart.js";
import { useEffect, useRef } from "preact/hooks";
import type { Mark } from "../../server/model/live/protocol.ts";
import { live } from "../state/live.ts";
import type { TimeRange } from "../state/view.ts";
import { chartConfiguration, fixedParts } from "./chart-configuration.ts";
import type { ChartModel } from "./chart-model.ts";
import { drawNow, drawSoon, forget } from "./draw-queue.ts";
import { eventsPlugin } from "./events-plugin.ts";
import { heatPlugin } from "./heat-plugin.ts";
import { currentLook } from "./look.ts";
import { seriesPlugin } from "./series-plugin.ts";
import { timeAxisPlugin } from "./time-axis-plugin.ts";

Chart.register(LinearScale);

export interface ChartCanvasProps {
  /** The model as it is now. Called when the chart is drawn, for making a model costs as much as drawing it. */
  readonly model: () => ChartModel;
  /** Reads the signals that the model is made of; false: nobody sees the chart. */
  readonly watch: () => boolean;
  readonly range: ReadonlySignal<TimeRange>;
  readonly marks: ReadonlySignal<readonly Mark[]>;
  readonly label: string;
}

/** A time axis that moves changes nothing that Chart.js has worked out but where moments lie. */
function move(chart: Chart<"line", []>, { from, to }: TimeRange): void {
  const axis = chart.scales["x"];
  if (axis === undefined) return;
  axis.min = from;
  axis.max = to;
  axis.configure();
  chart.draw();
}

/** A chart without its title and legend. The time axis moves with `range` without the chart being laid out anew. */
export function ChartCanvas({ model, watch, range, marks, label }: ChartCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current === null) return;
    let shown = model();
    const plugins = [
      timeAxisPlugin(currentLook),
      heatPlugin(() => shown, currentLook),
      eventsPlugin(
        () => shown,
        () => marks.peek(),
        currentLook,
      ),
      seriesPlugin(() => shown, currentLook),
    ];
    let chart: Chart<"line", []> | undefined;
    let fixed = "";
    let past = -1;
    let followed: number | null = null;
    let look = currentLook();
    const draw = () => {
      if (canvas.current === null) return;
      shown = model();
      const parts = fixedParts(shown);
      if (chart !== undefined && parts === fixed && look === currentLook()) {
        move(chart, range.peek());
        return;
      }
      fixed = parts;
      look = currentLook();
      const configuration = chartConfiguration(shown, () => range.peek(), look, plugins);
      if (chart === undefined) {
        chart = new Chart(canvas.current, configuration);
        return;
      }
      if (configuration.options !== undefined) chart.options = configuration.options;
      chart.update("none");
    };
    const stop = effect(() => {
      // Read here, so that this runs again when they change; drawing itself happens later.
      if (!watch()) return;
      range.value;
      marks.value;
      currentLook();
      drawSoon(draw);
      // What no frame has changed, somebody has: they wait for it.
      const byFrames = followed !== live.drawn.value && past === live.past.value;
      followed = live.drawn.value;
      past = live.past.value;
      if (!byFrames) drawNow();
    });
    return () => {
      stop();
      forget(draw);
      chart?.destroy();
    };
  }, [model, watch, range, marks]);
  return <canvas ref={canvas} role="img" aria-label={label} />;
}
