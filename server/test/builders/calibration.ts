/** A machine's calibration with round figures, for sums that can be done in the head. */
import type { Calibration } from "../../model/calibration.ts";

const about = (median: number) => ({ low: median / 2, median, high: median * 2 });

export function calibration(more: Partial<Calibration["machine"]> = {}): Calibration {
  return {
    schema: "copyscope-calibration/1",
    measuredAt: "2026-01-01T12:00:00.000Z",
    copyscope: "0.1.0",
    machine: {
      host: "box",
      kernel: "6.18.0",
      arch: "x86_64",
      processor: "AMD EPYC",
      mitigations: { spectre_v2: "Mitigation: Retpolines" },
      ...more,
    },
    repetitions: 25,
    costs: {
      systemCall: about(100),
      smallRead: about(300),
      smallSend: about(2000),
      copyInCache: about(0.05),
      copyOutOfCache: about(0.15),
      handOver: about(0.02),
      voluntarySwitch: about(1000),
      anonymousFault: about(600),
      fileFault: about(4000),
      populatedFault: about(1000),
    },
  };
}
