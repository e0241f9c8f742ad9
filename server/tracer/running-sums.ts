/**
 * What is read from /proc once a frame, beside what bpftrace prints: what tracing takes, and what devices have moved.
 */
import { readFileSync } from "node:fs";
import type { DeviceDma } from "../model/frame.ts";
import { DeviceSums } from "./device-sums.ts";
import { probeSums, processUsage, programDescriptors } from "./probe-sums.ts";
import type { TracerEvent } from "./protocol.ts";

type Missing = (TracerEvent & { tracer: "composed" })["missing"];

/** While it is 1 the kernel counts runs and run time of probes, and else they stand still (the guardian switches it on). */
const STATS_SWITCH = "/proc/sys/kernel/bpf_stats_enabled";

export class RunningSums {
  readonly #pid: number;
  readonly #probes: readonly string[];
  readonly #programs: readonly string[];
  readonly #statsSwitch: string;
  readonly #devices = new DeviceSums();
  /** As they stood when the frame ended. */
  #moved: DeviceDma;

  /** Of a bpftrace that has attached these probes, in this order. `statsSwitch` is elsewhere in tests. */
  constructor(pid: number, probes: readonly string[], statsSwitch = STATS_SWITCH) {
    this.#statsSwitch = statsSwitch;
    this.#pid = pid;
    this.#probes = probes;
    this.#programs = programDescriptors(pid);
    this.#moved = this.#devices.read();
  }

  /** What cannot be read here, with the reason. */
  get missing(): Missing {
    return [...this.#devices.missing];
  }

  /** Counting begins, or a frame ends: what devices move from now on is not this frame's. */
  mark(): void {
    this.#moved = this.#devices.read();
  }

  /** The sums since the start, as the client is told them. */
  event(): TracerEvent {
    const sums = probeSums(this.#pid, this.#programs, this.#probes);
    const timed = sums !== null && isOn(this.#statsSwitch);
    const usage = processUsage(this.#pid);
    const own = process.cpuUsage();
    return {
      tracer: "sums",
      probeRuns: timed ? sums.probeRuns : null,
      probeNanoseconds: timed ? sums.probeNanoseconds : null,
      skipped: sums?.skipped ?? {},
      bpftraceCpuNanoseconds: usage?.cpuNanoseconds ?? null,
      bpftraceResidentBytes: usage?.residentBytes ?? null,
      tracerCpuNanoseconds: (own.user + own.system) * 1000,
      tracerResidentBytes: process.memoryUsage.rss(),
      devices: this.#moved,
    };
  }
}

function isOn(file: string): boolean {
  try {
    return readFileSync(file, "latin1").trim() === "1";
  } catch {
    return false;
  }
}
