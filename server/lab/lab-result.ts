/** The result, from the report of the recording and the rows of the transfers. */
import { cpus } from "node:os";
import type { Report } from "../model/report.ts";
import { conclusionOf } from "./conclusion.ts";
import { LAB_SCHEMA, type LabResult, type LabTransfer } from "./result.ts";
import type { LabSettings } from "./settings.ts";

/** One value of all that was measured; `transfers` in the order in which they are shown. */
export function labResult(
  { recording, trust, cost }: Report,
  filesystem: string,
  { fileBytes, rounds }: LabSettings,
  transfers: readonly LabTransfer[],
): LabResult {
  const { host, kernel, arch, bpftrace, copyscope, startedAt } = recording;
  const processor = cpus()[0]?.model.trim() || "unknown";
  return {
    schema: LAB_SCHEMA,
    machine: { host, kernel, arch, cpus: recording.cpus, processor, bpftrace, copyscope, filesystem },
    startedAt,
    fileBytes,
    rounds,
    transfers,
    conclusion: conclusionOf(transfers),
    trust,
    cost,
  };
}
