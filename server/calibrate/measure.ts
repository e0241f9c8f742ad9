/** Runs the measuring program (server/lab/programs/calibrate.c) and makes costs of what it prints. */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { compiledProgram, programCache } from "../lab/compile.ts";
import { type Calibration, type Cost, type CostName, calibrationSchema } from "../model/calibration.ts";

export type Measured =
  | { readonly ok: true; readonly costs: Calibration["costs"] }
  | { readonly ok: false; readonly message: string; readonly remedy: string | null };

/** A repetition takes a fifth of a second; on a busy machine some more. */
const SECONDS_PER_REPETITION = 10;

const COST_NAMES = Object.keys(calibrationSchema.shape.costs.shape) as CostName[];

/** Measures all costs so many times, unless `abort` gives it up. Never rejects for what a machine can refuse. */
export async function measureCosts(repetitions: number, abort: AbortSignal): Promise<Measured> {
  const folder = await mkdtemp(join(tmpdir(), "copyscope-calibrate-"));
  try {
    const compiled = await compiledProgram("calibrate", await programCache(folder));
    if (!compiled.ok) return compiled;
    const run = await promisify(execFile)(compiled.path, [String(repetitions)], {
      timeout: repetitions * SECONDS_PER_REPETITION * 1000,
      signal: abort,
    });
    return costsOf(run.stdout, repetitions);
  } catch (error) {
    const said = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : "";
    const message = said === "" ? `the measuring program failed: ${String(error)}` : said;
    return { ok: false, message, remedy: null };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** From lines `NAME NANOSECONDS`, each name `repetitions` times. Exported for its tests. */
export function costsOf(printed: string, repetitions: number): Measured {
  const measured = new Map<string, number[]>(COST_NAMES.map((name) => [name, []]));
  for (const line of printed.split("\n").filter((line) => line !== "")) {
    const [name = "", figure = ""] = line.split(" ");
    const nanoseconds = Number(figure);
    const list = measured.get(name);
    if (list === undefined || figure === "" || !Number.isFinite(nanoseconds)) {
      return { ok: false, message: `the measuring program printed '${line}', which is no measurement.`, remedy: null };
    }
    list.push(nanoseconds);
  }
  const missing = [...measured].find(([, list]) => list.length !== repetitions);
  if (missing !== undefined) {
    const message = `the measuring program printed ${missing[1].length} of ${repetitions} measurements of ${missing[0]}.`;
    return { ok: false, message, remedy: null };
  }
  const costs = Object.fromEntries([...measured].map(([name, list]) => [name, costFrom(list)]));
  return { ok: true, costs: costs as Calibration["costs"] };
}

/** The median, and between what four fifths lie: a tenth may be disturbed in either direction. */
function costFrom(nanoseconds: readonly number[]): Cost {
  const sorted = [...nanoseconds].sort((a, b) => a - b);
  const at = (share: number) => Math.max(0, sorted[Math.round(share * (sorted.length - 1))] ?? 0);
  return { low: at(0.1), median: at(0.5), high: at(0.9) };
}
