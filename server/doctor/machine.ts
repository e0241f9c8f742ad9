/** The machine's processors, clock and cgroups. */
import { join } from "node:path";
import { mountsFromMountinfo } from "../kernel/mounts.ts";
import { type Outcome, ok, skip, warn } from "./check.ts";
import { readText, type Surroundings } from "./surroundings.ts";

/** Clocks that cost a trip to a device for each reading (see Documentation/timers/timekeeping.rst). */
const SLOW_CLOCKS = ["acpi_pm", "hpet", "jiffies", "refined-jiffies"];

/** With one CPU, tracing and workload take turns. */
export function coresOutcome(cores: number): Outcome {
  if (cores > 1) return ok(`${cores} cores`);
  return warn("1 core", "Tracing shares it with the workload: compare ratios rather than times.");
}

/** The probes read the clock at every system call, so it has to be a cheap one. */
export async function clockOutcome({ sys }: Surroundings): Promise<Outcome> {
  const reading = await readText(join(sys, "devices/system/clocksource/clocksource0/current_clocksource"));
  if (!reading.ok) return skip(`unknown (${reading.code})`);
  const clock = reading.text.trim();
  if (!SLOW_CLOCKS.includes(clock)) return ok(clock);
  return warn(
    `${clock}, which takes a microsecond or so to read`,
    "Tracing costs more than usual here; tsc is the fast one.",
  );
}

/** Where `--cgroup` paths start. On systems with both versions the second one stands beside the first. */
export async function cgroupOutcome({ proc }: Surroundings): Promise<Outcome> {
  const reading = await readText(join(proc, "self/mountinfo"));
  const mount = reading.ok ? mountsFromMountinfo(reading.text).find(({ type }) => type === "cgroup2") : undefined;
  if (mount) return ok(`version 2 at ${mount.point}`);
  return warn(
    "version 2 is not mounted",
    "--cgroup needs it: mount -t cgroup2 none /sys/fs/cgroup. Other scopes work.",
  );
}
