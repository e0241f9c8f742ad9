/**
 * Lines to gzip, so that what was handed in is readable however the process ends. After each line the
 * compressor is flushed (Z_SYNC_FLUSH): everything so far stands in the output, and the window is kept, so
 * frames that resemble each other still compress well. Every 240 lines a new gzip member begins, whose
 * predecessor then has its checksum: damage in a long file is found, also when the file has no end.
 *
 * Measured on frames of 1, 8 and 100 processes, bytes a frame (raw 2,590, 14,087, 164,859):
 * one member without flushes 440, 1,626, 17,269; as here 477, 1,672, 17,294; a member a frame 1,041,
 * 2,363, 17,726. Level 3 takes 0.8 ms for the largest, level 6 twice that for 15% less: a tracer that
 * runs beside a workload spends bytes rather than its CPU.
 */
import { once } from "node:events";
import { constants, createGzip, type Gzip } from "node:zlib";

const LINES_A_MEMBER = 240;
const LEVEL = 3;

interface OpenMember {
  readonly gzip: Gzip;
  lines: number;
}

export class GzipMembers {
  #member: OpenMember | null = null;
  #output: Buffer[] = [];

  /** Compresses a line (its newline included); the bytes to append, from which the line can be read back. */
  async add(line: string): Promise<Buffer> {
    this.#member ??= this.#begin();
    const { gzip } = this.#member;
    gzip.write(line);
    await new Promise<void>((resolve) => gzip.flush(constants.Z_SYNC_FLUSH, resolve));
    // The flush is done when the bytes are in the stream; they may still wait there for a tick.
    while (gzip.readableLength > 0) await new Promise((resolve) => setImmediate(resolve));
    this.#member.lines++;
    if (this.#member.lines >= LINES_A_MEMBER) await this.#close();
    return this.#taken();
  }

  /** Closes the last member; the bytes to append. */
  async end(): Promise<Buffer> {
    await this.#close();
    return this.#taken();
  }

  #begin(): OpenMember {
    const gzip = createGzip({ level: LEVEL });
    gzip.on("data", (chunk: Buffer) => this.#output.push(chunk));
    return { gzip, lines: 0 };
  }

  async #close(): Promise<void> {
    const member = this.#member;
    this.#member = null;
    if (member === null) return;
    const ended = once(member.gzip, "end");
    member.gzip.end();
    await ended;
  }

  #taken(): Buffer {
    const bytes = Buffer.concat(this.#output);
    this.#output = [];
    return bytes;
  }
}
