/**
 * What is counted for the whole scope, or the whole machine, and for no process: DMA, waits for a CPU, and how
 * calls are distributed by duration and size.
 */
import type { DeviceDma, Dma } from "../frame.ts";

/** By operation; for the buckets see Log2Histogram. */
type Histograms = { [operation: string]: number[] };

/** Whether the probe of probes/nic.bt is there; else its figure is null. */
export interface MeasuredDma {
  readonly nicPaged: boolean;
}

export class ScopeTally {
  #nicTransmitPaged = 0;
  /** Nanoseconds that threads waited for a CPU. */
  readonly wait: number[] = [];
  /** Nanoseconds from entry to return. */
  readonly latency: Histograms = {};
  /** Bytes moved by one call. */
  readonly size: Histograms = {};

  /** Bytes that network devices gathered from page fragments. */
  paged(bytes: number): void {
    this.#nicTransmitPaged += bytes;
  }

  waited(counts: readonly number[]): void {
    addHistogram(this.wait, counts);
  }

  called(what: "latency" | "size", operation: string, counts: readonly number[]): void {
    const histograms = this[what];
    const histogram = histograms[operation] ?? [];
    histograms[operation] = histogram;
    addHistogram(histogram, counts);
  }

  /** Bytes in this frame; `devices`: what the devices say of it. */
  dma(devices: DeviceDma, { nicPaged }: MeasuredDma): Dma {
    return { ...devices, nicTransmitPaged: nicPaged ? this.#nicTransmitPaged : null };
  }
}

function addHistogram(into: number[], counts: readonly number[]): void {
  counts.forEach((count, index) => {
    while (into.length <= index) into.push(0);
    into[index] = (into[index] ?? 0) + count;
  });
}
