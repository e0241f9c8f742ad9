/** How the bytes of a flow move. The words are those of docs/words.md. */
export const MECHANISMS = [
  "copy",
  "kernel-copy",
  "reference",
  "direct",
  "deferred",
  "clone",
  "discard",
  "fill",
  "unknown",
] as const;

export type Mechanism = (typeof MECHANISMS)[number];

/** CPU copies per byte: 1, 0, or null where the kernel decides later and does not tell. */
export type CopiesPerByte = 0 | 1 | null;
