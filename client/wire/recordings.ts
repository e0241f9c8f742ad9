/** What can be done with the recordings of the dashboard's directory. Failures are sentences. */
import type { Answer, RecordingEntry, SavedAnswer } from "../../server/model/live/protocol.ts";
import { type Fetched, fetchJson } from "./api.ts";
import { recordingPath } from "./recording-path.ts";

const DONE: Answer = { ok: true };

/** The newest first; one that cannot be read is among them, with the reason. */
export function listRecordings(): Promise<Fetched<readonly RecordingEntry[]>> {
  return fetchJson("api/recordings");
}

async function sent(path: string, init: RequestInit): Promise<Answer> {
  const answer = await fetchJson<unknown>(path, init);
  return answer.ok ? DONE : answer;
}

const json = (method: string, body: unknown): RequestInit => ({
  method,
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(body),
});

/** Refused where the name is taken or would leave the directory. */
export function renameRecording(name: string, wanted: string): Promise<Answer> {
  return sent(recordingPath(name), json("PATCH", { name: wanted }));
}

export interface Said {
  readonly title: string;
  readonly addTags: readonly string[];
  readonly removeTags: readonly string[];
}

/** An empty title takes the title away. */
export function describeRecording(name: string, said: Said): Promise<Answer> {
  return sent(recordingPath(name), json("PATCH", said));
}

/** For good; the one that is being written is refused. */
export function deleteRecording(name: string): Promise<Answer> {
  return sent(recordingPath(name), { method: "DELETE" });
}

/** The server reads it to its end before it gets its name; what is no recording is refused, and nothing is replaced. */
export function uploadRecording(file: File): Promise<Answer> {
  const headers = { "Content-Type": "application/octet-stream" };
  return sent(recordingPath(file.name), { method: "PUT", headers, body: file });
}

/** Keeps the last seconds after the fact. */
export function saveLast(seconds: number): Promise<Fetched<SavedAnswer>> {
  return fetchJson("api/save", json("POST", { last: seconds }));
}
