/** Whether there is a bpftrace, and whether it is one that the probes are written for. */
import { execa } from "execa";
import { type BpftraceVersion, versionFromOutput } from "../bpftrace/version.ts";
import { fail, type Outcome, ok } from "./check.ts";
import { findCommand, type Surroundings } from "./surroundings.ts";

export interface FoundBpftrace {
  /** The full path and version of one that can be used, or null. */
  readonly usable: { readonly path: string; readonly version: BpftraceVersion } | null;
  readonly outcome: Outcome;
}

/** Looks for the bpftrace that copyscope would run, and asks it for its version. */
export async function findBpftrace(command: string, { path }: Surroundings): Promise<FoundBpftrace> {
  const found = await findCommand(command, path);
  if (found === null) {
    const place = command.includes("/") ? `${command} is not there or not executable` : `no ${command} on PATH`;
    return {
      usable: null,
      outcome: fail(place, "apt-get install bpftrace, or name one with the environment variable COPYSCOPE_BPFTRACE."),
    };
  }
  const asked = await execa(found, ["--version"], { reject: false, stdin: "ignore", timeout: 10_000 });
  if (asked.failed) {
    const why = asked.timedOut ? "it did not answer in 10 s" : asked.stderr.trim() || asked.shortMessage;
    return {
      usable: null,
      outcome: fail(`${found} --version failed: ${why}`, "Run that by hand; reinstall bpftrace if it fails there too."),
    };
  }
  const result = versionFromOutput(asked.stdout);
  if (!result.ok) return { usable: null, outcome: fail(`${result.message} (${found})`, result.remedy) };
  return { usable: { path: found, version: result.version }, outcome: ok(`${result.version.text} at ${found}`) };
}
