/** What a request was answered, for a few seconds. */
import { notice } from "../controls/dialogs.ts";

/** Its place is always there, so that screen readers hear what comes into it. */
export function Notice() {
  return (
    <div class="notice-place" role="status">
      {notice.value === null ? null : (
        <p class={`notice ${notice.value.good ? "notice-good" : "notice-bad"}`}>{notice.value.text}</p>
      )}
    </div>
  );
}
