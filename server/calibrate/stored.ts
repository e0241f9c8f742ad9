/** Where the calibration of this machine is kept: the state folder of the user who measured it. */
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, isAbsolute, join } from "node:path";
import { homeFolder } from "../lab/home-folder.ts";
import { type Calibration, calibrationSchema } from "../model/calibration.ts";
import type { RunInfo } from "../model/frame.ts";
import { errorCode, fileSentence } from "../recording/file-sentence.ts";
import { changedSince, isOfThatMachine, thisMachine } from "./machine.ts";

/** A calibration has a few kilobytes: what is longer is something else. */
const LONGEST = 1_000_000;

/** Null where the user has no home and names no folder. */
export function calibrationPath(environment = process.env): string | null {
  const named = environment["XDG_STATE_HOME"] ?? "";
  // A relative path there is to be ignored (XDG Base Directory Specification).
  const home = homeFolder();
  const state = isAbsolute(named) ? named : home && join(home, ".local", "state");
  return state && join(state, "copyscope", "calibration.json");
}

export type StoredCalibration =
  | { readonly kind: "found"; readonly calibration: Calibration }
  | { readonly kind: "none" }
  | { readonly kind: "unusable"; readonly message: string };

/**
 * Reads what `copyscope calibrate` has stored (`path`: there; null: nowhere). Never rejects: a file that cannot be used
 * comes back as a sentence.
 */
export async function storedCalibration(path: string | null = calibrationPath()): Promise<StoredCalibration> {
  if (path === null) return { kind: "none" };
  try {
    const text = await readFile(path, "utf8");
    const checked = calibrationSchema.safeParse(text.length > LONGEST ? null : JSON.parse(text));
    if (checked.success) return { kind: "found", calibration: checked.data };
    return { kind: "unusable", message: `${path} is not a calibration of this copyscope: run 'copyscope calibrate'.` };
  } catch (error) {
    if (errorCode(error) === "ENOENT") return { kind: "none" };
    if (error instanceof SyntaxError)
      return { kind: "unusable", message: `${path} is damaged: run 'copyscope calibrate'.` };
    return { kind: "unusable", message: fileSentence("read", path, error) };
  }
}

/** The stored calibration where it holds for this machine as it is now, else null. */
export async function calibrationOfThisMachine(): Promise<Calibration | null> {
  const stored = await storedCalibration();
  return stored.kind === "found" && changedSince(stored.calibration, thisMachine()) === null
    ? stored.calibration
    : null;
}

/** A run that carries no calibration gets the stored one, where it was made on that machine. */
export async function withCalibration(info: RunInfo): Promise<RunInfo> {
  if (info.calibration !== null) return info;
  const stored = await storedCalibration();
  return stored.kind === "found" && isOfThatMachine(stored.calibration, info)
    ? { ...info, calibration: stored.calibration }
    : info;
}

/** Puts the calibration in place of the former one. Null, or a sentence that says why it failed. */
export async function storeCalibration(calibration: Calibration, path: string): Promise<string | null> {
  const unfinished = `${path}.${process.pid}`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(unfinished, `${JSON.stringify(calibration, null, 2)}\n`, { mode: 0o600 });
    await rename(unfinished, path);
    return null;
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => {});
    return fileSentence("write", path, error);
  }
}
