/**
 * Whole frames, for figures of any window that equal a report's: kept compressed in memory, up to a number of
 * bytes, the oldest forgotten first. On disk they would compete with the workload that is measured.
 *
 * Neighbouring frames are much alike, so they are packed and compressed in blocks.
 */
import { promisify } from "node:util";
import { deflateRaw, inflateRaw } from "node:zlib";
import type { Frame, RunInfo } from "../model/frame.ts";
import { liesWithin } from "../model/live/within.ts";
import { ByteRing } from "./byte-ring.ts";
import { ByteWriter } from "./byte-stream.ts";
import { FrameBlock, framesOfBlock } from "./frame-codec.ts";

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

const BLOCK_FRAMES = 8;
/** With this, the server stays under 180 MiB beside a thousand busy processes, of which it holds more than two minutes. */
const MOST_BYTES = 32 * 2 ** 20;
/** Pieces that compressed bytes come in. */
const CHUNK_BYTES = 128 * 1024;
/** Blocks that may wait to be compressed. */
const MOST_WAITING = 4;

interface Block {
  readonly from: number;
  readonly to: number;
  readonly info: RunInfo;
  bytes: Buffer;
  compressed: boolean;
  /** False while it waits to be compressed. */
  inRing: boolean;
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
  readonly #keepMs: number;
  readonly #ring: ByteRing;
  readonly #writer = new ByteWriter();
  /** Oldest first. */
  readonly #blocks: Block[] = [];
  /** Blocks that the ring still holds though they are too old to be told of. */
  #dropped = 0;
  #young: YoungBlock | null = null;
  /** Where the last block lay before it was compressed: megabytes a second would else wait for the garbage collector. */
  #room: Buffer | null = null;
  #waiting = 0;
  #compressed: Promise<void> = Promise.resolve();

  constructor(mostBytes = MOST_BYTES, keepMs = 15 * 60_000) {
    this.#ring = new ByteRing(mostBytes);
    this.#keepMs = keepMs;
  }

  /** Bytes held, the newest frames not counted. */
  get bytes(): number {
    return this.#ring.bytes;
  }

  /** The start of the oldest frame held; null where there is none. */
  get since(): number | null {
    return this.#blocks[0]?.from ?? this.#young?.from ?? null;
  }

  add(info: RunInfo, frame: Frame): void {
    const young = this.#young;
    if (young !== null && (young.frames.frames >= BLOCK_FRAMES || young.info !== info)) this.#close(young);
    this.#young ??= { from: frame.start, info, frames: new FrameBlock(this.#writer), to: frame.end };
    this.#young.frames.add(frame);
    this.#young.to = frame.end;
    const oldest = frame.end - this.#keepMs;
    while ((this.#blocks[0]?.to ?? oldest) < oldest) this.#drop();
  }

  /** The frames that lie wholly in the window, oldest first. */
  async *window(from: number, to: number): AsyncGenerator<WindowFrame> {
    const young = this.#young;
    const newest = young && { ...young, bytes: young.frames.bytes() };
    const touching = (block: { readonly from: number; readonly to: number }) => block.to > from && block.from < to;
    for (const block of this.#blocks.filter(touching)) {
      // The place of what was forgotten meanwhile may hold something else by now.
      if (!this.#blocks.includes(block)) continue;
      yield* framesIn(block, from, to, block.compressed ? await inflate(Buffer.from(block.bytes)) : block.bytes);
      // Between blocks, others have their turn.
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (newest !== null && touching(newest)) yield* framesIn(newest, from, to, newest.bytes);
  }

  #close({ from, to, info, frames }: YoungBlock): void {
    this.#young = null;
    const block: Block = { from, to, info, bytes: frames.bytes(this.#room), compressed: false, inRing: false };
    this.#room = null;
    this.#blocks.push(block);
    this.#waiting++;
    // One after the other, so that the ring holds them in their order.
    this.#compressed = this.#compressed.then(() => this.#compress(block));
  }

  async #compress(block: Block): Promise<void> {
    // A machine that has no time to compress keeps fewer frames, in the same memory.
    const late = this.#waiting > MOST_WAITING;
    const packed = late ? block.bytes : await deflate(block.bytes, { level: 1, chunkSize: CHUNK_BYTES });
    this.#waiting--;
    this.#room = Buffer.from(block.bytes.buffer);
    // It has grown too old meanwhile.
    if (!this.#blocks.includes(block)) return;
    const { kept, forgotten } = this.#ring.add(packed);
    block.bytes = kept;
    block.compressed = !late;
    block.inRing = true;
    for (let count = 0; count < forgotten; count++) {
      if (this.#dropped > 0) this.#dropped--;
      else this.#blocks.shift();
    }
  }

  /** Forgets the oldest block for its age; its place in the ring comes free with its neighbours'. */
  #drop(): void {
    if (this.#blocks.shift()?.inRing === true) this.#dropped++;
  }
}

function* framesIn(
  { info }: { readonly info: RunInfo },
  from: number,
  to: number,
  bytes: Buffer,
): Generator<WindowFrame> {
  for (const frame of framesOfBlock(bytes)) {
    if (liesWithin(frame, from, to)) yield { info, frame };
  }
}
