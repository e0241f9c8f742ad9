/**
 * Whole frames, for figures of any window that equal a report's: kept compressed in memory, up to a number of
 * bytes, the oldest forgotten first. On disk they would compete with the workload that is measured.
 *
 * Neighbouring frames are much alike, so they are compressed in blocks. The newest are still as they came.
 */
import { promisify } from "node:util";
import { deflateRaw, inflateRaw } from "node:zlib";
import type { Frame, RunInfo } from "../model/frame.ts";

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

const BLOCK_FRAMES = 8;
const MOST_BYTES = 80 * 2 ** 20;
/** Frames of a live page carry tenths of milliseconds, so bounds that come back from it are that much off. */
const TOLERANCE_MS = 0.5;

interface Kept {
  readonly info: RunInfo;
  readonly frame: Frame;
}

interface Block {
  readonly from: number;
  readonly to: number;
  readonly info: RunInfo;
  /** JSON of the frames; compressed as soon as that is done. */
  bytes: Buffer;
  compressed: boolean;
}

export interface WindowFrame {
  readonly info: RunInfo;
  readonly frame: Frame;
}

export class WholeFrames {
  readonly #most: number;
  readonly #keepMs: number;
  readonly #blocks: Block[] = [];
  #young: Kept[] = [];
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
    return this.#blocks[0]?.from ?? this.#young[0]?.frame.start ?? null;
  }

  add(info: RunInfo, frame: Frame): void {
    if (this.#young.length >= BLOCK_FRAMES || (this.#young[0] !== undefined && this.#young[0].info !== info)) {
      this.#close();
    }
    this.#young.push({ info, frame });
    const oldest = frame.end - this.#keepMs;
    while ((this.#blocks[0]?.to ?? oldest) < oldest) this.#forget();
  }

  /** The frames that lie wholly in the window, oldest first. */
  async *window(from: number, to: number): AsyncGenerator<WindowFrame> {
    const inside = ({ frame }: Kept) => frame.start >= from - TOLERANCE_MS && frame.end <= to + TOLERANCE_MS;
    const young = this.#young.filter(inside);
    for (const block of this.#blocks.filter((each) => each.to > from && each.from < to)) {
      const json = block.compressed ? await inflate(block.bytes) : block.bytes;
      const frames = JSON.parse(json.toString()) as readonly Frame[];
      for (const frame of frames) if (inside({ info: block.info, frame })) yield { info: block.info, frame };
      // Between blocks, others have their turn.
      await new Promise((resolve) => setImmediate(resolve));
    }
    yield* young;
  }

  #close(): void {
    const frames = this.#young.map(({ frame }) => frame);
    const [first] = this.#young;
    this.#young = [];
    if (first === undefined) return;
    const bytes = Buffer.from(JSON.stringify(frames));
    const to = frames.at(-1)?.end ?? first.frame.end;
    const block: Block = { from: first.frame.start, to, info: first.info, bytes, compressed: false };
    this.#blocks.push(block);
    this.#bytes += bytes.length;
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
