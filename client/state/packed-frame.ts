/**
 * A frame as it is held once charts have moved on: what only they look at is one string instead of ninety objects. Of
 * fifteen minutes that is a third of a million objects, which the browser's collector would mark every few seconds.
 */
import type { LiveFrame } from "../../server/model/live/protocol.ts";

type Rest = Pick<LiveFrame, "flows" | "dma" | "runQueueWait" | "latency" | "size" | "cost">;

/** Unpacked ones are kept for so many frames: who looks back at some looks at them again. */
const KEPT = 600;

const unpacked = new Map<PackedFrame, Rest>();

/** Reads like the frame it was made of. Its parts are not its own properties, though: {@link wholeFrame} has them all. */
export class PackedFrame implements LiveFrame {
  readonly sequence: number;
  readonly merged: number;
  readonly start: number;
  readonly end: number;
  readonly totals: LiveFrame["totals"];
  readonly processes: number;
  readonly trust: LiveFrame["trust"];
  readonly gaps: LiveFrame["gaps"];
  readonly marks: LiveFrame["marks"];
  readonly #rest: string;

  constructor(frame: LiveFrame) {
    this.sequence = frame.sequence;
    this.merged = frame.merged;
    this.start = frame.start;
    this.end = frame.end;
    this.totals = frame.totals;
    this.processes = frame.processes;
    this.trust = frame.trust;
    this.gaps = frame.gaps;
    this.marks = frame.marks;
    // Frames came as JSON, so it holds everything that is in them.
    const { flows, dma, runQueueWait, latency, size, cost } = frame;
    this.#rest = JSON.stringify({ flows, dma, runQueueWait, latency, size, cost } satisfies Rest);
  }

  get flows(): LiveFrame["flows"] {
    return this.rest().flows;
  }

  get dma(): LiveFrame["dma"] {
    return this.rest().dma;
  }

  get runQueueWait(): LiveFrame["runQueueWait"] {
    return this.rest().runQueueWait;
  }

  get latency(): LiveFrame["latency"] {
    return this.rest().latency;
  }

  get size(): LiveFrame["size"] {
    return this.rest().size;
  }

  get cost(): LiveFrame["cost"] {
    return this.rest().cost;
  }

  rest(): Rest {
    const known = unpacked.get(this);
    if (known !== undefined) return known;
    const rest = JSON.parse(this.#rest) as Rest;
    const oldest = unpacked.size < KEPT ? undefined : unpacked.keys().next().value;
    if (oldest !== undefined) unpacked.delete(oldest);
    unpacked.set(this, rest);
    return rest;
  }
}

/** The frame with all its parts as its own, to be spread. */
export function wholeFrame(frame: LiveFrame): LiveFrame {
  return frame instanceof PackedFrame ? { ...frame, ...frame.rest() } : frame;
}
