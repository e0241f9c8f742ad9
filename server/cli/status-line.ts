/** The live status line of a recording: what happened in the last interval, as rates. */
import { createLogUpdate } from "log-update";
import { Tally } from "../model/accumulate-tally.ts";
import type { Frame } from "../model/frame.ts";
import { totalsFromTally } from "../model/totals.ts";
import { formatBytes, formatCount } from "../model/units.ts";
import type { Output } from "./io.ts";

/** At most four times a second: more is unreadable, and every line costs the terminal's CPU. */
const LEAST_MS = 250;

function clock(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (part: number) => String(part).padStart(2, "0");
  const minutes = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return seconds < 3600 ? minutes : `${Math.floor(seconds / 3600)}:${minutes}`;
}

/** One line about a frame: elapsed time, bytes copied, transitions and switches a second, and what was lost so far. */
function statusOf(frame: Frame, startedAt: number, lost: number): string {
  const tally = new Tally();
  for (const process of frame.processes) tally.add(process);
  const { bytes, transitionsAtLeast, switches } = totalsFromTally(tally);
  const seconds = (frame.end - frame.start) / 1000;
  const rate = (count: number) => (seconds > 0 ? count / seconds : 0);
  const switched = switches === null ? "?" : formatCount(Math.round(rate(switches.voluntary + switches.involuntary)));
  return [
    clock(frame.end - startedAt),
    `copied ${formatBytes(rate(bytes.cpuCopied))}/s`,
    `transitions ${formatCount(Math.round(rate(transitionsAtLeast)))}/s`,
    `switches ${switched}/s`,
    `lost ${formatCount(lost)}`,
  ].join("   ");
}

/** A terminal that says it has no columns does not know its size, and nothing would be shown on it. */
function sized(stream: NodeJS.WriteStream): NodeJS.WriteStream {
  const terminal = {
    write: (text: string) => stream.write(text),
    isTTY: stream.isTTY,
    get columns() {
      return stream.columns || 80;
    },
    get rows() {
      return stream.rows || 24;
    },
  };
  return terminal as unknown as NodeJS.WriteStream;
}

export interface StatusLine {
  show(frame: Frame): void;
  /** Takes the line away. */
  clear(): void;
}

/** A line that writes over itself on a terminal. `now` in milliseconds. */
export function statusLine(stream: Output, startedAt: number, now: () => number): StatusLine {
  // showCursor: a program that dies with the cursor hidden leaves the terminal without one.
  const update = createLogUpdate(sized(stream as NodeJS.WriteStream), { showCursor: true });
  let lost = 0;
  let shownAt = Number.NEGATIVE_INFINITY;
  return {
    show: (frame) => {
      lost += frame.trust.lostEvents + frame.trust.skippedRuns;
      if (now() - shownAt < LEAST_MS) return;
      shownAt = now();
      update(statusOf(frame, startedAt, lost));
    },
    clear: () => update.clear(),
  };
}

/** For where nobody watches. */
export const NO_STATUS_LINE: StatusLine = { show: () => {}, clear: () => {} };
