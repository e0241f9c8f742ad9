/**
 * A recording that somebody sends: written beside the others under a name that no list shows, read to its end, and
 * only then given its name. What is too large, damaged or no recording leaves nothing behind.
 */
import { createWriteStream } from "node:fs";
import { link, unlink } from "node:fs/promises";
import { join } from "node:path";
import { type Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { errorCode, fileSentence, quotedPath } from "../recording/file-sentence.ts";
import { openRecording } from "../recording/read-recording.ts";
import type { RecordingStore } from "../recording/store/store.ts";
import { clearDeadUploads, uploadName } from "./dead-uploads.ts";

/** Hours of hundreds of processes are less. */
const MOST_UPLOAD_BYTES = 512 * 2 ** 20;
/** Gzip can hold a thousand times its size: reading it through must end. */
const MOST_CHECK_MS = 60_000;

export interface UploadLimits {
  readonly bytes: number;
  readonly checkMs: number;
}

const LIMITS: UploadLimits = { bytes: MOST_UPLOAD_BYTES, checkMs: MOST_CHECK_MS };

class TooLarge extends Error {}

/** Null, or a sentence that says why it was not taken. */
export async function takeUpload(
  store: RecordingStore,
  name: string,
  body: Readable,
  limits: UploadLimits = LIMITS,
): Promise<string | null> {
  const place = store.place(name);
  if (!place.ok) {
    body.resume();
    return place.message;
  }
  await clearDeadUploads(store.directory);
  const waiting = join(store.directory, uploadName());
  try {
    await pipeline(body, bounded(limits.bytes), createWriteStream(waiting, { flags: "wx", mode: 0o600 }));
    const fault = await faultOf(waiting, limits.checkMs);
    if (fault !== null) return fault.replaceAll(waiting, name);
    // rename(2) would replace what stands there; link(2) does not
    await link(waiting, place.path);
    return null;
  } catch (error) {
    if (error instanceof TooLarge) return `A recording that is sent may have ${limits.bytes / 2 ** 20} MiB at most.`;
    if (errorCode(error) === "EEXIST") return `There is a recording ${quotedPath(name)} already.`;
    return fileSentence("keep", name, error);
  } finally {
    await unlink(waiting).catch(() => {});
  }
}

function bounded(most: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      done(bytes > most ? new TooLarge() : null, chunk);
    },
  });
}

/** Reads all of it; null: it is a recording, whole or ended early. */
async function faultOf(path: string, mostMs: number): Promise<string | null> {
  const opened = await openRecording(path);
  if (!opened.ok) return opened.message;
  const { frames, close } = opened.recording;
  const begun = performance.now();
  for (;;) {
    const next = await frames.next();
    if (next.done) return next.value.kind === "damaged" ? next.value.message : null;
    if (performance.now() - begun > mostMs) {
      await close();
      return "Reading it through takes too long; copy it into the directory instead.";
    }
  }
}
