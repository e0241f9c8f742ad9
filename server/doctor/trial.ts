/** The proof of all that: a small program is loaded into the kernel, attached, run and removed. */
import { execa } from "execa";
import { fail, type Outcome, ok, skip } from "./check.ts";
import type { Privilege } from "./privileges.ts";
import { trialFailure } from "./trial-failures.ts";

const SIGN = "copyscope-trial-ran";

/** A map, a tracepoint and the start: what every probe of copyscope's needs. */
const PROGRAM = `BEGIN { printf("${SIGN}\\n"); exit(); } tracepoint:raw_syscalls:sys_enter { @calls[tid] = count(); } END { clear(@calls); }`;

const LONGEST_MS = 30_000;

/** Runs the trial program, through sudo where that asks nothing. `obstacle` says why it would be pointless. */
export async function trialOutcome(
  bpftrace: string | null,
  privilege: Privilege,
  obstacle: string | null,
): Promise<Outcome> {
  if (bpftrace === null) return skip("not tried: there is no bpftrace to try");
  if (privilege.kind === "none") return skip("not tried: this user may not load probes");
  if (privilege.kind === "sudo" && privilege.asksPassword) {
    return skip("not tried: sudo would ask for a password", "Run this with sudo to try it.");
  }
  if (obstacle !== null) return skip(`not tried: ${obstacle}`);

  const command = [...(privilege.kind === "sudo" ? ["sudo", "-n", "--"] : []), bpftrace, "-e", PROGRAM];
  const [program = bpftrace, ...args] = command;
  const started = performance.now();
  const run = await execa(program, args, { reject: false, stdin: "ignore", timeout: LONGEST_MS, all: true });
  if (run.exitCode === 0 && run.stdout.includes(SIGN)) {
    return ok(`a probe attached and ran, ${((performance.now() - started) / 1000).toFixed(1)} s with start and end`);
  }
  if (run.timedOut) {
    return fail(
      `it did not end in ${LONGEST_MS / 1000} s`,
      "The machine is very busy, or bpftrace hangs: run it by hand.",
    );
  }
  const failure = trialFailure(run.all);
  return fail(failure.found, failure.remedy);
}
