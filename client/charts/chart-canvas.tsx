/** Owns one canvas and the chart on it. Draws when its model or the colours change, and only while it is on screen. */
import { effect, type ReadonlySignal } from "@preact/signals";
import { Chart, Filler, LinearScale, LineController, LineElement, PointElement } from "chart.js";
import { useEffect, useRef } from "preact/hooks";
import type { Mark } from "../../server/model/live/protocol.ts";
import { live } from "../state/live.ts";
import type { TimeRange } from "../state/view.ts";
import { chartConfiguration, fixedParts } from "./chart-configuration.ts";
import type { ChartModel, Point } from "./chart-model.ts";
import { drawNow, drawSoon, forget } from "./draw-queue.ts";
import { eventsPlugin } from "./events-plugin.ts";
import { heatPlugin } from "./heat-plugin.ts";
import { currentLook } from "./look.ts";

Chart.register(LineController, LineElement, PointElement, LinearScale, Filler);

export interface ChartCanvasProps {
  readonly model: ReadonlySignal<ChartModel>;
  readonly range: ReadonlySignal<TimeRange>;
  readonly marks: ReadonlySignal<readonly Mark[]>;
  readonly label: string;
}

/** New points on axes that stay: Chart.js keeps everything else it has worked out. */
function move(chart: Chart<"line", Point[]>, { series }: ChartModel, { from, to }: TimeRange): void {
  chart.data.datasets.forEach((dataset, index) => {
    dataset.data = (series[index]?.points ?? []) as Point[];
  });
  const axis = chart.options.scales?.["x"];
  if (axis !== undefined) Object.assign(axis, { min: from, max: to });
  chart.update("none");
}

export function ChartCanvas({ model, range, marks, label }: ChartCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current === null) return;
    const plugins = [
      heatPlugin(() => model.peek(), currentLook),
      eventsPlugin(
        () => model.peek(),
        () => marks.peek(),
        currentLook,
      ),
    ];
    let chart: Chart<"line", Point[]> | undefined;
    let fixed = "";
    let past = -1;
    let look = currentLook();
    const draw = () => {
      if (canvas.current === null) return;
      const now = model.peek();
      const parts = fixedParts(now);
      if (chart !== undefined && parts === fixed && look === currentLook()) {
        move(chart, now, range.peek());
        return;
      }
      fixed = parts;
      look = currentLook();
      const configuration = chartConfiguration(now, range.peek(), look, plugins);
      if (chart === undefined) {
        chart = new Chart(canvas.current, configuration);
        return;
      }
      chart.data = configuration.data;
      if (configuration.options !== undefined) chart.options = configuration.options;
      chart.update("none");
    };
    const stop = effect(() => {
      // Read here, so that this runs again when they change; drawing itself happens later.
      model.value;
      range.value;
      marks.value;
      currentLook();
      drawSoon(draw);
      if (past !== live.past.value) {
        past = live.past.value;
        drawNow();
      }
    });
    return () => {
      stop();
      forget(draw);
      chart?.destroy();
    };
  }, [model, range, marks]);
  return <canvas ref={canvas} role="img" aria-label={label} />;
}
