/** Where the API of the live run is, or of the recording that is replayed. */
import { recording } from "../state/view.ts";

/** The address of one recording; its name may hold anything. */
export function recordingPath(name: string, what = ""): string {
  return `api/recordings/${encodeURIComponent(name)}${what === "" ? "" : `/${what}`}`;
}

/** The page that compares recordings, one or several a side; the first side is what the others are compared with. */
export function comparePath(sides: readonly (readonly string[])[]): string {
  // A name cannot be --: recordings' names have an ending.
  const names = sides.flatMap((side, index) => (index === 0 ? side : ["--", ...side]));
  return `api/compare.html?${new URLSearchParams(names.map((name) => ["of", name])).toString()}`;
}

/** Beside the page, without a question mark. */
export function apiPath(what: "second" | "window" | "events"): string {
  return recording.value === null ? `api/${what}` : recordingPath(recording.value, what);
}
