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
    tracepoints: new Map(allTracepoints().map((name) => [name, fields])),
    ...more,
  };
}

/** The same kernel, built without some tracepoints. */
export function without(...missing: readonly string[]): KernelFacts["tracepoints"] {
  return new Map([...kernelFacts().tracepoints].filter(([name]) => !missing.includes(name)));
}
