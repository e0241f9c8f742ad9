/** Where the API of the live run is, or of the recording that is replayed. */
import { recording } from "../state/view.ts";

/** The address of one recording; its name may hold anything. */
export function recordingPath(name: string, what = ""): string {
  return `api/recordings/${encodeURIComponent(name)}${what === "" ? "" : `/${what}`}`;
}

/** The page that compares recordings, each a side; the first is what the others are compared with. */
export function comparePath(names: readonly string[]): string {
  return `api/compare.html?${new URLSearchParams(names.map((name) => ["of", name])).toString()}`;
}

export function apiPath(what: "second" | "window"): string {
  return recording.value === null ? `api/${what}` : recordingPath(recording.value, what);
}
