/**
 * The time axis of everything: an overview of all that is held, and a box around the time that is shown. The box is a
 * slider: arrows move it, + and - zoom, End is live. A press elsewhere brings it there.
 */
import { effect, useComputed } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { drawNow, drawSoon, forget } from "../charts/draw-queue.ts";
import { currentLook } from "../charts/look.ts";
import { shareOf } from "../charts/pointers.ts";
import { clock, spanText } from "../charts/time-ticks.ts";
import { live } from "../state/live.ts";
import { goTo, playing, recorded, step } from "../state/replay.ts";
import { marks } from "../state/shown-frames.ts";
import { brushed, followLive, held, show, type TimeRange, visible, zoom } from "../state/view.ts";
import { paintOverview } from "./overview.ts";
import { Rates } from "./rates.ts";

/** The overview shows at least this much, so that the box is not all of it at the start. */
const LEAST = 300_000;

/** Milliseconds between paintings: over fifteen minutes a pixel is a second or less. */
const REPAINT = 1_500;

function overviewRange(): TimeRange {
  const to = live.drawn.value ?? 0;
  const first = live.whole.history.first?.start ?? to;
  if (recorded.value !== null) return recorded.value;
  return { from: Math.min(first, to - LEAST, visible.value.from), to };
}

const percent = (share: number) => `${(100 * Math.min(1, Math.max(0, share))).toFixed(2)}%`;

function keys(event: KeyboardEvent): void {
  const share = event.shiftKey ? 1 : 0.1;
  const action = {
    ArrowLeft: () => step(-share),
    ArrowRight: () => step(share),
    PageUp: () => step(-1),
    PageDown: () => step(1),
    End: followLive,
    "+": () => zoom(0.5),
    "=": () => zoom(0.5),
    "-": () => zoom(2),
  }[event.key];
  if (action === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  action();
}

const marksIn = ({ from, to }: TimeRange) => marks.value.filter(({ at }) => at >= from && at <= to);

/** The box can be dragged, and moved by the arrow keys when it has the focus; a press beside it brings it there. */
export function Timeline() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const range = useComputed(overviewRange).value;
  const shown = visible.value;
  useEffect(() => {
    const rates = new Rates(live.whole.history);
    let painted = Number.NEGATIVE_INFINITY;
    let [past, rest, length] = [-1, -1, 0];
    let painter = currentLook();
    let later: ReturnType<typeof setTimeout> | undefined;
    const paint = () => {
      painted = performance.now();
      clearTimeout(later);
      if (canvas.current !== null) paintOverview(canvas.current, rates, overviewRange(), painter);
    };
    const stop = effect(() => {
      live.tick.value;
      const look = currentLook();
      const { from, to } = overviewRange();
      // Time itself lengthens it, too, by less than that between paintings.
      const zoomed = Math.abs(to - from - length) > 2 * REPAINT;
      const changed = past !== live.past.value || rest !== live.rest.value || painter !== look || zoomed;
      const wait = painted + REPAINT - performance.now();
      if (!changed && wait > 0) {
        // No tick may come any more.
        clearTimeout(later);
        later = setTimeout(() => drawSoon(paint), wait);
        return;
      }
      [past, rest, length] = [live.past.value, live.rest.value, to - from];
      painter = look;
      // In turn with the charts, for it costs as much as one.
      drawSoon(paint);
      if (changed) drawNow();
    });
    return () => {
      stop();
      clearTimeout(later);
      forget(paint);
    };
  }, []);
  const drag = useRef<{ x: number; range: TimeRange } | null>(null);
  const down = (event: PointerEvent) => {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const at = range.from + ((event.clientX - box.left) / box.width) * (range.to - range.from);
    const length = shown.to - shown.from;
    if (recorded.value !== null) goTo(at);
    else if (at < shown.from || at > shown.to) show({ from: at - length / 2, to: at + length / 2 });
    drag.current = { x: event.clientX, range: visible.value };
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent) => {
    if (drag.current === null || Math.abs(event.clientX - drag.current.x) < 3) return;
    const { width } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const by = ((event.clientX - drag.current.x) / width) * (range.to - range.from);
    drawNow();
    const { from, to } = drag.current.range;
    playing.value = false;
    if (recorded.value !== null) goTo(to + by);
    else if (to + by >= range.to) held.value = null;
    else show({ from: from + by, to: to + by });
  };
  const up = () => {
    drag.current = null;
  };
  const text = `${clock(shown.from)} to ${clock(shown.to)}${held.value === null && recorded.value === null ? ", live" : ""}`;
  return (
    <section
      aria-label="Time"
      class="timeline"
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={up}
    >
      <canvas ref={canvas} role="img" aria-label="Bytes a second over the time that is held" />
      {marksIn(range).map(({ id, at, note }) => (
        <span
          key={id}
          class="timeline-mark"
          style={{ left: percent(shareOf(at, range)) }}
          title={`${clock(at)} ${note}`}
        />
      ))}
      {brushed.value === null ? null : (
        <span
          class="timeline-brush"
          style={{
            left: percent(shareOf(brushed.value.from, range)),
            right: percent(1 - shareOf(brushed.value.to, range)),
          }}
        />
      )}
      <div
        class="timeline-box"
        role="slider"
        tabIndex={0}
        aria-label="Time shown"
        aria-valuemin={Math.round(range.from)}
        aria-valuemax={Math.round(range.to)}
        aria-valuenow={Math.round(shown.to)}
        aria-valuetext={text}
        style={{ left: percent(shareOf(shown.from, range)), right: percent(1 - shareOf(shown.to, range)) }}
        onKeyDown={keys}
      />
      <span class="timeline-from">
        {live.newest.value === null
          ? ""
          : recorded.value === null
            ? `${spanText(range.to - range.from)} ago`
            : clock(range.from)}
      </span>
      <span class="timeline-to">{live.newest.value === null ? "" : clock(range.to)}</span>
    </section>
  );
}
