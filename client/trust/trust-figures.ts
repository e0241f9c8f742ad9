/** What could make the numbers wrong, and what tracing takes, read off the frames a page holds. */
import type { LiveFrame } from "../../server/model/live/protocol.ts";
import { formatCount, plural } from "../../server/model/units.ts";

export interface TrustSummary {
  readonly complete: boolean;
  /** Sentences; empty when complete. */
  readonly reasons: readonly string[];
  readonly gaps: number;
}

/** Over all given frames; the first five gaps have a sentence each. */
export function trustOf(frames: readonly LiveFrame[]): TrustSummary {
  let [lost, unmatched, skipped, unmeasured] = [0, 0, 0, 0];
  const full = new Set<string>();
  const gaps: LiveFrame["gaps"][number][] = [];
  frames.forEach((frame) => {
    if (frame.gaps.length > 0) gaps.push(...frame.gaps);
    unmeasured += frame.totals.unmeasuredCalls;
    if (frame.trust === null) return;
    lost += frame.trust.lostEvents;
    unmatched += frame.trust.unmatched;
    skipped += frame.trust.skippedRuns;
    for (const map of frame.trust.mapsFull) full.add(map);
  });
  const reasons = [
    lost > 0 ? `${plural(lost, "event")} lost.` : "",
    full.size > 0 ? `Maps that were full: ${[...full].join(", ")}. Later keys were not counted.` : "",
    unmatched > 0 ? `${plural(unmatched, "exit")} without an enter.` : "",
    skipped > 0 ? `${plural(skipped, "probe run")} skipped by the kernel.` : "",
    unmeasured > 0 ? `${plural(unmeasured, "call")} moved data, or may have, whose bytes are not measured.` : "",
    ...gaps.slice(0, 5).map(({ from, to, reason }) => `A gap of ${((to - from) / 1000).toFixed(1)} s: ${reason}.`),
    gaps.length > 5 ? `${formatCount(gaps.length - 5)} more gaps.` : "",
  ].filter((reason) => reason !== "");
  return { complete: reasons.length === 0, reasons, gaps: gaps.length };
}

export interface CostSummary {
  /** Of all CPUs; null: unknown. */
  readonly share: number | null;
  readonly probes: number | null;
  readonly bpftrace: number | null;
  readonly server: number | null;
  readonly residentBytes: number | null;
}

/** Over the given frames: (probe + bpftrace + server CPU time) / (time x CPUs), as reports count it. */
export function costOf(frames: readonly LiveFrame[], cpus: number): CostSummary {
  const machine = frames.reduce((sum, { start, end }) => sum + (end - start), 0) * 1e6 * cpus;
  const part = (key: "probes" | "bpftrace" | "server") => {
    const values = frames.map(({ cost }) => cost[key]);
    if (machine === 0 || values.some((value) => value === null)) return null;
    return values.reduce<number>((sum, value) => sum + (value ?? 0), 0) / machine;
  };
  const [probes, bpftrace, server] = [part("probes"), part("bpftrace"), part("server")];
  const known = probes !== null && bpftrace !== null && server !== null;
  return {
    share: known ? probes + bpftrace + server : null,
    probes,
    bpftrace,
    server,
    residentBytes: frames.at(-1)?.cost.residentBytes ?? null,
  };
}
