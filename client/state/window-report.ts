/** The report of the brushed window, from /api/window: the same value `copyscope report --format json` prints. */
import { effect, signal } from "@preact/signals";
import type { Report } from "../../server/model/report.ts";
import { fetchJson } from "../wire/api.ts";
import { apiPath } from "../wire/recording-path.ts";
import { brushed } from "./view.ts";

export type WindowReport =
  | { readonly kind: "none" }
  | { readonly kind: "asking" }
  | { readonly kind: "here"; readonly report: Report }
  | { readonly kind: "failed"; readonly message: string };

/** `asking` from the first move of the brush until the server has answered. */
export const windowReport = signal<WindowReport>({ kind: "none" });

/** Milliseconds the brush must rest. */
const REST = 250;

/** To be called once. Asks when the brush has come to rest; answers for windows that are gone are dropped. */
export function watchWindow(): void {
  effect(() => {
    const range = brushed.value;
    if (range === null) {
      windowReport.value = { kind: "none" };
      return;
    }
    windowReport.value = { kind: "asking" };
    let current = true;
    const timer = setTimeout(async () => {
      const answer = await fetchJson<Report>(
        `${apiPath("window")}?from=${Math.round(range.from)}&to=${Math.round(range.to)}`,
      );
      if (!current) return;
      windowReport.value = answer.ok
        ? { kind: "here", report: answer.value }
        : { kind: "failed", message: answer.message };
    }, REST);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  });
}
