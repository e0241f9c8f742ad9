/**
 * A record: one line of bpftrace's JSON output (-f json), checked once, in the shapes the probes print.
 * The shapes are the same in bpftrace 0.17 to 0.27, but for numbers that a double cannot hold: newer
 * versions print them as strings.
 */

import type { EventRecord } from "./event-record.ts";

/** One entry of a printed map. Keys are numbers only, so that no foreign text is ever parsed. */
export interface MapEntry {
  readonly key: readonly number[];
  /** The value's numbers: one for counts and sums, [calls, bytes] for stats, a tuple's, or a histogram's buckets. */
  readonly values: readonly number[];
}

export type Record =
  /** A printed map; `side` tells the two copies of a snapshot map apart and means nothing else. */
  | { readonly kind: "map"; readonly map: string; readonly entries: readonly MapEntry[] }
  | {
      readonly kind: "births";
      readonly births: readonly { readonly pid: number; readonly parent: number; readonly name: string }[];
    }
  | { readonly kind: "names"; readonly names: readonly { readonly pid: number; readonly name: string }[] }
  | { readonly kind: "flip"; readonly sequence: number; readonly at: number }
  | { readonly kind: "done"; readonly sequence: number }
  | { readonly kind: "ready"; readonly half: number }
  | { readonly kind: "event"; readonly event: EventRecord }
  /** The window of single events was opened, in nanoseconds of CLOCK_MONOTONIC. */
  | { readonly kind: "window"; readonly at: number }
  /** Events that could still have been printed in the frame that ends, and whether the window was open. */
  | { readonly kind: "left"; readonly events: number; readonly open: boolean }
  | { readonly kind: "attached" }
  | { readonly kind: "lost"; readonly events: number }
  /** A line that is none of these: kept, counted and shown, never thrown away silently. */
  | { readonly kind: "strange"; readonly line: string };
