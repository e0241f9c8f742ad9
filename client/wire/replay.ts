/** Opens a recording instead of a live run: its state, then all its frames into the same history that live frames go to. */
import { batch, effect } from "@preact/signals";
import type { LiveFrame, ReplayHead } from "../../server/model/live/protocol.ts";
import type { FrameHistory } from "../state/frame-history.ts";
import { live } from "../state/live.ts";
import { loaded, recorded, showWhole } from "../state/replay.ts";
import { brushed, held, selectedProcess } from "../state/view.ts";
import { fetchJson } from "./api.ts";
import { fetchLines } from "./lines.ts";
import { recordingPath } from "./recording-path.ts";
import { shareWords } from "./shared-words.ts";

/** Longer recordings come as sums of a minute: a page holds so many frames with ease, and a day of them with none. */
const MOST_FRAMES = 10_000;

export type Opened = { readonly ok: true } | { readonly ok: false; readonly message: string };

/** Resolves when every frame has been read. Why it cannot be replayed stands in `live.replayFailure`, too. */
export async function openReplay(name: string): Promise<Opened> {
  const head = await fetchJson<ReplayHead>(recordingPath(name, "replay"));
  if (!head.ok) {
    const { message } = head;
    batch(() => {
      live.link.value = "open";
      live.replayFailure.value = message;
    });
    return head;
  }
  const { state, from, to } = head.value;
  live.whole.history.keepsAll = true;
  live.focus.history.keepsAll = true;
  batch(() => {
    live.state.value = state;
    live.link.value = "open";
    recorded.value = { from, to };
    live.newest.value = to;
    live.read.value = to;
    live.drawn.value = to;
    if (held.value === null && brushed.value === null) showWhole();
  });
  const minutes = (to - from) / state.intervalMs > MOST_FRAMES;
  await readFrames(name, minutes, null, live.whole.history, to - from);
  followProcess(name, minutes);
  return { ok: true };
}

async function readFrames(
  name: string,
  minutes: boolean,
  process: number | null,
  history: FrameHistory,
  length: number,
  signal?: AbortSignal,
): Promise<void> {
  const words = new URLSearchParams();
  if (minutes) words.set("step", "60000");
  if (process !== null) words.set("process", String(process));
  if (process === null) loaded.value = 0;
  const failure = await fetchLines<LiveFrame>(
    `${recordingPath(name, "frames")}?${words}`,
    (frames) => {
      shareWords(frames);
      history.append(frames);
      const begun = history.first?.start ?? 0;
      batch(() => {
        if (process === null) loaded.value = Math.min(1, ((history.last?.end ?? begun) - begun) / Math.max(1, length));
        live.past.value++;
        live.tick.value++;
      });
    },
    signal,
  );
  if (process === null) loaded.value = 1;
  if (failure !== null && signal?.aborted !== true) live.replayFailure.value = failure;
}

/** The selected process has charts of its own. */
function followProcess(name: string, minutes: boolean): void {
  effect(() => {
    const process = selectedProcess.value;
    live.focus.process = process;
    live.focus.history.clear();
    if (process === null) return;
    const reading = new AbortController();
    void readFrames(name, minutes, process, live.focus.history, 1, reading.signal);
    return () => reading.abort();
  });
}
