/** The composed bpftrace program for `copyscope probes`: what the tracer would run, on this kernel. */
import type { Detail, Scope } from "../model/frame.ts";
import { composeProgram } from "../probes/compose.ts";
import { readKernelFacts } from "../probes/kernel-facts.ts";
import { allTracepoints } from "../probes/sources.ts";
import { planScope } from "../tracer/resolve-scope.ts";
import type { Answer } from "./parts.ts";

/** The interval that `record` takes when none is given. */
const INTERVAL_MS = 250;
const LOOK = "Look at 'copyscope doctor'.";

export function printedProgram(scope: Scope, detail: Detail): Answer {
  const kernel = readKernelFacts(allTracepoints());
  if ("failure" in kernel) return { ok: false, message: `${kernel.failure}.`, remedy: LOOK };
  const request = scope.kind === "command" ? { ...scope, argv: [...scope.argv], pid: null } : scope;
  const plan = planScope(request, [], null);
  if ("failure" in plan) return { ok: false, message: `${plan.failure}.`, remedy: plan.remedy };
  const options = {
    scope: plan.resolved,
    detail,
    intervalMs: INTERVAL_MS,
    threads: false,
    tracerPid: process.pid,
    kernel,
  };
  const program = composeProgram(options);
  if ("failure" in program) return { ok: false, message: `${program.failure}.`, remedy: LOOK };
  return {
    ok: true,
    text: program.text.endsWith("\n") ? program.text : `${program.text}\n`,
    notes: program.missing.map(({ part, reason }) => `left out: ${part}: ${reason}`),
  };
}
