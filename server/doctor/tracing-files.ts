/**
 * The kernel's tracing files: whether they can be read, and whether the tracepoints that the probes use are among
 * them. They are at /sys/kernel/tracing (tracefs) or, by an automount, at /sys/kernel/debug/tracing below debugfs;
 * every bpftrace since 0.17 takes whichever is there.
 */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { fail, type Outcome, ok, skip, warn } from "./check.ts";
import { readText, type Surroundings, whyNot } from "./surroundings.ts";

/** Tracepoints that belong together, as probe files list theirs. */
export interface TracepointNeeds {
  /** `category:name`; of a nested list one is enough. */
  readonly needs: readonly (string | readonly string[])[];
  /** The figures that are missing without them, or null for what nothing works without. */
  readonly part: string | null;
}

export interface TracingFiles {
  /** A readable tracing folder, or null. */
  readonly folder: string | null;
  readonly outcome: Outcome;
}

/** Looks for a tracing folder that can be read. */
export async function findTracingFiles({ sys, proc }: Surroundings, isRoot: boolean): Promise<TracingFiles> {
  const folders = [join(sys, "kernel/tracing"), join(sys, "kernel/debug/tracing")];
  const readable: string[] = [];
  const refused: string[] = [];
  for (const folder of folders) {
    try {
      await readdir(join(folder, "events"));
      readable.push(folder);
    } catch (error) {
      const { reason, code } = whyNot(error);
      if (reason !== "missing") refused.push(`${folder} (${code})`);
    }
  }
  const [folder = null] = readable;
  if (folder !== null) return { folder, outcome: ok(readable.join(" and ")) };
  return { folder, outcome: refused.length > 0 ? denied(refused, isRoot) : await notMounted(proc) };
}

function denied(refused: readonly string[], isRoot: boolean): Outcome {
  const found = `cannot be read: ${refused.join(", ")}`;
  if (!isRoot) return skip(`${found}; only root may`, "Run this with sudo to check it.");
  return fail(
    found,
    "Root is refused: a container without privilege, or lockdown=confidentiality. See those checks; run on the host.",
  );
}

async function notMounted(proc: string): Promise<Outcome> {
  const filesystems = await readText(join(proc, "filesystems"));
  if (filesystems.ok && !/\btracefs$/m.test(filesystems.text)) {
    return fail("this kernel has no tracefs", "Boot a kernel built with CONFIG_TRACING=y and CONFIG_BPF_EVENTS=y.");
  }
  return warn(
    "not mounted",
    "copyscope mounts it when it starts, as root. To do it now: mount -t tracefs nodev /sys/kernel/tracing",
  );
}

/** Whether each tracepoint exists, and if not, which part of what copyscope shows is missing without it. */
export async function tracepointsOutcome(folder: string | null, probes: readonly TracepointNeeds[]): Promise<Outcome> {
  if (folder === null) return skip("not looked at: the tracing files cannot be read");
  const exists = async (tracepoint: string) =>
    (await readText(join(folder, "events", tracepoint.replace(":", "/"), "format"))).ok;

  const vital: string[] = [];
  const partial: string[] = [];
  for (const { needs, part } of probes) {
    const missing: string[] = [];
    for (const need of needs) {
      const alternatives = typeof need === "string" ? [need] : need;
      const there = await Promise.all(alternatives.map(exists));
      if (!there.includes(true)) missing.push(alternatives.join(" or "));
    }
    if (missing.length > 0 && part === null) vital.push(...missing);
    if (missing.length > 0 && part !== null) partial.push(`${part} (${missing.join(", ")})`);
  }

  if (vital.length > 0) {
    return fail(
      `this kernel lacks ${[...new Set(vital)].join(", ")}`,
      "Nothing can be counted without them. Boot a kernel built with CONFIG_FTRACE_SYSCALLS=y, as distributions' are.",
    );
  }
  if (partial.length > 0) {
    return warn(`this kernel cannot show: ${partial.join("; ")}`, "Those figures will be empty; the rest works.");
  }
  return ok(`all that the probes need`);
}
