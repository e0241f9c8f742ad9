/** A kernel to compose programs for: complete, unless told otherwise. */
import type { KernelFacts } from "../../probes/kernel-facts.ts";
import { allTracepoints } from "../../probes/sources.ts";

export function kernelFacts(more: Partial<KernelFacts> = {}): KernelFacts {
  const fields = new Set(["order"]);
  return {
    arch: "x64",
    commOffset: 3008,
    zerocopyBit: 18,
    structs: new Set(["io_kiocb", "inet_connection_sock"]),
    members: new Set(["sched_info.run_delay", "cfs_rq.rq", "rq.clock_task"]),
    entry: { registers: 168, number: 120, argument: 104, call: 140, above: [16_384, 16_368, 32_768] },
    tracepoints: new Map(allTracepoints().map((name) => [name, fields])),
    ...more,
  };
}

/** The same kernel, built without some tracepoints. */
export function without(...missing: readonly string[]): KernelFacts["tracepoints"] {
  return new Map([...kernelFacts().tracepoints].filter(([name]) => !missing.includes(name)));
}
