/** What a request was answered, for a few seconds. */
import { notice, openDialog } from "../controls/dialogs.ts";

/**
 * Its place is always there, so that screen readers hear what comes into it. `inDialog`: while a dialog is open it alone can
 * be seen and heard, so what is said is said in it.
 */
export function Notice({ inDialog = false }: { readonly inDialog?: boolean }) {
  const said = inDialog || openDialog.value === null ? notice.value : null;
  return (
    <div class="notice-place" role="status">
      {said === null ? null : <p class={`notice ${said.good ? "notice-good" : "notice-bad"}`}>{said.text}</p>}
    </div>
  );
}
