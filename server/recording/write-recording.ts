/**
 * Writes a recording: a header, a line a frame, the end. The file is made before the capture starts, so
 * that a wrong place is known before anything is run, and taken away again if the capture does not start.
 *
 * Bytes reach the kernel with every frame, which is enough to survive this process's death. The disk is
 * asked (fsync) once, at the end: in between it would compete with the workload that is being measured.
 */
import { type FileHandle, open, unlink } from "node:fs/promises";
import type { Frame, RunEnd, RunInfo } from "../model/frame.ts";
import { RECORDING_SCHEMA } from "../model/recording-schema.ts";
import { errorCode, fileSentence } from "./file-sentence.ts";
import { GzipMembers } from "./gzip-members.ts";

export type CreatedRecording =
  | { readonly ok: true; readonly recording: RecordingWriter }
  | { readonly ok: false; readonly message: string };

/**
 * Makes the file at `path`. It must not exist, unless `force`; then what stands there is kept until the
 * recording begins. Fails with a sentence.
 */
export async function createRecording(path: string, force: boolean): Promise<CreatedRecording> {
  try {
    const file = await open(path, "wx", 0o666);
    return { ok: true, recording: new RecordingWriter(path, file, true) };
  } catch (error) {
    if (!force || errorCode(error) !== "EEXIST") return { ok: false, message: fileSentence("create", path, error) };
  }
  try {
    return { ok: true, recording: new RecordingWriter(path, await open(path, "r+"), false) };
  } catch (error) {
    return { ok: false, message: fileSentence("overwrite", path, error) };
  }
}

/**
 * Failures come back as a sentence, once; after one, further writes do nothing. What was written whole
 * before stays readable.
 */
export class RecordingWriter {
  readonly path: string;
  readonly #file: FileHandle;
  readonly #isOurs: boolean;
  readonly #gzip = new GzipMembers();
  #begun = false;
  #failed = false;
  #bytes = 0;

  /** `isOurs`: the file did not exist before, so {@link discardUnlessBegun} may remove it. */
  constructor(path: string, file: FileHandle, isOurs: boolean) {
    this.path = path;
    this.#file = file;
    this.#isOurs = isOurs;
  }

  /** Bytes in the file. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Writes the header. Call it once, before any frame. */
  async begin(info: RunInfo): Promise<string | null> {
    this.#begun = true;
    const failure = this.#isOurs ? null : await this.#attempt(async () => await this.#empty());
    return failure ?? (await this.#append({ schema: RECORDING_SCHEMA, info }));
  }

  async write(frame: Frame): Promise<string | null> {
    return await this.#append({ frame });
  }

  /** Writes how the run ended, and closes the file. */
  async finish(end: RunEnd): Promise<string | null> {
    let failure = await this.#append({ end });
    if (!this.#failed) failure = await this.#attempt(async () => await this.#appendBytes(await this.#gzip.end()));
    // A pipe or a device has no disk behind it, and says so.
    if (!this.#failed) await this.#file.sync().catch(() => {});
    await this.#file.close();
    return failure;
  }

  /** Closes the file and leaves nothing behind, for a capture that did not start. After {@link begin} it does nothing. */
  async discardUnlessBegun(): Promise<void> {
    if (this.#begun) return;
    this.#failed = true;
    await this.#file.close();
    if (this.#isOurs) await unlink(this.path).catch(() => {});
  }

  /** A pipe or a device cannot be cut to nothing, and need not be. */
  async #empty(): Promise<void> {
    if ((await this.#file.stat()).isFile()) await this.#file.truncate(0);
  }

  async #append(line: unknown): Promise<string | null> {
    if (this.#failed) return null;
    return await this.#attempt(async () => await this.#appendBytes(await this.#gzip.add(`${JSON.stringify(line)}\n`)));
  }

  async #attempt(write: () => Promise<void>): Promise<string | null> {
    try {
      await write();
      return null;
    } catch (error) {
      this.#failed = true;
      return fileSentence("write", this.path, error);
    }
  }

  async #appendBytes(bytes: Buffer): Promise<void> {
    let written = 0;
    while (written < bytes.length) {
      const { bytesWritten } = await this.#file.write(bytes, written);
      written += bytesWritten;
      this.#bytes += bytesWritten;
    }
  }
}
