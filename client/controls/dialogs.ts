/** Which dialog is open, if any, and what the last request was answered. */
import { signal } from "@preact/signals";
import type { Answer } from "../../server/model/live/protocol.ts";

export type DialogName = "scope" | "mark" | "settings" | "help" | "recordings" | "events" | "lab";

/** One at a time; null: none. */
export const openDialog = signal<DialogName | null>(null);

/** A sentence to show for a few seconds: why something was refused, or that it was done. */
export const notice = signal<{ readonly text: string; readonly good: boolean } | null>(null);

let timer: ReturnType<typeof setTimeout> | undefined;

/** Shows a sentence for six seconds, in place of the one before. `good`: it tells a success. */
export function say(text: string, good: boolean): void {
  notice.value = { text, good };
  clearTimeout(timer);
  timer = setTimeout(() => {
    notice.value = null;
  }, 6_000);
}

/** Says why a request was refused; true when it was granted. */
export function granted(answer: Answer): boolean {
  if (!answer.ok) say(answer.message, false);
  return answer.ok;
}
