/**
 * A recording beside the live view: a file that takes whole frames from the next one on. It never holds up the
 * frames; a disk that cannot follow ends the recording, and says so.
 */
import { basename } from "node:path";
import type { Frame, RunEnd, RunInfo } from "../model/frame.ts";
import type { LiveState } from "../model/live/protocol.ts";
import type { RecordedMark } from "../model/recording-lines.ts";
import { prune, type Retention } from "../recording/store/prune.ts";
import { RecordingStore } from "../recording/store/store.ts";
import { createNamedRecording, type RecordingWriter } from "../recording/write-recording.ts";

/** Frames that may wait for the disk: ten seconds' worth at four a second. */
const MOST_WAITING = 40;

export type RecordingStart = { readonly ok: true } | { readonly ok: false; readonly message: string };

/** How large a recording may become, and which old ones go when it has ended. */
export interface RecordingLimits {
  /** Null: no limit but the disk. */
  readonly maxBytes: number | null;
  readonly keep: Retention;
}

export const NO_LIMITS: RecordingLimits = { maxBytes: null, keep: { olderThanMs: null, largerThanBytes: null } };

export class LiveRecording {
  readonly #directory: string;
  readonly #limits: RecordingLimits;
  readonly #changed: () => void;
  #writer: RecordingWriter | null = null;
  #begun = false;
  /** What comes while the file is being made; null: none is. */
  #arriving: (readonly [RunInfo, Frame])[] | null = null;
  #made: Promise<unknown> = Promise.resolve();
  /** Marks that came before the first frame. */
  readonly #early: RecordedMark[] = [];
  #since = 0;
  #waiting = 0;
  #work: Promise<void> = Promise.resolve();
  #last: LiveState["lastRecording"] = null;

  /** `changed`: called when {@link now} or {@link last} would say something else. */
  constructor(directory: string, limits: RecordingLimits, changed: () => void) {
    this.#directory = directory;
    this.#limits = limits;
    this.#changed = changed;
  }

  get now(): LiveState["recording"] {
    const writer = this.#writer;
    return writer && { file: basename(writer.path), bytes: writer.bytes, since: this.#since };
  }

  get last(): LiveState["lastRecording"] {
    return this.#last;
  }

  /** Takes the frames from the next one on, also those that come while the file is being made. */
  async start(info: RunInfo): Promise<RecordingStart> {
    if (this.#writer !== null || this.#arriving !== null) {
      return { ok: false, message: "A recording is running already." };
    }
    const now = new Date();
    const arriving: (readonly [RunInfo, Frame])[] = [];
    this.#arriving = arriving;
    this.#early.length = 0;
    const making = createNamedRecording(this.#directory, info.scope, now);
    this.#made = making;
    const created = await making;
    this.#arriving = null;
    if (!created.ok) return { ok: false, message: created.message };
    this.#writer = created.recording;
    this.#begun = false;
    this.#since = now.getTime();
    for (const each of arriving) this.add(...each);
    this.#changed();
    return { ok: true };
  }

  /** Goes on in another file, after a change of what is captured. That it cannot is told as {@link last}. */
  async goOn(info: RunInfo): Promise<void> {
    const started = await this.start(info);
    if (started.ok) return;
    await this.#work;
    this.#last = { file: this.#last?.file ?? "", failure: started.message };
    this.#changed();
  }

  add(info: RunInfo, frame: Frame): void {
    // One more than may wait ends it with a sentence.
    if (this.#arriving !== null && this.#arriving.length <= MOST_WAITING) this.#arriving.push([info, frame]);
    const writer = this.#writer;
    if (writer === null) return;
    if (this.#waiting >= MOST_WAITING) {
      void this.#close(null, "The disk is too slow for the recording; it ended there.");
      return;
    }
    const begins = !this.#begun;
    this.#begun = true;
    this.#enqueue(async () => {
      let failure = begins ? await writer.begin({ ...info, startedAt: frame.start }) : null;
      failure ??= await writer.write(frame);
      for (const mark of begins ? this.#early.splice(0) : []) failure ??= await writer.mark(mark);
      if (this.#writer !== writer) return;
      const { maxBytes } = this.#limits;
      if (failure !== null) void this.#close(null, failure);
      else if (maxBytes !== null && writer.bytes >= maxBytes) {
        void this.#close({ endedAt: frame.end, exitCode: null, reason: "size-limit" }, null);
      }
    });
  }

  /** A moment that was marked; one before the first frame comes with it. */
  mark(mark: RecordedMark): void {
    const writer = this.#writer;
    if (this.#arriving !== null || (writer !== null && !this.#begun)) {
      this.#early.push(mark);
      return;
    }
    if (writer !== null) this.#enqueue(async () => void (await writer.mark(mark)));
  }

  /** Ends the recording, if there is one. Resolves when the file is closed. */
  async stop(end: RunEnd): Promise<void> {
    // Whoever makes it waits for this, too, and goes on first.
    if (this.#arriving !== null) await this.#made;
    await this.#close(end, null);
  }

  async #close(end: RunEnd | null, failure: string | null): Promise<void> {
    const writer = this.#writer;
    if (writer === null) return;
    this.#writer = null;
    const file = basename(writer.path);
    const begun = this.#begun;
    this.#enqueue(async () => {
      const message = failure ?? "The recording failed.";
      const last = begun
        ? await writer.finish(end ?? { endedAt: Date.now(), exitCode: null, reason: "failed", message })
        : null;
      if (!begun) await writer.discardUnlessBegun();
      this.#last = { file, failure: failure ?? last ?? (begun ? null : "It ended before the first frame.") };
      const pruned = await prune(new RecordingStore(this.#directory), this.#limits.keep, Date.now(), file);
      this.#last = { file, failure: this.#last.failure ?? pruned };
    });
    await this.#work;
    this.#changed();
  }

  #enqueue(step: () => Promise<void>): void {
    this.#waiting++;
    this.#work = this.#work.then(step).finally(() => {
      this.#waiting--;
    });
  }
}
