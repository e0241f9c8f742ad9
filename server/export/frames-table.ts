/** The table `frames`: what is known of each frame as a whole, DMA, trust and the cost of tracing. */
import type { Frame } from "../model/frame.ts";
import { type InFrame, whenColumns } from "./shared-columns.ts";
import { type ColumnOf, column, tableOf } from "./table.ts";

function count(name: string, about: string, of: (frame: Frame) => number | null): ColumnOf<InFrame> {
  return column(name, "int64", about, ({ frame }) => {
    const value = of(frame);
    return value === null ? null : Math.round(value);
  });
}

export const FRAMES_TABLE = tableOf<InFrame>("frames", "one frame", (frame) => [{ frame }], [
  ...whenColumns<InFrame>(),
  count("processes", "processes that did something", ({ processes }) => processes.length),
  count("disk_read_bytes", "by DMA, of the whole system", ({ dma }) => dma.diskRead),
  count("disk_write_bytes", "by DMA, of the whole system", ({ dma }) => dma.diskWrite),
  count("nic_transmit_bytes", "by DMA, of the whole system", ({ dma }) => dma.nicTransmit),
  count(
    "nic_transmit_paged_bytes",
    "the part gathered from page fragments, at least",
    ({ dma }) => dma.nicTransmitPaged,
  ),
  count("nic_receive_bytes", "by DMA, of the whole system", ({ dma }) => dma.nicReceive),
  count("lost_events", "lines or events lost", ({ trust }) => trust.lostEvents),
  count("maps_full", "maps that were full", ({ trust }) => trust.mapsFull.length),
  count("unmatched", "exits without an enter", ({ trust }) => trust.unmatched),
  count("skipped_runs", "probe runs that the kernel skipped", ({ trust }) => trust.skippedRuns),
  count("gaps", "gaps that end in this frame", ({ gaps }) => gaps.length),
  count("probe_runs", "runs of all probes", ({ cost }) => cost.probeRuns),
  count("probe_ns", "nanoseconds in probes", ({ cost }) => cost.probeNanoseconds),
  count("bpftrace_cpu_ns", "CPU time of bpftrace", ({ cost }) => cost.bpftraceCpuNanoseconds),
  count("server_cpu_ns", "CPU time of copyscope itself", ({ cost }) => cost.serverCpuNanoseconds),
]);
