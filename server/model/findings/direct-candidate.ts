/** Data that goes through the page cache once and is not found there again: the copy buys nothing. */
import { MIB } from "../units.ts";
import type { FindingRule } from "./finding-rule.ts";
import { copiedIn, copiedOut, FILES } from "./moved-through-memory.ts";

/** Less fits any machine's page cache beside everything else, and may be wanted there soon. */
const LEAST_BYTES = 256 * MIB;
/** Nearly every byte had to be brought into the cache first: nothing was found there. */
const FILLED_PER_BYTE = 0.9;
/** Small calls would be worse off with O_DIRECT: see direct-small.ts. */
const LEAST_MEAN = 16384;

export const directCandidateRule: FindingRule = {
  rule: "direct-io-candidate",
  look: (process) => {
    const filled = process.totals.pageCacheFilled;
    if (filled === null) return [];
    const [read, written] = [copiedIn(process, FILES), copiedOut(process, FILES)];
    const bytes = read.bytes + written.bytes;
    const calls = read.calls + written.calls;
    if (bytes < LEAST_BYTES || filled < FILLED_PER_BYTE * bytes || bytes < LEAST_MEAN * calls) return [];
    return [
      {
        title: "Large data goes through the page cache and is not found there again",
        evidence: [
          { label: "read from files", value: read.bytes, unit: "bytes" },
          { label: "written to files", value: written.bytes, unit: "bytes" },
          { label: "brought into the page cache for it", value: filled, unit: "bytes" },
        ],
        threshold:
          "At least 256 MiB in calls of 16 KiB or more, and nine tenths of it was not in the page cache before. Whether somebody reads it from there later is not known.",
        advice:
          "If nobody reads it again soon, O_DIRECT in blocks of a MiB moves it by DMA without a copy, with your own read-ahead; posix_fadvise(POSIX_FADV_DONTNEED) or RWF_DONTCACHE keeps the cache for others and is simpler.",
        saves: { bytesNotCopied: bytes },
      },
    ];
  },
};
