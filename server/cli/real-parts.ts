/** The parts as they are in a real run. Each is loaded when it is asked for: most runs want one of them. */
import { copyscopeVersion } from "../capture/copyscope-version.ts";
import { startCapture } from "../capture/start.ts";
import { giveUpRoot } from "../launch/give-up-root.ts";
import type { CliParts } from "./parts.ts";

/** `directory`: where recordings would go. */
export function realParts(directory: string): CliParts {
  return {
    version: copyscopeVersion(),
    startCapture,
    lab: async (transfers, format, say) => (await import("../lab/lab.ts")).lab(transfers, format, say),
    pageLab: async () => (await import("../lab/page-lab.ts")).PAGE_LAB,
    calibrate: async (now, abort) => {
      const { calibrate } = await import("../calibrate/calibrate.ts");
      giveUpRoot();
      return await calibrate(copyscopeVersion(), now, abort);
    },
    doctor: async (emphasis) => {
      const [{ runDoctor }, { renderDoctor }, { PROBE_FILES }, { bpftraceCommand }] = await Promise.all([
        import("../doctor/doctor.ts"),
        import("../doctor/render.ts"),
        import("../probes/sources.ts"),
        import("../tracer/bpftrace-process.ts"),
      ]);
      const report = await runDoctor({ bpftrace: bpftraceCommand(), probes: PROBE_FILES, recordings: directory });
      return { healthy: report.ok, text: renderDoctor(report, emphasis), json: report };
    },
    program: async (scope, detail) => (await import("./printed-program.ts")).printedProgram(scope, detail),
  };
}
