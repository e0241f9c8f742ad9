/**
 * Frames → steps for charts: the scope as a whole, in sums of a few seconds. A long recording keeps them beside the
 * sums of its processes, so that an hour can be drawn without reading its frames.
 */
import type { Frame, Log2Histogram, ProcessFrame } from "./frame.ts";
import { FrameSum } from "./frame-sum.ts";
import { mergedHistogram } from "./percentiles.ts";

/** Six seconds at four frames a second: ten steps a minute, 600 an hour. */
const MOST_FRAMES = 24;
/** Before compression: beside frames of a thousand processes, a step of three frames still weighs little. */
const MOST_TEXT = 256 * 1024;

/** Neighbouring frames as one, told of the whole scope. */
export interface ScopeStep {
  /** How many frames. */
  readonly frames: number;
  /** The most processes that did anything in one of them. */
  readonly processes: number;
  /** Several where not all frames measured the same (frame-sum.ts). One process without a name stands for all. */
  readonly work: readonly Frame[];
}

export class StepSum {
  readonly #steps: ScopeStep[] = [];
  #sum = new FrameSum();
  #processes = 0;
  #text = 0;
  #end: number | null = null;

  /** `text`: how much the frame takes, written. */
  add(frame: Frame, text: number): void {
    if (this.#end !== null && isGap(this.#end, frame)) this.#close();
    this.#end = frame.end;
    this.#sum.add(ofScope(frame));
    this.#processes = Math.max(this.#processes, frame.processes.length);
    this.#text += text;
    if (this.#sum.count >= MOST_FRAMES || this.#text >= MOST_TEXT) this.#close();
  }

  /** Oldest first. Their counts add up to those of the frames, and none reaches across a gap. */
  steps(): readonly ScopeStep[] {
    this.#close();
    return this.#steps;
  }

  #close(): void {
    if (this.#sum.count === 0) return;
    this.#steps.push({ frames: this.#sum.count, processes: this.#processes, work: this.#sum.frames() });
    this.#sum = new FrameSum();
    this.#processes = 0;
    this.#text = 0;
  }
}

/** More than clocks and a late snapshot explain; as the page judges it (live/gap-between.ts). */
function isGap(end: number, next: Frame): boolean {
  return next.start - end > Math.max(50, (next.end - next.start) * 0.2);
}

/** What a chart of the scope needs of a frame, in a shape that all frames of a run have. */
function ofScope(frame: Frame): Frame {
  return {
    ...frame,
    processes: frame.processes.map(ofAll),
    latency: ofAllOperations(frame.latency),
    size: ofAllOperations(frame.size),
  };
}

function ofAll({ threads: _, ...process }: ProcessFrame): ProcessFrame {
  return { ...process, id: 0, pid: 0, parent: null, command: "", particulars: [] };
}

function ofAllOperations(histograms: Frame["latency"]): Frame["latency"] {
  if (histograms === null) return null;
  const all: Log2Histogram = Object.values(histograms).reduce(mergedHistogram, []);
  return all.length === 0 ? {} : { all };
}
