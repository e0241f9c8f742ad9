/** The frames behind what is drawn: computed once a change, however many charts read them. */
import { computed } from "@preact/signals";
import { mergedFrame } from "../../server/model/live/merged-frame.ts";
import type { LiveFrame } from "../../server/model/live/protocol.ts";
import { liesWithin } from "../../server/model/live/within.ts";
import { live } from "./live.ts";
import { brushed, figuresRange, held, selectedProcess, type TimeRange, visible } from "./view.ts";

/** Frames as charts draw them need not follow every tick: `drawn` says when there is something to see. */
function stepsOf(source: typeof live.whole | typeof live.focus): readonly LiveFrame[] {
  live.drawn.value;
  const { from, to } = visible.value;
  live.past.value;
  return source.steps.between(from, to, live.state.value?.intervalMs ?? 250);
}

/** The whole scope's, as charts draw them. */
export const wholeSteps = computed(() => stepsOf(live.whole));

/** Those of the selected process, or of the whole scope where none is selected. */
export const chosenSteps = computed(() => (selectedProcess.value === null ? wholeSteps.value : stepsOf(live.focus)));

function framesIn({ from, to }: TimeRange): readonly LiveFrame[] {
  const source = selectedProcess.value === null ? live.whole : live.focus;
  const touching = source.history.between(from, to);
  // Of a brushed window, the frames that its report is of.
  if (brushed.value !== null) return touching.filter((frame) => liesWithin(frame, from, to));
  // Of the newest second, those that mostly lie in it: it need not begin where a frame does.
  return touching.filter(({ start, end }) => {
    const middle = (start + end) / 2;
    return middle >= from && middle < to;
  });
}

/** While time stands still, frames of it may yet arrive. */
function followHistory(): void {
  live.past.value;
  if (held.value !== null || brushed.value !== null) live.tick.value;
  else live.read.value;
}

/** The sum over the time that figures are of; null: there are no frames in it. */
export const figuresFrame = computed<LiveFrame | null>(() => {
  followHistory();
  const frames = framesIn(figuresRange.value);
  return frames.length === 0 ? null : mergedFrame(frames);
});

/** Seconds with frames in the time that figures are of. */
export const figuresSeconds = computed(() => {
  followHistory();
  return framesIn(figuresRange.value).reduce((sum, { start, end }) => sum + (end - start), 0) / 1000;
});

/** Marks are the whole run's; the state has them all. */
export const marks = computed(() => live.state.value?.marks ?? live.marks.value);
