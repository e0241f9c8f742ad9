/** The headline figures as a list: what each is called, means, and how it is read off a frame. */
import type { LiveBytes, LiveFrame } from "../../server/model/live/protocol.ts";
import { byteCount, byteRate, eventRate, type FigureText, ratio, share, spoken } from "../parts/figure-text.ts";
import {
  copiesPerOutputByte,
  kernelShare,
  movedWithoutCopy,
  perMebibyte,
  switchesOf,
  transitionsOf,
  whyNotByOutput,
} from "./work-figures.ts";

export interface Headline {
  readonly key: string;
  readonly label: string;
  readonly meaning: string;
  /** Of a frame (a sum of frames) and the seconds it covers. */
  readonly value: (frame: LiveFrame, seconds: number) => number | null;
  readonly format: (value: number | null) => FigureText;
  readonly colour: string;
  /** The second, smaller line where nothing is measured yet: what to expect. */
  readonly before: string;
  /** The second, smaller line. */
  readonly aside?: (frame: LiveFrame, seconds: number) => string;
}

const perSecond = (count: number | null, seconds: number) => (count === null ? null : count / seconds);

function ofAllMoved(part: number, bytes: LiveBytes): string {
  const all = bytes.cpuCopied + movedWithoutCopy(bytes);
  return all === 0 ? "" : `${spoken(share(part / all))} of bytes moved`;
}

/** In the order in which they stand; the first is the one that the page is about. */
export const HEADLINES: readonly Headline[] = [
  {
    key: "copies-per-byte",
    label: "Copies per output byte",
    meaning:
      "Bytes the CPU copied, on the way in and on the way out, for each byte delivered to files, sockets and pipes. Read and write between file and socket is 2; sendfile is 0.",
    value: ({ totals }) => copiesPerOutputByte(totals),
    format: (value) => ratio(value),
    before: "read + write 2, sendfile 0",
    colour: "copy",
    aside: ({ totals }, seconds) => {
      if (totals.bytes.unknownCopies > 0) return whyNotByOutput(totals) || "some copies unknown";
      return whyNotByOutput(totals) || `of ${spoken(byteRate(totals.bytes.output / seconds))} output`;
    },
  },
  {
    key: "copied",
    label: "Copied by CPU",
    meaning: "Bytes a second that the CPU copied, between user memory and the kernel or inside the kernel.",
    value: ({ totals }, seconds) => totals.bytes.cpuCopied / seconds,
    format: byteRate,
    before: "by read, write, send …",
    colour: "copy",
    aside: ({ totals: { bytes } }) => ofAllMoved(bytes.cpuCopied, bytes),
  },
  {
    key: "without-copy",
    label: "Moved without copy",
    meaning: "Bytes a second that moved by reference, directly by DMA to or from user memory, or as shared extents.",
    value: ({ totals }, seconds) => movedWithoutCopy(totals.bytes) / seconds,
    format: byteRate,
    before: "by sendfile, splice …",
    colour: "reference",
    aside: ({ totals: { bytes } }) => ofAllMoved(movedWithoutCopy(bytes), bytes),
  },
  {
    key: "transitions",
    label: "Mode transitions",
    meaning:
      "Crossings between user and kernel mode a second, in either direction: two for a system call, two for a page fault in user mode. Not context switches.",
    value: ({ totals }, seconds) => perSecond(transitionsOf(totals), seconds),
    format: eventRate,
    before: "two for a system call",
    colour: "series-1",
    aside: ({ totals: { pageFaults } }, seconds) =>
      pageFaults === null ? "page faults unknown" : `${spoken(eventRate(pageFaults.user / seconds))} page faults`,
  },
  {
    key: "transitions-per-mib",
    label: "Transitions per MiB",
    meaning: "Mode transitions for each MiB (2^20 bytes) delivered. Larger buffers and fewer calls bring it down.",
    value: ({ totals }) => perMebibyte(transitionsOf(totals), totals),
    format: (value) => ratio(value),
    before: "fewer is better",
    colour: "series-1",
    aside: ({ totals }) => {
      const crossings = transitionsOf(totals);
      if (crossings === null) return "page faults unknown";
      if (crossings === 0) return "";
      return whyNotByOutput(totals) || `one for ${spoken(byteCount(totals.bytes.output / crossings))}`;
    },
  },
  {
    key: "switches",
    label: "Context switches",
    meaning:
      "How often the scheduler put another thread on a CPU, a second. Voluntary: the thread blocked. Involuntary: it was preempted while it could run.",
    value: ({ totals }, seconds) => perSecond(switchesOf(totals), seconds),
    format: eventRate,
    before: "not mode transitions",
    colour: "series-4",
    aside: ({ totals: { switches } }, seconds) => {
      if (switches === null) return "not told by this kernel";
      const part = (count: number) =>
        eventRate(count / seconds).number + eventRate(count / seconds).unit.replace("/s", "");
      return `${part(switches.voluntary)} vol · ${part(switches.involuntary)} invol`;
    },
  },
  {
    key: "kernel-share",
    label: "CPU time in kernel",
    meaning: "Of the CPU time the scope used, the part spent in the kernel. Copying is kernel time.",
    value: ({ totals }) => kernelShare(totals),
    format: share,
    before: "copying is kernel time",
    colour: "series-2",
    aside: ({ totals: { time } }, seconds) =>
      time === null ? "in detail full only" : `${ratio(time.kernel / 1e9 / seconds).number} CPUs in kernel`,
  },
];
