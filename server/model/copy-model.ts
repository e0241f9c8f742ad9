/**
 * The copy model: how the bytes of a flow move, and how often the CPU copies each.
 *
 * It is a table with sources (server/model/copy-model/, readable as docs/copy-model.md). A row says one thing
 * where it holds of every ordinary machine, names the exceptions where they are rare, and says `unknown` where two
 * outcomes are both ordinary and nothing the probes see tells them apart. Nothing is guessed.
 */
import type { CopyModelSection, CopyRow, Flow } from "./copy-model/copy-row.ts";
import { DEVICES } from "./copy-model/devices.ts";
import { FILES } from "./copy-model/files.ts";
import { INTO_FILES } from "./copy-model/into-files.ts";
import { INTO_PIPES } from "./copy-model/into-pipes.ts";
import { INTO_SOCKETS } from "./copy-model/into-sockets.ts";
import { IO_URING } from "./copy-model/io-uring.ts";
import { rowMatches } from "./copy-model/row-matches.ts";
import { SOCKETS } from "./copy-model/sockets.ts";
import type { CopiesPerByte, Mechanism } from "./mechanism.ts";

/** What no other row speaks of. */
const REST: CopyRow = {
  id: "unknown",
  when: { operations: "any" },
  mechanism: "unknown",
  copiesPerByte: null,
  because:
    "No row above speaks of this flow: the filesystem or the operation is one whose source nobody has read for this table, the descriptor could not be looked up, or the kernel refuses such a call.",
  source: "none",
};

/** The whole model. Over all sections in this order, the first row that matches a flow is the one that holds. */
export const COPY_MODEL: readonly CopyModelSection[] = [
  FILES,
  DEVICES,
  SOCKETS,
  INTO_PIPES,
  INTO_SOCKETS,
  INTO_FILES,
  IO_URING,
  { title: "Everything else", about: "What is not known is said to be unknown.", rows: [REST] },
];

/** All rows in the order in which they are tried. */
export const COPY_ROWS: readonly CopyRow[] = COPY_MODEL.flatMap(({ rows }) => rows);

/** How the bytes of a flow move, and the row that says so. */
export interface Movement {
  readonly mechanism: Mechanism;
  readonly copiesPerByte: CopiesPerByte;
  readonly row: CopyRow;
}

/**
 * How the bytes of a flow move: mechanism, CPU copies per byte (null where it cannot be known) and the row with the
 * reason. Never fails: a flow that nobody has thought of gets the last row, `unknown`.
 */
export function mechanismOf(flow: Flow): Movement {
  const row = COPY_ROWS.find((candidate) => rowMatches(candidate, flow)) ?? REST;
  return { mechanism: row.mechanism, copiesPerByte: row.copiesPerByte, row };
}
