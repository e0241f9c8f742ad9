/** One chart with its title, explanation, legend and the surface that hovering and brushing happen on. */
import { effect, useComputed, useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { Explain } from "../parts/explain.tsx";
import { chosenSteps, marks, wholeSteps } from "../state/shown-frames.ts";
import { held, selectedEdge, selectedProcess, visible } from "../state/view.ts";
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
  /** Reads the steps and the selected edge, and no other signal. `shownTop` is the axis's top as it is, which moves as seldom as it can. */
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

/** A chart that is built and drawn only while it is on the screen, or printed. */
export function ChartCard({ title, explanation, build, quiet = [] }: ChartCardProps) {
  const card = useRef<HTMLElement>(null);
  const hidden = useSignal<ReadonlySet<string>>(new Set(quiet));
  const onScreen = useSignal(false);
  /** What the canvas shows, so that the legend reads out the same. */
  const drawn = useSignal(NOTHING);
  const [watch, model] = useMemo(() => {
    const seen = () => onScreen.value || printing.value;
    let chosen: readonly unknown[] = [];
    let stood = false;
    let top = 0;
    const watched = () => {
      if (!seen()) return false;
      chosenSteps.value;
      wholeSteps.value;
      const before = chosen;
      chosen = [selectedEdge.value, selectedProcess.value, hidden.value];
      const choice = chosen.some((one, at) => one !== before[at]);
      // Other data has an axis of its own, whatever was shown before.
      if (choice) top = 0;
      // What somebody chose is not to wait for its turn.
      const stands = held.value !== null;
      if (choice || stands !== stood) drawNow();
      stood = stands;
      return true;
    };
    const made = () => {
      if (onScreen.peek() || printing.peek()) {
        drawn.value = build(hidden.peek(), top);
        top = drawn.peek().top;
      }
      return drawn.peek();
    };
    return [watched, made] as const;
  }, [build, hidden, onScreen, drawn]);
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
  useEffect(
    () =>
      // With its legend a card is as high before it comes on the screen as after: nothing moves while somebody scrolls.
      effect(() => {
        if (drawn.peek() === NOTHING && wholeSteps.value.length > 0) drawn.value = build(hidden.peek(), 0);
      }),
    [build, hidden, drawn],
  );
  const toggle = (key: string) => {
    const next = new Set(hidden.value);
    if (!next.delete(key)) next.add(key);
    hidden.value = next;
  };
  const silence = useComputed(() => drawn.value.silence).value;
  return (
    <section class="card chart-card" ref={card} aria-label={title}>
      <header class="card-head">
        <h3>{title}</h3>
        <Explain about={title}>{explanation}</Explain>
      </header>
      <div class="plot">
        <ChartCanvas model={model} watch={watch} range={visible} marks={marks} label={`${title}. ${explanation}`} />
        <TimeSurface />
        {silence === null ? null : <p class="silence">{silence}</p>}
      </div>
      <Legend model={drawn} hidden={hidden.value} onToggle={toggle} />
    </section>
  );
}
