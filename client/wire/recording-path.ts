/** Where the API of the live run is, or of the recording that is replayed. */
import { recording } from "../state/view.ts";

/** The address of one recording; its name may hold anything. */
export function recordingPath(name: string, what = ""): string {
  return `api/recordings/${encodeURIComponent(name)}${what === "" ? "" : `/${what}`}`;
}

export function apiPath(what: "second" | "window"): string {
  return recording.value === null ? `api/${what}` : recordingPath(recording.value, what);
}
