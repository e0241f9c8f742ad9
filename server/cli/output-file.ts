/** Writes a result to a file that somebody named. */
import { open } from "node:fs/promises";
import { fileSentence } from "../recording/file-sentence.ts";

/** Null, or a sentence that says why it failed. A file that exists is only overwritten with `force`. */
export async function writeOutputFile(path: string, text: string, force: boolean): Promise<string | null> {
  try {
    const file = await open(path, force ? "w" : "wx");
    try {
      await file.writeFile(text);
    } finally {
      await file.close();
    }
    return null;
  } catch (error) {
    return fileSentence("write", path, error);
  }
}
