/** `copyscope calibrate`: measures what things cost here, and keeps it for the reports of this machine. */
import { CALIBRATION_SCHEMA, type Calibration } from "../model/calibration.ts";
import { thisMachine } from "./machine.ts";
import { measureCosts } from "./measure.ts";

export type Calibrated =
  | { readonly ok: true; readonly calibration: Calibration }
  | { readonly ok: false; readonly message: string; readonly remedy: string | null };

/** Enough for a median and its spread; takes about five seconds. */
const REPETITIONS = 25;

/** Measures; stores nothing. `now`: when. `abort` gives it up. */
export async function calibrate(copyscope: string, now: Date, abort: AbortSignal): Promise<Calibrated> {
  const measured = await measureCosts(REPETITIONS, abort);
  if (!measured.ok) return measured;
  const calibration: Calibration = {
    schema: CALIBRATION_SCHEMA,
    measuredAt: now.toISOString(),
    copyscope,
    machine: thisMachine(),
    repetitions: REPETITIONS,
    costs: measured.costs,
  };
  return { ok: true, calibration };
}
