import { once } from "node:events";
import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { readLines } from "./lines.ts";

async function linesOf(chunks: readonly Buffer[], longest?: number): Promise<readonly string[]> {
  const stream = new PassThrough();
  const seen: string[] = [];
  readLines(
    stream,
    { line: (line) => seen.push(line), end: () => seen.push("END"), tooLong: () => seen.push("TOO LONG") },
    longest,
  );
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  await once(stream, "end");
  return seen;
}

const TEXT = Buffer.from("one\n\ntwo \u20ac\r\nthree\u2028four\nrest");

describe("readLines", () => {
  it("ends a line at a newline and nowhere else", async () => {
    expect(await linesOf([TEXT])).toEqual(["one", "two \u20ac\r", "three\u2028four", "END"]);
  });

  it("does not care how the bytes come", async () => {
    for (let size = 1; size < TEXT.length; size++) {
      const chunks = Array.from({ length: Math.ceil(TEXT.length / size) }, (_, at) =>
        TEXT.subarray(at * size, at * size + size),
      );
      expect(await linesOf(chunks), `pieces of ${size}`).toEqual(await linesOf([TEXT]));
    }
  });

  it("gives up a line without an end", async () => {
    const long = [Buffer.from("short\n"), Buffer.alloc(60, "x"), Buffer.alloc(60, "x"), Buffer.from("\nnext\n")];
    expect(await linesOf(long, 100)).toEqual(["short", "TOO LONG", "END"]);
  });
});
