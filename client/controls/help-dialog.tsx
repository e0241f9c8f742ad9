/** Keys and gestures, and the two words that people mix up. */
import { Dialog } from "../parts/dialog.tsx";
import { openDialog } from "./dialogs.ts";
import { SHORTCUTS } from "./shortcuts.ts";

const KEY_NAMES: Readonly<Record<string, string>> = { " ": "Space", ArrowLeft: "←", ArrowRight: "→", Escape: "Esc" };

/** Lists SHORTCUTS themselves, so that none can be missing. */
export function HelpDialog() {
  return (
    <Dialog title="Help" onClose={() => (openDialog.value = null)}>
      <dl class="keys">
        {SHORTCUTS.map(({ keys, does }) => (
          <div key={does}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{KEY_NAMES[key] ?? key}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <p>
        On a chart: drag brushes a window of whole frames, and all figures become those of the window. Shift and drag
        pans, Ctrl and the wheel zoom, a double click zooms to the window.
      </p>
      <p>
        A <b>mode transition</b> is one crossing between user and kernel mode; a system call is two. A{" "}
        <b>context switch</b> is the scheduler putting another thread on a CPU. Texts that speak of four context
        switches for one transfer mean four mode transitions.
      </p>
    </Dialog>
  );
}
