/**
 * What the tracer really handed over, by bpftrace version: the lines that bpftrace printed while a small known
 * workload ran (server/model/assemble/fixtures), and the frames that they make.
 *
 * - `counts`: `families --idle`, `families DIR`, `uring FILE` and three programs with awkward names, one after
 *   the other from a shell (detail counts)
 * - `full`: `timesplit REPORT 3` (detail full, threads told apart); REPORT is `full.accounts.jsonl`
 * - `other-lines`: a line of every other sort, from a program made for it
 */
import { readFileSync } from "node:fs";
import { type AssemblerOptions, FrameAssembler } from "../../model/assemble/frame-assembler.ts";
import { recordFromLine } from "../../model/assemble/record-from-line.ts";
import type { Cost, DeviceDma, Frame } from "../../model/frame.ts";

export const CAPTURED_VERSIONS = ["0.17", "0.23", "0.27"] as const;
type CapturedVersion = (typeof CAPTURED_VERSIONS)[number];

export const NO_COST: Cost = {
  probeRuns: null,
  probeNanoseconds: null,
  bpftraceCpuNanoseconds: null,
  serverCpuNanoseconds: null,
  bpftraceResidentBytes: null,
  serverResidentBytes: null,
};

/** What devices moved, where nobody has looked. */
export const NO_DEVICES: DeviceDma = { diskRead: null, diskWrite: null, nicTransmit: null, nicReceive: null };

/** Everything measured, on x86-64, with maps of the size that copyscope uses. */
export function assemblerOptions(more: Partial<AssemblerOptions> = {}): AssemblerOptions {
  return {
    arch: "x64",
    pageSize: 4096,
    mapCapacity: 16_384,
    keysPerStats: 1,
    clockOffset: 0,
    measured: {
      pageFaults: true,
      time: true,
      pageCache: true,
      socketCopies: true,
      ioUring: true,
      threads: false,
      nicPaged: true,
    },
    ...more,
  };
}

/** The text of a file beside the captures. */
export function capturedText(file: string): string {
  return readFileSync(new URL(`../../model/assemble/fixtures/${file}`, import.meta.url), "utf8");
}

/** The lines that bpftrace printed. */
export function capturedLines(version: CapturedVersion, capture: "counts" | "full" | "other-lines"): readonly string[] {
  return capturedText(`${version}/${capture}.jsonl`)
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith('{"tracer"'));
}

/** The frames that a capture makes. */
export function capturedFrames(version: CapturedVersion, capture: "counts" | "full"): readonly Frame[] {
  const events = capturedText(`${version}/${capture}.jsonl`)
    .split("\n")
    .filter((line) => line.startsWith('{"tracer"'))
    .map((line) => JSON.parse(line));
  const composed = events.find(({ tracer }) => tracer === "composed");
  const started = events.find(({ tracer }) => tracer === "started");
  const { measured } = assemblerOptions();
  const assembler = new FrameAssembler(
    assemblerOptions({
      keysPerStats: composed.keysPerStats,
      measured: { ...measured, threads: capture === "full", time: capture === "full" },
    }),
  );
  assembler.list(started.processes, started.threads, started.at);
  assembler.begin(started.at);
  return framesOf(assembler, capturedLines(version, capture));
}

/** Adds lines to an assembler and takes a frame at each receipt. */
export function framesOf(assembler: FrameAssembler, lines: readonly string[]): readonly Frame[] {
  return lines.flatMap((line) => {
    const record = recordFromLine(line);
    assembler.add(record);
    return record.kind === "done"
      ? [assembler.frame({ cost: NO_COST, skipped: {}, gaps: [], devices: NO_DEVICES })]
      : [];
  });
}
