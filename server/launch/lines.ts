/**
 * A stream of bytes → its lines. Only a newline ends a line: readline would end one at U+2028 and at a carriage
 * return too, and a process may have those in its name.
 */
import type { Readable } from "node:stream";

/** Longer than any map that bpftrace prints: 16,384 entries of some hundred bytes. */
const LONGEST_LINE = 64 * 2 ** 20;

export interface LineListener {
  line(line: string): void;
  /** The stream has ended; what stood after its last newline is not a line. */
  end?(): void;
  /** A line is longer than any that can be meant. No more lines will come. */
  tooLong?(): void;
}

/** Reads lines from now on. Empty ones are passed over. */
export function readLines(stream: Readable, listener: LineListener, longest = LONGEST_LINE): void {
  let pieces: Buffer[] = [];
  let length = 0;
  let over = false;
  stream.on("data", (chunk: Buffer) => {
    let start = 0;
    for (let end = chunk.indexOf(10); end !== -1 && !over; end = chunk.indexOf(10, start)) {
      pieces.push(chunk.subarray(start, end));
      const line = pieces.length === 1 ? pieces[0] : Buffer.concat(pieces);
      pieces = [];
      length = 0;
      start = end + 1;
      if (line !== undefined && line.length > 0) listener.line(line.toString("utf8"));
    }
    if (over || start === chunk.length) return;
    pieces.push(chunk.subarray(start));
    length += chunk.length - start;
    if (length <= longest) return;
    over = true;
    pieces = [];
    listener.tooLong?.();
  });
  let ended = false;
  const end = (): void => {
    if (!ended) listener.end?.();
    ended = true;
  };
  stream.once("end", end);
  stream.once("close", end);
  stream.on("error", end);
}
