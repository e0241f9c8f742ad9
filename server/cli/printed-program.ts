/** The composed bpftrace program for `copyscope probes`: what the tracer would run, on this kernel, with this bpftrace. */
import { cpuInKeys } from "../bpftrace/dialect.ts";
import type { Detail, Scope } from "../model/frame.ts";
import { composeProgram } from "../probes/compose.ts";
import { readKernelFacts } from "../probes/kernel-facts.ts";
import { allTracepoints } from "../probes/sources.ts";
import { bpftraceCommand } from "../tracer/bpftrace-process.ts";
import { findBpftrace } from "../tracer/find-bpftrace.ts";
import { mapCapacity, mapMachine } from "../tracer/map-capacity.ts";
import { planScope } from "../tracer/resolve-scope.ts";
import type { Answer } from "./parts.ts";

/** The interval that `record` takes when none is given. */
const INTERVAL_MS = 250;
const LOOK = "Look at 'copyscope doctor'.";

/**
 * The program for a scope and a detail, or the sentence that says why there is none. It is for the bpftrace that there
 * is, which is asked for its version; without one it is for the newest, and a note says so.
 */
export async function printedProgram(scope: Scope, detail: Detail): Promise<Answer> {
  const kernel = readKernelFacts(allTracepoints());
  if ("failure" in kernel) return { ok: false, message: `${kernel.failure}.`, remedy: LOOK };
  const request = scope.kind === "command" ? { ...scope, argv: [...scope.argv], pid: null } : scope;
  const plan = planScope(request, [], null);
  if ("failure" in plan) return { ok: false, message: `${plan.failure}.`, remedy: plan.remedy };
  const bpftrace = await findBpftrace(bpftraceCommand(), () => {});
  const options = {
    scope: plan.resolved,
    detail,
    intervalMs: INTERVAL_MS,
    threads: false,
    cpuInKeys: bpftrace.ok && cpuInKeys(bpftrace.version),
    mapCapacity: mapCapacity(mapMachine()),
    tracerPid: process.pid,
    kernel,
  };
  const program = composeProgram(options);
  if ("failure" in program) return { ok: false, message: `${program.failure}.`, remedy: LOOK };
  return {
    ok: true,
    text: program.text.endsWith("\n") ? program.text : `${program.text}\n`,
    notes: [
      ...(bpftrace.ok ? [] : [`for bpftrace 0.24 or newer: ${bpftrace.message}`]),
      ...program.missing.map(({ part, reason }) => `left out: ${part}: ${reason}`),
    ],
  };
}
