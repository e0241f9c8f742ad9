import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesFromWord, isText, wordFromBytes, zeroEnded } from "./raw-words.ts";

describe("a word of a command line", () => {
  it("is what it was, whatever its bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(bytesFromWord(wordFromBytes(bytes))).toEqual(Buffer.from(bytes));
      }),
    );
  });

  it("is the text it says, where it is UTF-8", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(wordFromBytes(Buffer.from(text))).toBe(text);
        expect(isText(wordFromBytes(Buffer.from(text)))).toBe(true);
      }),
    );
  });

  it.each([
    ["a byte of Latin-1", [0x63, 0xe9], "c\udce9"],
    ["a sequence that is cut", [0xe2, 0x82], "\udce2\udc82"],
    ["a sequence longer than need be", [0xc0, 0x80], "\udcc0\udc80"],
    ["half of a surrogate pair", [0xed, 0xa0, 0x80], "\udced\udca0\udc80"],
  ])("with %s is no text", (_, bytes, word) => {
    expect(wordFromBytes(Buffer.from(bytes))).toBe(word);
    expect(isText(word)).toBe(false);
  });

  it("ends at a zero", () => {
    expect(zeroEnded(Buffer.from("a\0\0b c\0"))).toEqual([Buffer.from("a"), Buffer.from(""), Buffer.from("b c")]);
    expect(zeroEnded(Buffer.from(""))).toEqual([]);
  });
});
