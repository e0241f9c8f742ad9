/**
 * bpftrace's lines → frames, over all the programs of one run: a run that goes on with other probes keeps its
 * processes, and its next frame tells of the gap.
 */
import { FrameAssembler } from "../model/assemble/frame-assembler.ts";
import { recordFromLine } from "../model/assemble/record-from-line.ts";
import type { Detail, Frame, Gap } from "../model/frame.ts";
import type { TracerEvent } from "../tracer/protocol.ts";
import { CostMeter } from "./cost-meter.ts";
import { DeviceMeter } from "./device-meter.ts";

export type Composed = TracerEvent & { tracer: "composed" };
type Started = TracerEvent & { tracer: "started" };
type Sums = TracerEvent & { tracer: "sums" };

export class FrameSource {
  readonly #threads: boolean;
  readonly #cost = new CostMeter();
  readonly #devices = new DeviceMeter();
  #assembler: FrameAssembler | null = null;
  #gaps: Gap[] = [];

  /** `threads`: processes are broken down into them. */
  constructor(threads: boolean) {
    this.#threads = threads;
  }

  /** These probes are attached, and counting begins; when, in epoch milliseconds. */
  begin(composed: Composed, started: Started, detail: Detail): number {
    const missing = new Set(composed.missing.map(({ part }) => part));
    const clockOffset = performance.timeOrigin + performance.now() - Number(process.hrtime.bigint()) / 1e6;
    const processes = this.#assembler?.processes;
    const assembler = new FrameAssembler({
      arch: composed.arch,
      pageSize: composed.pageSize,
      mapCapacity: composed.mapCapacity,
      keysPerStats: composed.keysPerStats,
      clockOffset,
      ...(processes === undefined ? {} : { processes }),
      measured: {
        pageFaults: !missing.has("page faults"),
        pageCache: !missing.has("page-cache fill"),
        socketCopies: !missing.has("socket-buffer copies"),
        nicPaged: !missing.has("NIC DMA from page fragments"),
        ioUring: !missing.has("io_uring"),
        time: detail !== "counts",
        threads: this.#threads,
      },
    });
    assembler.list(started.processes, started.threads, started.at);
    assembler.begin(started.at);
    this.#assembler = assembler;
    this.#cost.begin();
    this.#devices.begin();
    return clockOffset + started.at / 1e6;
  }

  /** Takes one line; the frame that it has ended, or null. `isLast`: no frame comes after this one. */
  frameAfter(line: string, isLast: boolean): Frame | null {
    const assembler = this.#assembler;
    if (assembler === null) return null;
    const record = recordFromLine(line);
    assembler.add(record);
    if (record.kind !== "done" || !assembler.isOver) return null;
    const frame = assembler.frame({ ...this.#cost.frame(), devices: this.#devices.frame(), gaps: this.#gaps, isLast });
    this.#gaps = [];
    return frame;
  }

  /** What tracing has taken since its start, and what devices have moved. */
  noteSums(sums: Sums): void {
    this.#cost.sums(sums);
    this.#devices.sums(sums.devices);
  }

  /** This process has a library mapped that does TLS. */
  noteTlsLibrary(pid: number): void {
    this.#assembler?.noteTlsLibrary(pid);
  }

  /** The next frame comes after a time in which nothing was seen. */
  noteGap(gap: Gap): void {
    this.#gaps.push(gap);
  }

  /** Pids that are alive as far as the probes have told. */
  alive(): readonly number[] {
    return this.#assembler?.processes.alive() ?? [];
  }
}
