/** Single events of the newest window, live or of the recording that is replayed: what each thread did, moment by moment. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { LANE_STATES } from "../../server/model/lanes.ts";
import type { EventsAnswer } from "../../server/model/live/event-slice.ts";
import { safeForTerminal } from "../../server/model/safe-text.ts";
import { formatBytes, formatSeconds } from "../../server/model/units.ts";
import { openDialog } from "../controls/dialogs.ts";
import { Dialog } from "../parts/dialog.tsx";
import { coloursChanged } from "../state/theme.ts";
import { type Fetched, fetchJson } from "../wire/api.ts";
import { apiPath } from "../wire/recording-path.ts";
import { drawLanes, STATE_COLOURS } from "./draw-lanes.ts";
import {
  type ChosenCall,
  callAt,
  callBeside,
  type LaneView,
  moved,
  threadsIn,
  viewOf,
  type Way,
  zoomed,
} from "./lane-boxes.ts";

const KEYS: { readonly [key: string]: (view: LaneView, bounds: { from: number; to: number }) => LaneView } = {
  "+": (view, bounds) => zoomed(view, 0.5, (view.from + view.to) / 2, bounds),
  "=": (view, bounds) => zoomed(view, 0.5, (view.from + view.to) / 2, bounds),
  "-": (view, bounds) => zoomed(view, 2, (view.from + view.to) / 2, bounds),
  ArrowLeft: (view, bounds) => moved(view, (view.from - view.to) / 4, bounds),
  ArrowRight: (view, bounds) => moved(view, (view.to - view.from) / 4, bounds),
};

/** Keys that lead from call to call. */
const WAYS: { readonly [key: string]: Way } = { n: "next", p: "previous", ArrowDown: "down", ArrowUp: "up" };

function CallFacts({ thread, call }: ChosenCall) {
  const { flow, result, end, start } = call;
  const facts: (readonly [string, string])[] = [
    ["thread", `${thread.tid} of ${safeForTerminal(thread.command, 40)} (pid ${thread.pid})`],
    ["began", `${formatSeconds(start / 1e9)} after the window's beginning`],
    ["took", end === null ? "does not return" : formatSeconds((end - start) / 1e9)],
  ];
  if (flow !== null) {
    const name = ({ kind, filesystem }: typeof flow.from) => (filesystem === null ? kind : `${kind} (${filesystem})`);
    facts.push(["from → to", `${name(flow.from)} → ${name(flow.to)}`], ["mechanism", flow.mechanism]);
    facts.push(result < 0 ? ["failed", `errno ${-result}`] : ["moved", formatBytes(result)]);
  } else if (end !== null) facts.push(["returned", String(result)]);
  return (
    <dl class="event-facts" aria-label={`The call ${call.name}`}>
      <dt>call</dt>
      <dd>{call.name}</dd>
      {facts.flatMap(([term, what]) => [<dt key={term}>{term}</dt>, <dd key={`${term}.`}>{what}</dd>])}
    </dl>
  );
}

function Lanes({ answer }: { readonly answer: EventsAnswer }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const bounds = { from: answer.from, to: answer.to };
  const view = useSignal<LaneView>({ ...bounds, width: 0 });
  const chosen = useSignal<ChosenCall | null>(null);
  useEffect(() => {
    const box = canvas.current;
    if (box === null) return;
    const observer = new ResizeObserver(() => {
      view.value = { ...view.value, width: box.clientWidth };
    });
    observer.observe(box);
    return () => observer.disconnect();
  }, [view]);
  useEffect(() => {
    if (canvas.current !== null && view.value.width > 0) {
      drawLanes(canvas.current, threadsIn(answer.threads, view.value), view.value, chosen.value?.call ?? null);
    }
  }, [answer, view.value, chosen.value, coloursChanged.value]);
  const momentAt = (x: number) => view.value.from + ((view.value.to - view.value.from) * x) / view.value.width;
  return (
    <>
      <p class="muted">
        {formatSeconds((view.value.to - view.value.from) / 1e9)} of {formatSeconds(answer.end / 1e9)}, from{" "}
        {formatSeconds(view.value.from / 1e9)}
        {answer.cut ? "; there is more after this than can be drawn at once" : ""}
      </p>
      <ul class="event-legend">
        {LANE_STATES.map((state) => (
          <li key={state}>
            <span style={{ background: `var(${STATE_COLOURS[state]})` }} aria-hidden="true" />
            {state === "unknown" ? "unknown: events were lost" : state}
          </li>
        ))}
      </ul>
      <div
        class="event-lanes"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keys that zoom and move belong to the drawing
        tabIndex={0}
        role="application"
        aria-label="Lanes; + and - zoom, left and right move, n and p choose the next and previous call, up and down the thread"
        onKeyDown={(event) => {
          const change = KEYS[event.key];
          const way = WAYS[event.key];
          if (change === undefined && way === undefined) return;
          event.preventDefault();
          if (change !== undefined) view.value = change(view.value, bounds);
          if (way === undefined) return;
          const beside = callBeside(answer.threads, chosen.value, way, view.value);
          if (beside === null) return;
          chosen.value = beside;
          view.value = viewOf(beside.call, view.value, bounds);
        }}
      >
        <canvas
          ref={canvas}
          onClick={(event) => {
            chosen.value = callAt(threadsIn(answer.threads, view.value), view.value, event.offsetX, event.offsetY);
          }}
          onWheel={(event) => {
            event.preventDefault();
            view.value = zoomed(view.value, event.deltaY < 0 ? 0.8 : 1.25, momentAt(event.offsetX), bounds);
          }}
        />
      </div>
      <div aria-live="polite">
        {chosen.value === null ? (
          <p class="muted">A click on a call says what it was; so do the keys n and p.</p>
        ) : (
          <CallFacts {...chosen.value} />
        )}
      </div>
    </>
  );
}

/** Reads the window once when it is opened; a live capture's next window is another one. */
export function EventsDialog() {
  const answer = useSignal<Fetched<EventsAnswer> | null>(null);
  useEffect(() => {
    void fetchJson<EventsAnswer>(apiPath("events")).then((fetched) => {
      answer.value = fetched;
    });
  }, [answer]);
  return (
    <Dialog title="Single events" wide onClose={() => (openDialog.value = null)}>
      {answer.value === null ? (
        <p class="muted">Reading…</p>
      ) : answer.value.ok ? (
        <Lanes answer={answer.value.value} />
      ) : (
        <p>{answer.value.message}</p>
      )}
    </Dialog>
  );
}
