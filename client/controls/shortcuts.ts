/** Keys that work everywhere but in a text field, as a list: the help shows the same one. */
import { jumpToMark, step, togglePlay } from "../state/replay.ts";
import { followLive, held, pause, recording, takeBack, zoom } from "../state/view.ts";
import { type DialogName, openDialog } from "./dialogs.ts";

export interface Shortcut {
  readonly keys: readonly string[];
  readonly does: string;
  readonly act: () => void;
}

/** What changes a run can only be done while there is one. */
function openLive(dialog: DialogName): void {
  if (recording.value === null) openDialog.value = dialog;
}

/** In the order in which the help lists them; the first whose keys fit acts. */
export const SHORTCUTS: readonly Shortcut[] = [
  {
    keys: [" "],
    does: "pause, or follow the newest frame again; in a recording: play, pause",
    act: () => {
      if (recording.value !== null) togglePlay();
      else if (held.value === null) pause();
      else followLive();
    },
  },
  { keys: ["ArrowLeft"], does: "look back", act: () => step(-0.25) },
  { keys: ["ArrowRight"], does: "look forward", act: () => step(0.25) },
  { keys: ["+", "="], does: "show less time", act: () => zoom(0.5) },
  { keys: ["-"], does: "show more time", act: () => zoom(2) },
  { keys: ["l", "End"], does: "back to live", act: followLive },
  { keys: ["["], does: "to the mark before", act: () => jumpToMark(-1) },
  { keys: ["]"], does: "to the next mark", act: () => jumpToMark(1) },
  { keys: ["o"], does: "recordings", act: () => (openDialog.value = "recordings") },
  { keys: ["e"], does: "single events of the newest window", act: () => (openDialog.value = "events") },
  { keys: ["/"], does: "filter processes", act: () => document.getElementById("process-filter")?.focus() },
  { keys: ["s"], does: "choose what to watch", act: () => openLive("scope") },
  { keys: ["m"], does: "mark this moment", act: () => openLive("mark") },
  { keys: ["Escape"], does: "take back window, edge or process", act: takeBack },
  { keys: ["?"], does: "this help", act: () => (openDialog.value = "help") },
];

/** Elements whose own use of a key comes first. */
function takesKey(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement) && !(target instanceof SVGElement)) return false;
  if (target.closest("input, textarea, select, dialog") !== null)
    return key !== "Escape" || target.closest("dialog") !== null;
  const presses = key === " " && target.closest("button, summary, a, [role=button]") !== null;
  const moves = key.startsWith("Arrow") || key === "End";
  return presses || (moves && target.closest("tbody, .table-scroll, [role=slider]") !== null);
}

/**
 * To be called once. Keys with Ctrl, Alt or Meta stay the browser's, and those an element has a use for stay its own.
 */
export function listenForKeys(): void {
  document.addEventListener("keydown", (event) => {
    // A dialog has all keys, also when what had the focus in it has gone or cannot be pressed any more.
    if (openDialog.value !== null) return;
    if (event.ctrlKey || event.metaKey || event.altKey || takesKey(event.target, event.key)) return;
    const shortcut = SHORTCUTS.find(({ keys }) => keys.includes(event.key));
    if (shortcut === undefined) return;
    if (event.key === "Escape" && event.target instanceof HTMLInputElement) event.target.blur();
    event.preventDefault();
    shortcut.act();
  });
}
