/**
 * What lies over every plot: the crosshair, the brushed window, and the pointer's doings. Drag brushes a window, Shift
 * or the middle button pans, Ctrl and the wheel zoom around the pointer. Crosshair and window are placed by two
 * numbers on the charts' common parent, so that moving them paints no canvas.
 */
import { useRef } from "preact/hooks";
import { brush, brushed, held, hovered, pause, show, type TimeRange, visible, zoom } from "../state/view.ts";
import { drawNow } from "./draw-queue.ts";

/** Pixels before a press counts as a drag. */
const SLACK = 4;

interface Drag {
  readonly x: number;
  readonly range: TimeRange;
  readonly pans: boolean;
  moved: boolean;
}

/**
 * Covers a plot, so that its share of the width is a share of the time shown. A click without a drag takes the window
 * back.
 */
export function TimeSurface() {
  const drag = useRef<Drag | null>(null);
  const shareOf = (event: PointerEvent | WheelEvent) => {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
  };
  const momentAt = (share: number, { from, to }: TimeRange) => from + share * (to - from);

  const down = (event: PointerEvent) => {
    if (event.button > 1) return;
    const pans = event.shiftKey || event.button === 1;
    drag.current = { x: event.clientX, range: visible.value, pans, moved: false };
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent) => {
    const share = shareOf(event);
    hovered.value = momentAt(share, visible.value);
    const start = drag.current;
    if (start === null || (!start.moved && Math.abs(event.clientX - start.x) < SLACK)) return;
    start.moved = true;
    const { width, left } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    if (start.pans) {
      drawNow();
      const by = ((start.x - event.clientX) / width) * (start.range.to - start.range.from);
      show({ from: start.range.from + by, to: start.range.to + by });
      return;
    }
    drawNow();
    // A window is brushed on time that stands still.
    pause();
    const shares = [(start.x - left) / width, share].sort((a, b) => a - b);
    brush(momentAt(Math.max(0, shares[0] ?? 0), start.range), momentAt(shares[1] ?? 1, start.range));
    held.value = start.range;
  };
  const up = () => {
    if (drag.current !== null && !drag.current.moved) brushed.value = null;
    drag.current = null;
  };
  const wheel = (event: WheelEvent) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    pause();
    zoom(event.deltaY > 0 ? 1.25 : 0.8, momentAt(shareOf(event), visible.value));
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the same is done by keyboard on the time box and by shortcuts
    <div
      class="time-surface"
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      // The browser has taken the press for its own: a finger that began here scrolls the page, and takes nothing back.
      onPointerCancel={() => {
        drag.current = null;
      }}
      onPointerLeave={() => {
        hovered.value = null;
      }}
      onWheel={wheel}
      onDblClick={() => {
        if (brushed.value !== null) show(brushed.value);
      }}
    >
      <div class="brush" />
      <div class="crosshair" />
    </div>
  );
}
