/**
 * `copyscope doctor`: everything that could keep copyscope from working, looked at before it has to. The report is a
 * value; the terminal's text and JSON are made from it.
 */
import { availableParallelism, machine, release } from "node:os";
import { bpfStatsOutcome, memlockOutcome } from "./accounting.ts";
import { findBpftrace } from "./bpftrace.ts";
import { type Check, fail, type Outcome } from "./check.ts";
import { diskSpaceOutcome } from "./disk-space.ts";
import { architectureOutcome, btfOutcome, kernelOutcome, lockdownOutcome } from "./kernel.ts";
import { cgroupOutcome, clockOutcome, coresOutcome } from "./machine.ts";
import { containerOutcome, pidNamespaceOutcome, userNamespaceOutcome } from "./namespaces.ts";
import { findPrivilege, privilegesOutcome } from "./privileges.ts";
import { type Surroundings, THIS_MACHINE } from "./surroundings.ts";
import { compilerOutcome, setprivOutcome } from "./tools.ts";
import { findTracingFiles, type TracepointNeeds, tracepointsOutcome } from "./tracing-files.ts";
import { trialOutcome } from "./trial.ts";

export interface DoctorOptions {
  /** The bpftrace that copyscope would run: a name on PATH or a path. */
  readonly bpftrace: string;
  /** What the probes need from the kernel. */
  readonly probes: readonly TracepointNeeds[];
  /** The folder recordings go to. */
  readonly recordings: string;
  readonly surroundings?: Surroundings;
}

export interface DoctorReport {
  readonly schema: "copyscope-doctor/1";
  /** False when any check failed. */
  readonly ok: boolean;
  readonly checks: readonly Check[];
}

/** Looks at everything. Never throws for what it finds, and leaves the machine as it was. */
export async function runDoctor(options: DoctorOptions): Promise<DoctorReport> {
  const here = options.surroundings ?? THIS_MACHINE;
  const kernel = release();
  const privilege = await findPrivilege(here);
  const isRoot = privilege.kind === "root";
  const tracing = await findTracingFiles(here, isRoot);
  const bpftrace = await findBpftrace(options.bpftrace, here);
  // A user cannot see into tracefs, so only root's view of it says anything about the trial.
  const obstacle = isRoot && tracing.folder === null ? "the tracing files cannot be read" : null;

  const checks = await Promise.all([
    check("kernel", "kernel", () => kernelOutcome(kernel)),
    check("architecture", "architecture", () => architectureOutcome(machine())),
    check("btf", "kernel type information", () => btfOutcome(here)),
    check("lockdown", "lockdown", () => lockdownOutcome(here)),
    check("privileges", "privileges", () => privilegesOutcome(privilege)),
    check("pid-namespace", "PID namespace", () => pidNamespaceOutcome(here)),
    check("user-namespace", "user namespace", () => userNamespaceOutcome(here)),
    check("container", "container", () => containerOutcome(here)),
    check("tracefs", "tracing files", () => tracing.outcome),
    check("tracepoints", "tracepoints", () => tracepointsOutcome(tracing.folder, options.probes)),
    check("bpftrace", "bpftrace", () => bpftrace.outcome),
    check("trial", "trial run", () => trialOutcome(bpftrace.usable?.path ?? null, privilege, obstacle)),
    check("bpf-stats", "cost accounting", () => bpfStatsOutcome(here)),
    check("memlock", "locked memory", () => memlockOutcome(here, kernel, isRoot)),
    check("cgroup", "cgroups", () => cgroupOutcome(here)),
    check("cores", "processors", () => coresOutcome(availableParallelism())),
    check("clock", "clock", () => clockOutcome(here)),
    check("setpriv", "setpriv", () => setprivOutcome(here)),
    check("compiler", "C compiler", () => compilerOutcome(here)),
    check("disk", "disk space", () => diskSpaceOutcome(options.recordings)),
  ]);
  return { schema: "copyscope-doctor/1", ok: checks.every(({ status }) => status !== "fail"), checks };
}

async function check(id: string, name: string, look: () => Outcome | Promise<Outcome>): Promise<Check> {
  try {
    return { id, name, ...(await look()) };
  } catch (error) {
    return {
      id,
      name,
      ...fail(`the check itself failed: ${String(error)}`, "This is a fault of copyscope: please report it."),
    };
  }
}
