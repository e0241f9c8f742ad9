/**
 * Words of a command line as the kernel has them: bytes. Node makes text of them and loses what is not UTF-8
 * (a file name in Latin-1, a process name of any bytes). Here such a byte 0x80 to 0xff becomes the lone
 * surrogate U+DC80 to U+DCFF, which UTF-8 text cannot hold, and back again.
 */
import { readFileSync } from "node:fs";

/** One whole UTF-8 sequence (RFC 3629, section 4), written in Latin-1, or a byte that is part of none. */
const SEQUENCE =
  /[\0-\x7f]+|[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|[\x80-\xff]/g;
/** Bytes → a word; stray bytes as lone surrogates. */
export function wordFromBytes(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString("latin1")
    .replace(SEQUENCE, (sequence) => {
      const byte = sequence.charCodeAt(0);
      if (sequence.length === 1 && byte >= 0x80) return String.fromCharCode(0xdc00 + byte);
      return Buffer.from(sequence, "latin1").toString("utf8");
    });
}

/** A word → its bytes: the reverse of wordFromBytes, for every byte string. */
export function bytesFromWord(word: string): Buffer {
  const pieces = word.split(/([\u{dc80}-\u{dcff}])/u);
  return Buffer.concat(
    pieces.map((piece, index) => (index % 2 === 0 ? Buffer.from(piece) : Buffer.from([piece.charCodeAt(0) - 0xdc00]))),
  );
}

/** Whether a word holds no stray bytes. With the u flag the halves of a pair do not match. */
export function isText(word: string): boolean {
  return !/[\u{dc80}-\u{dcff}]/u.test(word);
}

/**
 * The words of this process's command line. `parent`: its parent has the same words, as they were before Node
 * made text of them.
 */
export function ownWords(parent: boolean): readonly string[] {
  const given = process.argv.slice(2);
  try {
    const line = readFileSync(`/proc/${parent ? process.ppid : process.pid}/cmdline`);
    const words = zeroEnded(line).slice(-given.length || Number.POSITIVE_INFINITY);
    const same = words.length === given.length && words.every((word, index) => word.toString() === given[index]);
    return same ? words.map(wordFromBytes) : given;
  } catch {
    return given;
  }
}

/** Splits what /proc/PID/cmdline and environ hold. */
export function zeroEnded(bytes: Buffer): readonly Buffer[] {
  const words: Buffer[] = [];
  for (let start = 0, end = bytes.indexOf(0); end !== -1; start = end + 1, end = bytes.indexOf(0, start)) {
    words.push(bytes.subarray(start, end));
  }
  return words;
}
