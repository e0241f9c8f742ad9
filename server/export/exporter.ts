/** The two ends of an export: frames come in, bytes go out. */
import type { Frame } from "../model/frame.ts";

/** Where an export's bytes go: a file or standard output, in order, no faster than they are taken. */
export interface ByteSink {
  /** Resolves when the bytes are taken; rejects with the system's error. */
  write(bytes: Uint8Array): Promise<void>;
}

/** An export under way: rows or packets are made of frames as they come, so that an hour of them need not be held. */
export interface Exporter {
  frame(frame: Frame): Promise<void>;
  mark(mark: ExportedMark): Promise<void>;
  /** After the last frame; what was held back is written. */
  finish(): Promise<void>;
}

/** What somebody noted at a moment of the run. */
export interface ExportedMark {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly note: string;
}
