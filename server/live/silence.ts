/**
 * Notices that frames have ceased to come while tracing runs: bpftrace is stopped, or gets no CPU. What pages show is
 * not of now then, and nothing else would say so.
 */

/** Frames are late on a busy machine; this late they are missed. */
const LEAST_MS = 5_000;
const LEAST_INTERVALS = 8;

/** How often to look. */
export const LOOK_MS = 1_000;

export class Silence {
  #lookedAt: number | null = null;
  #heardAt = 0;
  #silent = false;

  /** Frames ought to come, and none has for a while. */
  get silent(): boolean {
    return this.#silent;
  }

  /** A frame has come. True: that ends a silence. */
  heard(now: number): boolean {
    const ends = this.#silent;
    this.#heardAt = now;
    this.#silent = false;
    return ends;
  }

  /** To be called every LOOK_MS. True when a silence has begun or ended since. `runs`: frames ought to come. */
  look(now: number, runs: boolean, intervalMs: number): boolean {
    // Whoever looks late has slept, or got no CPU: then frames wait to be read.
    const slept = this.#lookedAt === null || now - this.#lookedAt > 2 * LOOK_MS;
    this.#lookedAt = now;
    if (!runs || slept) return this.heard(now);
    const before = this.#silent;
    this.#silent = now - this.#heardAt > Math.max(LEAST_MS, LEAST_INTERVALS * intervalMs);
    return this.#silent !== before;
  }
}
