/** Asks what stood beside the charts at the moment that is looked at: one question at a time, the newest one last. */
import { batch, effect } from "@preact/signals";
import type { SecondAnswer, View } from "../../server/model/live/protocol.ts";
import { live } from "../state/live.ts";
import { moment, momentFailure, momentFindings } from "../state/moment.ts";
import { fetchJson } from "./api.ts";
import { currentView } from "./current-view.ts";
import { apiPath } from "./recording-path.ts";

/** Milliseconds between questions, while somebody drags. */
const PAUSE = 120;

/** To be called once, before frames come. */
export function watchMoment(): void {
  let wanted: { readonly at: number; readonly view: View } | null = null;
  let asking = false;
  const askOn = async (): Promise<void> => {
    if (asking) return;
    asking = true;
    while (wanted !== null) {
      const { at, view } = wanted;
      wanted = null;
      const query = new URLSearchParams({ at: String(Math.round(at)), view: JSON.stringify(view) });
      const answer = await fetchJson<SecondAnswer>(`${apiPath("second")}?${query}`);
      if (moment.peek() !== null) take(answer.ok ? answer.value : null, answer.ok ? null : answer.message);
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
    asking = false;
  };
  effect(() => {
    const at = moment.value;
    if (at === null) {
      wanted = null;
      batch(() => {
        momentFindings.value = null;
        momentFailure.value = null;
      });
      return;
    }
    wanted = { at, view: currentView() };
    void askOn();
  });
}

function take(answer: SecondAnswer | null, failure: string | null): void {
  batch(() => {
    live.table.value = answer?.table ?? null;
    live.detail.value = answer?.detail ?? null;
    momentFindings.value = answer?.findings ?? [];
    momentFailure.value = failure;
  });
}
