/** The names of what is counted for findings alone (frame.ts, ParticularCount), and how rules ask for them. */
import type { ParticularCount } from "../frame.ts";

/** How much of its room a call that deals with several things at once used (probes/parts/count-call.bt). */
export const FILLS = ["none", "some", "full"] as const;
export type Fill = (typeof FILLS)[number];

/** Calls of epoll_wait or io_uring_enter, and the events or submissions they dealt with. */
export function batchName(call: string, fill: Fill): string {
  return `${call}: ${fill}`;
}

/** Zero-copy sends whose completion was fetched, and that the kernel had copied. */
export const COPIED_SENDS = "zero-copy sends: copied";
/** Zero-copy sends whose completion was fetched, and that were not copied. */
export const UNCOPIED_SENDS = "zero-copy sends: not copied";
/** Page faults taken in user mode for looking at data: of mapped files, nearly all. */
export const LOOKS = "page faults: looks";
/** A library that does TLS is mapped into the process. */
export const TLS_LIBRARY = "TLS library";

const NONE: ParticularCount = { name: "", times: 0, things: 0 };

/** The count of that name; nothing counted is zero times. */
export function particular(of: readonly ParticularCount[], name: string): ParticularCount {
  return of.find((one) => one.name === name) ?? NONE;
}
