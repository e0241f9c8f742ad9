/**
 * Whole frames, for figures of any window that equal a report's: kept compressed in memory, up to a number of
 * bytes, the oldest forgotten first. On disk they would compete with the workload that is measured.
 *
 * Neighbouring frames are much alike, so they are packed and compressed in blocks.
 */
import { promisify } from "node:util";
import { deflateRaw, inflateRaw } from "node:zlib";
import type { Frame, RunInfo } from "../model/frame.ts";
import { FrameBlock, framesOfBlock } from "./frame-codec.ts";

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

const BLOCK_FRAMES = 8;
const MOST_BYTES = 64 * 2 ** 20;
/** Frames of a live page carry tenths of milliseconds, so bounds that come back from it are that much off. */
const TOLERANCE_MS = 0.5;

interface Block {
  readonly from: number;
  readonly to: number;
  readonly info: RunInfo;
  /** Compressed as soon as that is done. */
  bytes: Buffer;
  compressed: boolean;
}

interface YoungBlock {
  readonly from: number;
  readonly info: RunInfo;
  readonly frames: FrameBlock;
  to: number;
}

export interface WindowFrame {
  readonly info: RunInfo;
  readonly frame: Frame;
}

export class WholeFrames {
  readonly #most: number;
  readonly #keepMs: number;
  readonly #blocks: Block[] = [];
  #young: YoungBlock | null = null;
  #bytes = 0;

  constructor(mostBytes = MOST_BYTES, keepMs = 15 * 60_000) {
    this.#most = mostBytes;
    this.#keepMs = keepMs;
  }

  /** Bytes held, the newest frames not counted. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The start of the oldest frame held; null where there is none. */
  get since(): number | null {
    return this.#blocks[0]?.from ?? this.#young?.from ?? null;
  }

  /** Takes a frame in, without its single events, which would push out the figures of minutes. */
  add(info: RunInfo, { events: _, ...frame }: Frame): void {
    const young = this.#young;
    if (young !== null && (young.frames.frames >= BLOCK_FRAMES || young.info !== info)) this.#close(young);
    this.#young ??= { from: frame.start, info, frames: new FrameBlock(), to: frame.end };
    this.#young.frames.add(frame);
    this.#young.to = frame.end;
    const oldest = frame.end - this.#keepMs;
    while ((this.#blocks[0]?.to ?? oldest) < oldest) this.#forget();
  }

  /** The frames that lie wholly in the window, oldest first. */
  async *window(from: number, to: number): AsyncGenerator<WindowFrame> {
    const young = this.#young;
    const newest = young && { ...young, bytes: young.frames.bytes(), compressed: false };
    for (const { info, bytes, compressed } of [...this.#blocks, ...(newest === null ? [] : [newest])].filter(
      (block) => block.to > from && block.from < to,
    )) {
      for (const frame of framesOfBlock(compressed ? await inflate(bytes) : bytes)) {
        if (frame.start >= from - TOLERANCE_MS && frame.end <= to + TOLERANCE_MS) yield { info, frame };
      }
      // Between blocks, others have their turn.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #close({ from, to, info, frames }: YoungBlock): void {
    this.#young = null;
    const block: Block = { from, to, info, bytes: frames.bytes(), compressed: false };
    this.#blocks.push(block);
    this.#bytes += block.bytes.length;
    void this.#compress(block);
    while (this.#bytes > this.#most && this.#blocks.length > 1) this.#forget();
  }

  async #compress(block: Block): Promise<void> {
    const smaller = await deflate(block.bytes, { level: 1 });
    if (this.#blocks.includes(block)) this.#bytes += smaller.length - block.bytes.length;
    block.bytes = smaller;
    block.compressed = true;
  }

  #forget(): void {
    this.#bytes -= this.#blocks.shift()?.bytes.length ?? 0;
  }
}
