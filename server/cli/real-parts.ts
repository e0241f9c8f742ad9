/** The parts as they are in a real run. */
import { calibrate } from "../calibrate/calibrate.ts";
import { startCapture } from "../capture/start.ts";
import { runDoctor } from "../doctor/doctor.ts";
import { renderDoctor } from "../doctor/render.ts";
import { lab } from "../lab/lab.ts";
import { PAGE_LAB } from "../lab/page-lab.ts";
import { giveUpRoot } from "../launch/give-up-root.ts";
import { PROBE_FILES } from "../probes/sources.ts";
import { bpftraceCommand } from "../tracer/bpftrace-process.ts";
import type { CliParts } from "./parts.ts";
import { printedProgram } from "./printed-program.ts";
import { copyscopeVersion } from "./version.ts";

/** `directory`: where recordings would go. */
export function realParts(directory: string): CliParts {
  return {
    version: copyscopeVersion(),
    startCapture,
    lab,
    pageLab: PAGE_LAB,
    calibrate: async (now) => {
      giveUpRoot();
      return await calibrate(copyscopeVersion(), now);
    },
    doctor: async (emphasis) => {
      const report = await runDoctor({ bpftrace: bpftraceCommand(), probes: PROBE_FILES, recordings: directory });
      return { healthy: report.ok, text: renderDoctor(report, emphasis), json: report };
    },
    program: async (scope, detail) => printedProgram(scope, detail),
  };
}
