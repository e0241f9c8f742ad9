/**
 * Writes a recording: a header, a line a frame, a sum a minute, the end. The file is made before the capture starts,
 * so that a wrong place is known before anything is run, and taken away again if the capture does not start.
 *
 * Bytes reach the kernel with every frame, which is enough to survive this process's death. The disk is asked
 * (fdatasync) every few seconds: what a power failure can take is that much, and a sync a frame would compete with
 * the workload that is being measured.
 */
import { type FileHandle, open, unlink } from "node:fs/promises";
import type { Frame, RunEnd, RunInfo, Scope } from "../model/frame.ts";
import type { EndLine, RecordedMark, RecordingIndex } from "../model/recording-lines.ts";
import { RECORDING_SCHEMA } from "../model/recording-schema.ts";
import { errorCode, fileSentence } from "./file-sentence.ts";
import { FrameMember, line } from "./frame-member.ts";
import { gzipMember } from "./gzip-member.ts";
import { freeRecordingPath } from "./recording-name.ts";

const SYNC_EVERY_MS = 5_000;

export type CreatedRecording =
  | { readonly ok: true; readonly recording: RecordingWriter }
  | {
      readonly ok: false;
      readonly message: string;
      /** The name is taken. */
      readonly exists: boolean;
    };

/** Makes a file for a run that starts at `now`, under a name that is free (recording-name.ts). Fails with a sentence. */
export async function createNamedRecording(directory: string, scope: Scope, now: Date): Promise<CreatedRecording> {
  for (;;) {
    const created = await createRecording(await freeRecordingPath(directory, scope, now), false);
    // Another copyscope can have taken it between the look and the making.
    if (created.ok || !created.exists) return created;
  }
}

/**
 * Makes the file at `path`. It must not exist, unless `force`; then what stands there is kept until the
 * recording begins. Fails with a sentence.
 */
export async function createRecording(path: string, force: boolean): Promise<CreatedRecording> {
  try {
    const file = await open(path, "wx", 0o666);
    return { ok: true, recording: new RecordingWriter(path, file, true) };
  } catch (error) {
    const exists = errorCode(error) === "EEXIST";
    if (!force || !exists) return { ok: false, message: fileSentence("create", path, error), exists };
  }
  try {
    return { ok: true, recording: new RecordingWriter(path, await open(path, "r+"), false) };
  } catch (error) {
    return { ok: false, message: fileSentence("overwrite", path, error), exists: true };
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
  #member: FrameMember | null = null;
  #lastSum: number | null = null;
  readonly #minutes: RecordingIndex["minutes"][number][] = [];
  readonly #marks: RecordedMark[] = [];
  #begun = false;
  #readable = false;
  #failed = false;
  #bytes = 0;
  #lastSync = 0;
  #syncing = false;

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

  /** Its header is in the file: it can be read. */
  get isReadable(): boolean {
    return this.#readable;
  }

  /** Writes the header. Call it once, before any frame. Where even that fails, {@link finish} takes the file away. */
  async begin(info: RunInfo): Promise<string | null> {
    this.#begun = true;
    return await this.#attempt(async () => {
      if (!this.#isOurs) await this.#empty();
      await this.#append(await gzipMember(line({ schema: RECORDING_SCHEMA, info })));
      this.#readable = true;
    });
  }

  async write(frame: Frame): Promise<string | null> {
    return await this.#attempt(async () => {
      this.#member ??= new FrameMember(this.#bytes);
      await this.#append(await this.#member.frame(frame));
      if (this.#member.isFull) await this.#closeMember(this.#member);
      this.#syncNowAndThen();
    });
  }

  /** A moment that somebody marked, as soon as it is known; its place among the frames does not matter. */
  async mark(mark: RecordedMark): Promise<string | null> {
    return await this.#attempt(async () => {
      this.#member ??= new FrameMember(this.#bytes);
      await this.#append(await this.#member.mark(mark));
    });
  }

  /** Writes how the run ended, and closes the file. */
  async finish(end: RunEnd): Promise<string | null> {
    const failure = await this.#attempt(async () => {
      if (this.#member !== null) await this.#closeMember(this.#member);
      const index = { minutes: this.#minutes, marks: this.#marks };
      await this.#append(await gzipMember(line({ end: { ...end, lastSum: this.#lastSum, index } satisfies EndLine })));
    });
    // A pipe or a device has no disk behind it, and says so.
    if (!this.#failed) await this.#file.sync().catch(() => {});
    await this.#file.close();
    if (!this.#readable) await this.#remove();
    return failure;
  }

  /** Closes the file and leaves nothing behind, for a capture that did not start. After {@link begin} it does nothing. */
  async discardUnlessBegun(): Promise<void> {
    if (this.#begun) return;
    this.#failed = true;
    await this.#file.close();
    await this.#remove();
  }

  async #remove(): Promise<void> {
    if (this.#isOurs) await unlink(this.path).catch(() => {});
  }

  /** A pipe or a device cannot be cut to nothing, and need not be. */
  async #empty(): Promise<void> {
    if ((await this.#file.stat()).isFile()) await this.#file.truncate(0);
  }

  async #closeMember(member: FrameMember): Promise<void> {
    this.#member = null;
    await this.#append(await member.end());
    const at = this.#bytes;
    await this.#append(await member.sum(at - member.at, this.#lastSum));
    this.#lastSum = at;
    this.#minutes.push(member.place(at - member.at));
    this.#marks.push(...member.marks);
  }

  /** Not waited for: a slow disk must not hold up the frames. What it fails at, the next write tells. */
  #syncNowAndThen(): void {
    const now = Date.now();
    if (this.#syncing || now - this.#lastSync < SYNC_EVERY_MS) return;
    this.#lastSync = now;
    this.#syncing = true;
    void this.#file
      .datasync()
      .catch(() => {})
      .finally(() => {
        this.#syncing = false;
      });
  }

  async #attempt(write: () => Promise<void>): Promise<string | null> {
    if (this.#failed) return null;
    try {
      await write();
      return null;
    } catch (error) {
      this.#failed = true;
      return fileSentence("write", this.path, error);
    }
  }

  async #append(bytes: Buffer): Promise<void> {
    let written = 0;
    while (written < bytes.length) {
      const { bytesWritten } = await this.#file.write(bytes, written);
      written += bytesWritten;
      this.#bytes += bytesWritten;
    }
  }
}
