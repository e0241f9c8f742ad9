/** The mechanisms in words, short for labels and in full for explanations. The words are those of docs/words.md. */
import type { PathMechanism } from "../../server/model/live/data-path.ts";

interface Words {
  readonly label: string;
  readonly meaning: string;
}

const WORDS: { readonly [M in PathMechanism]: Words } = {
  copy: { label: "CPU copy", meaning: "The CPU copies between user memory and the kernel." },
  "kernel-copy": { label: "kernel copy", meaning: "The CPU copies inside the kernel." },
  reference: { label: "by reference", meaning: "Pages or buffers change hands; nobody copies." },
  direct: { label: "direct", meaning: "DMA between the device and user memory (O_DIRECT)." },
  deferred: { label: "deferred", meaning: "Zero-copy was asked for; the kernel may still copy later." },
  clone: { label: "clone", meaning: "Shared extents: a reflink." },
  discard: { label: "discard", meaning: "/dev/null swallows the bytes." },
  fill: { label: "fill", meaning: "The kernel makes the bytes, as /dev/zero does." },
  unknown: { label: "unknown", meaning: "Nobody knows how these bytes moved." },
  dma: { label: "DMA", meaning: "The device moves the bytes itself. Counted for the whole machine." },
};

/** A few words, as they stand in legends: `CPU copy`, `by reference`. */
export function mechanismLabel(mechanism: PathMechanism): string {
  return WORDS[mechanism].label;
}

/** A sentence for somebody who sees the word for the first time. */
export function mechanismMeaning(mechanism: PathMechanism): string {
  return WORDS[mechanism].meaning;
}

/** The style sheet's colour of a mechanism. DMA is what direct I/O uses, and has its colour. */
export function mechanismColour(mechanism: PathMechanism): string {
  return mechanism === "dma" ? "direct" : mechanism;
}
