/** Histograms of a run, summed over its frames: run-queue wait, and latency and size by operation. */
import type { Frame, Log2Histogram } from "./frame.ts";
import { distributionOf, mergedHistogram } from "./percentiles.ts";
import type { OperationDistribution, ReportDistributions } from "./report.ts";

/** One histogram for each operation, over the frames that had any. */
class ByOperation {
  readonly #histograms = new Map<string, Log2Histogram>();
  known = 0;
  unknown = 0;

  add(histograms: { readonly [operation: string]: Log2Histogram } | null): void {
    if (histograms === null) {
      this.unknown++;
      return;
    }
    this.known++;
    for (const [operation, histogram] of Object.entries(histograms)) {
      this.#histograms.set(operation, mergedHistogram(this.#histograms.get(operation) ?? [], histogram));
    }
  }

  rows(): readonly OperationDistribution[] | null {
    if (this.known === 0) return null;
    return [...this.#histograms]
      .map(([operation, histogram]) => ({ operation, ...distributionOf(histogram) }))
      .sort((a, b) => b.count - a.count || (a.operation < b.operation ? -1 : 1));
  }
}

/** Distributions of what was measured; a frame without histograms takes nothing from the others. */
export class DistributionTally {
  readonly #runQueueWait = new ByOperation();
  readonly #latency = new ByOperation();
  readonly #size = new ByOperation();

  add(frame: Pick<Frame, "runQueueWait" | "latency" | "size">): void {
    this.#runQueueWait.add(frame.runQueueWait && { wait: frame.runQueueWait });
    this.#latency.add(frame.latency);
    this.#size.add(frame.size);
  }

  /** The parts that only some frames have. */
  get partly(): readonly string[] {
    const parts = { "run-queue wait": this.#runQueueWait, latency: this.#latency, size: this.#size };
    return Object.entries(parts)
      .filter(([, { known, unknown }]) => known > 0 && unknown > 0)
      .map(([part]) => part);
  }

  report(): ReportDistributions {
    const wait = this.#runQueueWait.rows()?.[0];
    return {
      runQueueWait: wait === undefined ? null : distributionOf(wait.buckets),
      latency: this.#latency.rows(),
      size: this.#size.rows(),
    };
  }
}
