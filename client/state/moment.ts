/** What stood beside the charts at the moment that is looked at: table, details and findings of the past. */
import { computed, signal } from "@preact/signals";
import type { Finding } from "../../server/model/findings/finding.ts";
import { live } from "./live.ts";
import { brushed, held, recording } from "./view.ts";

/** The moment whose second is wanted; null: the live one, or a window has figures of its own. */
export const moment = computed<number | null>(() => {
  if (brushed.value !== null) return null;
  if (recording.value !== null) return held.value?.to ?? live.newest.value;
  return held.value?.to ?? null;
});

/** Findings of the half minute before the moment; null: those of now. */
export const momentFindings = signal<readonly Finding[] | null>(null);

/** Why there is no table of that moment; null: there is. */
export const momentFailure = signal<string | null>(null);
