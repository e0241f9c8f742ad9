/**
 * Deletes old recordings, as far as somebody set that: by age, or the oldest until all take no more than so many
 * bytes. Only those that copyscope named itself; one that has a tag or a title was meant to be kept.
 */
import { isGivenName } from "../recording-name.ts";
import type { RecordingStore } from "./store.ts";

export interface Retention {
  readonly olderThanMs: number | null;
  readonly largerThanBytes: number | null;
}

/** The names that go, oldest first; never `spared`. `now` in epoch milliseconds. Nothing is deleted here. */
export async function prunable(
  store: RecordingStore,
  keep: Retention,
  now: number,
  spared: string | null = null,
): Promise<readonly string[]> {
  const all = (await store.list()).flatMap((each) => (each.ok ? [each.summary] : []));
  const ours = all.filter(({ name, ended, about }) => {
    return name !== spared && ended && isGivenName(name) && about.title === null && about.tags.length === 0;
  });
  let total = all.reduce((sum, { bytes }) => sum + bytes, 0);
  const gone: string[] = [];
  for (const { name, bytes, changedAt } of ours.toReversed()) {
    const tooOld = keep.olderThanMs !== null && now - changedAt > keep.olderThanMs;
    const tooMuch = keep.largerThanBytes !== null && total > keep.largerThanBytes;
    if (!tooOld && !tooMuch) continue;
    total -= bytes;
    gone.push(name);
  }
  return gone;
}

/** Deletes them; null, or a sentence that says what could not be deleted. */
export async function prune(
  store: RecordingStore,
  keep: Retention,
  now: number,
  spared: string,
): Promise<string | null> {
  if (keep.olderThanMs === null && keep.largerThanBytes === null) return null;
  let failure: string | null = null;
  for (const name of await prunable(store, keep, now, spared)) failure ??= await store.delete(name);
  return failure;
}
