/**
 * Sums since the start → what one frame cost.
 */
import type { Cost } from "../model/frame.ts";
import type { TracerEvent } from "../tracer/protocol.ts";

type Sums = TracerEvent & { tracer: "sums" };

export class CostMeter {
  #before: Sums | null = null;
  #now: Sums | null = null;
  #own = process.cpuUsage();

  /** Counting begins: what was spent on making and attaching the probes (said last) is not any frame's. */
  begin(): void {
    this.#before = this.#now;
    this.#own = process.cpuUsage();
  }

  sums(sums: Sums): void {
    this.#now = sums;
  }

  /** The differences since the last call. */
  frame(): { readonly cost: Cost; readonly skipped: { readonly [probe: string]: number } } {
    const { before, now } = { before: this.#before, now: this.#now };
    const own = process.cpuUsage(this.#own);
    this.#own = process.cpuUsage();
    this.#before = now;
    const difference = (of: (sums: Sums) => number | null): number | null => {
      const current = now === null ? null : of(now);
      // What was not known then may hold any part of what is known now.
      const former = before === null ? 0 : of(before);
      return current === null || former === null ? null : current - former;
    };
    const tracer = difference((sums) => sums.tracerCpuNanoseconds);
    return {
      skipped: Object.fromEntries(
        Object.entries(now?.skipped ?? {})
          .map(([probe, runs]) => [probe, runs - (before?.skipped[probe] ?? 0)] as const)
          .filter(([, runs]) => runs > 0),
      ),
      cost: {
        probeRuns: difference((sums) => sums.probeRuns),
        probeNanoseconds: difference((sums) => sums.probeNanoseconds),
        bpftraceCpuNanoseconds: difference((sums) => sums.bpftraceCpuNanoseconds),
        serverCpuNanoseconds: (own.user + own.system) * 1000 + (tracer ?? 0),
        bpftraceResidentBytes: now?.bpftraceResidentBytes ?? null,
        serverResidentBytes: now === null ? null : now.tracerResidentBytes + process.memoryUsage.rss(),
      },
    };
  }
}
