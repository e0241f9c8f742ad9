/** One chart with its title, explanation, legend and the surface that hovering and brushing happen on. */
import { useComputed, useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { Explain } from "../parts/explain.tsx";
import { marks } from "../state/shown-frames.ts";
import { visible } from "../state/view.ts";
import { ChartCanvas } from "./chart-canvas.tsx";
import type { ChartModel } from "./chart-model.ts";
import { drawNow } from "./draw-queue.ts";
import { Legend } from "./legend.tsx";
import { whileOnScreen } from "./on-screen.ts";
import { printing } from "./printing.ts";
import { TimeSurface } from "./time-surface.tsx";

export interface ChartCardProps {
  readonly title: string;
  readonly explanation: string;
  /** Reads signals. `shownTop` is the axis's top as it is, which moves as seldom as it can. */
  readonly build: (hidden: ReadonlySet<string>, shownTop: number) => ChartModel;
  /** Series that start hidden. */
  readonly quiet?: readonly string[];
}

const NOTHING: ChartModel = {
  frames: [],
  series: [],
  stacked: false,
  bottom: 0,
  top: 1,
  base: "decimal",
  format: () => ({ number: "", unit: "" }),
  heat: null,
  silence: "",
};

export function ChartCard({ title, explanation, build, quiet = [] }: ChartCardProps) {
  const card = useRef<HTMLElement>(null);
  const hidden = useSignal<ReadonlySet<string>>(new Set(quiet));
  const onScreen = useSignal(false);
  const kept = useMemo(() => ({ model: NOTHING }), []);
  const model = useComputed(() => {
    if (onScreen.value || printing.value) kept.model = build(hidden.value, kept.model.top);
    return kept.model;
  });
  useEffect(() => {
    if (card.current === null) return;
    return whileOnScreen(card.current, () => {
      drawNow();
      onScreen.value = true;
      return () => {
        onScreen.value = false;
      };
    });
  }, [onScreen]);
  const toggle = (key: string) => {
    const next = new Set(hidden.value);
    if (!next.delete(key)) next.add(key);
    hidden.value = next;
  };
  const silence = useComputed(() => model.value.silence);
  return (
    <section class="card chart-card" ref={card} aria-label={title}>
      <header class="card-head">
        <h3>{title}</h3>
        <Explain about={title}>{explanation}</Explain>
      </header>
      <div class="plot">
        <ChartCanvas model={model} range={visible} marks={marks} label={`${title}. ${explanation}`} />
        <TimeSurface />
        {silence.value === null ? null : <p class="silence">{silence.value}</p>}
      </div>
      <Legend model={model} hidden={hidden.value} onToggle={toggle} />
    </section>
  );
}
