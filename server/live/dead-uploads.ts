/** What a server that was killed amid an upload has left in the recordings' directory, under names that no list shows. */
import { randomUUID } from "node:crypto";
import { lstat, readdir, unlink } from "node:fs/promises";
import { join } from "node:path";

const UPLOAD = /^\.upload-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Another server may use the same directory. Of an upload that lives, something was written in the last minutes: Node ends a
 * request that does not come in five, and reading it through takes one at most (upload.ts).
 */
const DEAD_AFTER_MS = 15 * 60_000;

/** The name of an upload that is on its way. */
export function uploadName(): string {
  return `.upload-${randomUUID()}`;
}

/** Takes away uploads that nobody is sending any more; what cannot be taken away stays. Never rejects. */
export async function clearDeadUploads(directory: string): Promise<void> {
  const names = await readdir(directory).catch(() => []);
  for (const name of names.filter((each) => UPLOAD.test(each))) {
    const path = join(directory, name);
    const found = await lstat(path).catch(() => null);
    if (found?.isFile() && Date.now() - found.mtimeMs > DEAD_AFTER_MS) await unlink(path).catch(() => {});
  }
}
