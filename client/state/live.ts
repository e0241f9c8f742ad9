/** What has come from the server: one object of signals, written by wire/connection.ts and nobody else. */
import { signal } from "@preact/signals";
import type { LiveState, Mark, ProcessDetail, ProcessTable } from "../../server/model/live/protocol.ts";
import { FrameHistory } from "./frame-history.ts";
import { StepCache } from "./step-cache.ts";

/** `lost`: there was a connection. `outdated`: the server speaks another protocol, reloading helps. */
export type Link = "connecting" | "open" | "lost" | "outdated";

const whole = new FrameHistory();
const focus = new FrameHistory();

/**
 * Written by wire/ alone. Frames are held beside the signals: `newest`, `past` and `tick` say when they have changed.
 */
export const live = {
  link: signal<Link>("connecting"),
  state: signal<LiveState | null>(null),
  table: signal<ProcessTable | null>(null),
  detail: signal<ProcessDetail | null>(null),
  /** End of the newest frame, epoch milliseconds. */
  newest: signal<number | null>(null),
  /** The newest frame's end that charts have drawn: it follows `newest` in steps that can be seen. */
  drawn: signal<number | null>(null),
  /** The same for figures: twice a second, for what changes faster cannot be read. */
  read: signal<number | null>(null),
  /** Milliseconds that the newest tick leaves for drawing charts. */
  drawing: 0,
  /** Why a recording cannot be replayed, or not to its end; null: it can. */
  replayFailure: signal<string | null>(null),
  /** Rises when frames have ceased to come, so that what follows them only now and then shows the last one. */
  rest: signal(0),
  /** Rises with every part of the past that arrives. */
  past: signal(0),
  /** Rises with every batch and every part of history: whoever reads frames reads it. */
  tick: signal(0),
  /** Marks of a run that is over; a live one's are in its state. */
  marks: signal<readonly Mark[]>([]),
  /** The whole scope's frames, and the selected process's. */
  whole: { history: whole, steps: new StepCache(whole) },
  focus: { history: focus, steps: new StepCache(focus), process: null as number | null },
};
