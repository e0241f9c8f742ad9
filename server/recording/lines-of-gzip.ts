/**
 * The lines of a gzip file, one after the other, each whole. A file that stops in the middle (its writer was
 * killed) gives the lines that are whole and then says so; bytes that are not gzip, or damaged, are said too.
 */
import { createReadStream } from "node:fs";
import { constants, createGunzip } from "node:zlib";
import { errorCode } from "./file-sentence.ts";

/** Longer than any frame: 4,000 processes with 40 calls each come to 12 MB. Keeps a hostile file from filling memory. */
export const LONGEST_LINE = 64 * 2 ** 20;

/** How a file's lines ended. */
export type LinesEnd =
  /** After a whole line, with nothing behind it. */
  | { readonly kind: "whole" }
  /** In the middle of a line. */
  | { readonly kind: "cut" }
  | { readonly kind: "not-gzip" }
  /** zlib's own words: "incorrect data check", "invalid stored block lengths", … */
  | { readonly kind: "damaged"; readonly detail: string }
  | { readonly kind: "line-too-long" }
  | { readonly kind: "unreadable"; readonly error: unknown };

function endOfError(error: unknown): LinesEnd {
  const code = errorCode(error);
  if (code === null || !code.startsWith("Z_")) return { kind: "unreadable", error };
  const detail = error instanceof Error ? error.message : code;
  return detail === "incorrect header check" ? { kind: "not-gzip" } : { kind: "damaged", detail };
}

/** A part of a file: whole gzip members. `end` is where the next one begins; null: to the end of the file. */
export interface FilePart {
  readonly start: number;
  readonly end: number | null;
}

/** Yields lines without their newline; returns how they ended. Never throws for what is in the file. */
export async function* linesOfGzip(path: string, part: FilePart | null = null): AsyncGenerator<string, LinesEnd> {
  const bounds = part && { start: part.start, ...(part.end === null ? {} : { end: part.end - 1 }) };
  const file = createReadStream(path, bounds ?? {});
  // Z_SYNC_FLUSH at the end of input: a file cut short gives what it has, and no error.
  const gunzip = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH });
  file.on("error", (error) => gunzip.destroy(error));
  file.pipe(gunzip);
  let pieces: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      let start = 0;
      for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
        pieces.push(chunk.subarray(start, end));
        const line = Buffer.concat(pieces).toString("utf8");
        pieces = [];
        length = 0;
        start = end + 1;
        yield line;
      }
      if (start < chunk.length) pieces.push(chunk.subarray(start));
      length += chunk.length - start;
      if (length > LONGEST_LINE) return { kind: "line-too-long" };
    }
  } catch (error) {
    return endOfError(error);
  } finally {
    file.destroy();
    gunzip.destroy();
  }
  return length === 0 ? { kind: "whole" } : { kind: "cut" };
}
