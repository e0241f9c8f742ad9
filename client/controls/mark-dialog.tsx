/** Marks this moment with a note. Scripts do the same by POST /api/marks. */
import { useSignal } from "@preact/signals";
import { Dialog } from "../parts/dialog.tsx";
import { ask } from "../wire/connection.ts";
import { granted, openDialog, say } from "./dialogs.ts";

/**
 * The moment is the server's when the note arrives, not when the dialog was opened. A refusal is said and the dialog
 * stays.
 */
export function MarkDialog() {
  const note = useSignal("");
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!granted(await ask("mark", { note: note.value }))) return;
    say("Marked.", true);
    openDialog.value = null;
  };
  return (
    <Dialog title="Mark this moment" onClose={() => (openDialog.value = null)}>
      <form onSubmit={submit}>
        <label class="field">
          <span>Note</span>
          <input
            type="text"
            value={note.value}
            maxLength={500}
            required
            placeholder="sendfile on"
            onInput={(event) => {
              note.value = event.currentTarget.value;
            }}
          />
        </label>
        <p class="muted">
          A benchmark marks its phases itself:{" "}
          <code>curl --json '{JSON.stringify({ note: "warm-up is over" })}' …/api/marks</code>
        </p>
        <button type="submit" class="button button-strong">
          Mark
        </button>
      </form>
    </Dialog>
  );
}
