/** The headline figures as a list: what each is called, means, and how it is read off a frame. */
import type { LiveFrame } from "../../server/model/live/protocol.ts";
import { byteRate, eventRate, type FigureText, ratio, share } from "../parts/figure-text.ts";
import {
  copiesPerOutputByte,
  kernelShare,
  movedWithoutCopy,
  perMebibyte,
  switchesOf,
  transitionsOf,
} from "./work-figures.ts";

export interface Headline {
  readonly key: string;
  readonly label: string;
  readonly meaning: string;
  /** Of a frame (a sum of frames) and the seconds it covers. */
  readonly value: (frame: LiveFrame, seconds: number) => number | null;
  readonly format: (value: number | null) => FigureText;
  readonly colour: string;
  /** A second, smaller line. */
  readonly aside?: (frame: LiveFrame, seconds: number) => string;
}

const perSecond = (count: number | null, seconds: number) => (count === null ? null : count / seconds);

export const HEADLINES: readonly Headline[] = [
  {
    key: "copies-per-byte",
    label: "Copies per output byte",
    meaning:
      "Bytes the CPU copied, on the way in and on the way out, for each byte delivered to files, sockets and pipes. Read and write between file and socket is 2; sendfile is 0.",
    value: ({ totals }) => copiesPerOutputByte(totals.bytes),
    format: (value) => ratio(value),
    colour: "copy",
    aside: ({ totals }) => (totals.bytes.unknownCopies > 0 ? "some copies unknown" : ""),
  },
  {
    key: "copied",
    label: "Copied by CPU",
    meaning: "Bytes a second that the CPU copied, between user memory and the kernel or inside the kernel.",
    value: ({ totals }, seconds) => totals.bytes.cpuCopied / seconds,
    format: byteRate,
    colour: "copy",
  },
  {
    key: "without-copy",
    label: "Moved without copy",
    meaning: "Bytes a second that moved by reference, directly by DMA to or from user memory, or as shared extents.",
    value: ({ totals }, seconds) => movedWithoutCopy(totals.bytes) / seconds,
    format: byteRate,
    colour: "reference",
  },
  {
    key: "transitions",
    label: "Mode transitions",
    meaning:
      "Crossings between user and kernel mode a second, in either direction: two for a system call, two for a page fault in user mode. Not context switches.",
    value: ({ totals }, seconds) => perSecond(transitionsOf(totals), seconds),
    format: eventRate,
    colour: "series-1",
  },
  {
    key: "transitions-per-mib",
    label: "Transitions per MiB",
    meaning: "Mode transitions for each MiB (2^20 bytes) delivered. Larger buffers and fewer calls bring it down.",
    value: ({ totals }) => perMebibyte(transitionsOf(totals), totals.bytes),
    format: (value) => ratio(value),
    colour: "series-1",
  },
  {
    key: "switches",
    label: "Context switches",
    meaning:
      "How often the scheduler put another thread on a CPU, a second. Voluntary: the thread blocked. Involuntary: it was preempted while it could run.",
    value: ({ totals }, seconds) => perSecond(switchesOf(totals), seconds),
    format: eventRate,
    colour: "series-4",
    aside: ({ totals: { switches } }, seconds) => {
      if (switches === null) return "";
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
    colour: "series-2",
  },
];
