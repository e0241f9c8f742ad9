/** Draws lanes on a canvas, in the colours of the style sheet. */
import type { LaneCall, ThreadLanes } from "../../server/model/lanes.ts";
import { safeForTerminal } from "../../server/model/safe-text.ts";
import { callBoxes, LANE, LANE_HEIGHT, type LaneView, stateBoxes } from "./lane-boxes.ts";

/** Names of the style sheet's colours. */
export const STATE_COLOURS = {
  user: "--series-1",
  kernel: "--series-2",
  runnable: "--series-5",
  blocked: "--line",
  unknown: "--ground",
} as const;

/** A call that moves data has its mechanism's colour. */
function callColour({ flow }: LaneCall): string {
  return flow === null ? "--line-strong" : `--${flow.mechanism}`;
}

/** Sets the canvas's size and draws all of it. `chosen` is one of the threads' own calls: it is told by identity. */
export function drawLanes(
  canvas: HTMLCanvasElement,
  threads: readonly ThreadLanes[],
  view: LaneView,
  chosen: LaneCall | null,
): void {
  const ratio = window.devicePixelRatio || 1;
  canvas.width = Math.round(view.width * ratio);
  canvas.height = Math.round(threads.length * LANE_HEIGHT * ratio);
  canvas.style.height = `${threads.length * LANE_HEIGHT}px`;
  const context = canvas.getContext("2d");
  if (context === null) return;
  context.scale(ratio, ratio);
  const style = getComputedStyle(canvas);
  // A custom property is not computed to a colour; the canvas's own colour is.
  const colour = (name: string): string => {
    canvas.style.color = `var(${name})`;
    return style.color;
  };
  const colours = new Map<string, string>();
  const fill = (name: string) => {
    const known = colours.get(name) ?? colour(name);
    colours.set(name, known);
    context.fillStyle = known;
  };
  context.font = `12px ${style.fontFamily}`;
  context.textBaseline = "middle";
  threads.forEach((thread, index) => {
    const top = index * LANE_HEIGHT;
    fill("--text");
    context.fillText(`${safeForTerminal(thread.command, 40)} · thread ${thread.tid}`, 2, top + LANE.name / 2);
    const states = top + LANE.name;
    for (const box of stateBoxes(thread, view)) {
      fill(STATE_COLOURS[box.state]);
      context.fillRect(box.x, states, box.width, LANE.states);
      if (box.state === "unknown") hatch(context, colour("--bad"), box.x, states, box.width);
    }
    const calls = states + LANE.states + 1;
    for (const { x, width, call } of callBoxes(thread, view)) {
      fill(callColour(call));
      context.fillRect(x, calls, width, LANE.calls - 2);
      if (call === chosen) {
        context.strokeStyle = colour("--text");
        context.strokeRect(x, calls, Math.max(2, width), LANE.calls - 2);
      }
      if (width < 30) continue;
      fill("--surface");
      context.save();
      context.beginPath();
      context.rect(x, calls, width - 2, LANE.calls);
      context.clip();
      context.fillText(call.name, x + 3, calls + LANE.calls / 2 - 1);
      context.restore();
    }
  });
  canvas.style.color = "";
}

function hatch(context: CanvasRenderingContext2D, colour: string, x: number, y: number, width: number): void {
  context.save();
  context.beginPath();
  context.rect(x, y, width, LANE.states);
  context.clip();
  context.strokeStyle = colour;
  context.beginPath();
  for (let at = x - LANE.states; at < x + width; at += 6) {
    context.moveTo(at, y + LANE.states);
    context.lineTo(at + LANE.states, y);
  }
  context.stroke();
  context.restore();
}
