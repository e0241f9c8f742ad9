/** Writes a result to a file that somebody named. */
import { open, stat, unlink } from "node:fs/promises";
import { errorCode, fileSentence, quotedPath } from "../recording/file-sentence.ts";

/**
 * Null, or a sentence that says why it failed. A file that exists is only overwritten with `force`; one that is made here
 * and cannot be written to its end is taken away again.
 */
export async function writeOutputFile(path: string, text: string, force: boolean): Promise<string | null> {
  let made = false;
  try {
    const { file, isOurs } = await opened(path, force);
    made = isOurs;
    try {
      await file.writeFile(text);
    } finally {
      await file.close();
    }
    return null;
  } catch (error) {
    if (made) await unlink(path).catch(() => {});
    return fileSentence("write", path, error);
  }
}

async function opened(path: string, force: boolean) {
  try {
    return { file: await open(path, "wx"), isOurs: true };
  } catch (error) {
    if (!force || errorCode(error) !== "EEXIST") throw error;
    return { file: await open(path, "w"), isOurs: false };
  }
}

/** Null, or a sentence: what is to be written is one of the recordings that are to be read. `output` null: no file. */
export async function overwritesInput(output: string | null, inputs: readonly string[]): Promise<string | null> {
  if (output === null) return null;
  const written = await identityOf(output);
  for (const input of inputs) {
    if (written !== null && written === (await identityOf(input))) {
      return `${quotedPath(output)} is the recording itself; choose another name for what is made of it.`;
    }
  }
  return null;
}

/** What names a file, whatever path leads to it; null where there is none. */
async function identityOf(path: string): Promise<string | null> {
  return await stat(path, { bigint: true }).then(
    ({ dev, ino }) => `${dev}:${ino}`,
    () => null,
  );
}
