/**
 * The recordings of one directory. Names come from people and pages: a name is a file of this directory that ends in
 * `.copyscope`, and nothing else is touched. Failures are sentences.
 */

import { link, lstat, readdir, unlink } from "node:fs/promises";
import { join } from "node:path";
import type { RecordingEntry } from "../../model/live/protocol.ts";
import { errorCode, fileSentence, quotedPath } from "../file-sentence.ts";
import { RECORDING_EXTENSION } from "../recording-name.ts";
import { summaryOf } from "./summary.ts";

/** Of the file's name in bytes, as ext4 and most others have it. */
const LONGEST_NAME = 255;

export type StorePath = { readonly ok: true; readonly path: string } | { readonly ok: false; readonly message: string };

export class RecordingStore {
  readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
  }

  /** All recordings, those that were changed last first; files that cannot be read stand in it with the reason. */
  async list(): Promise<readonly RecordingEntry[]> {
    const names = (await readdir(this.directory)).filter((name) => whyNoName(name) === null);
    const all: RecordingEntry[] = [];
    for (const name of names) {
      const path = await this.find(name);
      if (path.ok) all.push(await summaryOf(path.path));
    }
    const changed = (each: RecordingEntry): number => (each.ok ? each.summary.changedAt : 0);
    return all.sort((a, b) => changed(b) - changed(a));
  }

  /** Where the recording of this name is. */
  async find(name: string): Promise<StorePath> {
    const place = this.place(name);
    if (!place.ok) return place;
    try {
      const found = await lstat(place.path);
      if (found.isFile()) return place;
      return { ok: false, message: `${quotedPath(name)} is not a plain file.` };
    } catch (error) {
      return { ok: false, message: fileSentence("find", name, error) };
    }
  }

  /** Where a recording of this name would be. */
  place(name: string): StorePath {
    const fault = whyNoName(name);
    if (fault !== null) return { ok: false, message: fault };
    return { ok: true, path: join(this.directory, name) };
  }

  /** Null, or why not. Never replaces another recording. */
  async rename(name: string, wanted: string): Promise<string | null> {
    const [from, to] = [await this.find(name), this.place(withExtension(wanted))];
    if (!from.ok) return from.message;
    if (!to.ok) return to.message;
    try {
      // rename(2) would replace what stands there; link(2) does not
      await link(from.path, to.path);
      await unlink(from.path);
      return null;
    } catch (error) {
      if (errorCode(error) === "EEXIST") return `There is a recording ${quotedPath(withExtension(wanted))} already.`;
      return fileSentence("rename", name, error);
    }
  }

  /** Null, or why not. */
  async delete(name: string): Promise<string | null> {
    const found = await this.find(name);
    if (!found.ok) return found.message;
    try {
      await unlink(found.path);
      return null;
    } catch (error) {
      return fileSentence("delete", name, error);
    }
  }
}

function withExtension(name: string): string {
  return name.endsWith(RECORDING_EXTENSION) ? name : `${name}${RECORDING_EXTENSION}`;
}

/** Why a name cannot be a recording's; null where it can. */
function whyNoName(name: string): string | null {
  if (!name.endsWith(RECORDING_EXTENSION)) return `A recording's name ends in ${RECORDING_EXTENSION}.`;
  if (name.length === RECORDING_EXTENSION.length || name.startsWith(".")) return "A name begins with no dot.";
  if (/[/\\\p{Cc}]/u.test(name)) return "A name has no slash, backslash or control character.";
  return Buffer.byteLength(name) > LONGEST_NAME ? "That name is too long." : null;
}
