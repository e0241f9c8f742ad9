/**
 * How much the lab moves, and how often. The defaults are for people; tests, and disks that are slow or full,
 * want others, and get them through the environment.
 */
import { MIB } from "../model/units.ts";

export interface LabSettings {
  readonly fileBytes: number;
  /** How often each transfer is run. */
  readonly rounds: number;
}

export type SettingsRead =
  | { readonly ok: true; readonly settings: LabSettings }
  | { readonly ok: false; readonly message: string };

interface Limits {
  readonly variable: string;
  readonly usual: number;
  readonly most: number;
  readonly unit: string;
}

const SIZE: Limits = { variable: "COPYSCOPE_LAB_MIB", usual: 128, most: 16_384, unit: "MiB" };
const ROUNDS: Limits = { variable: "COPYSCOPE_LAB_ROUNDS", usual: 3, most: 25, unit: "rounds" };

type Environment = Readonly<Record<string, string | undefined>>;

function wholeNumber(environment: Environment, { variable, usual, most }: Limits): number | null {
  const text = environment[variable];
  if (text === undefined || text === "") return usual;
  const value = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  return value >= 1 && value <= most ? value : null;
}

/** Reads the settings from the environment. */
export function labSettings(environment: Environment): SettingsRead {
  const size = wholeNumber(environment, SIZE);
  const rounds = wholeNumber(environment, ROUNDS);
  if (size !== null && rounds !== null) return { ok: true, settings: { fileBytes: size * MIB, rounds } };
  const { variable, most, unit } = size === null ? SIZE : ROUNDS;
  const value = environment[variable] ?? "";
  return { ok: false, message: `${variable} must be a number of ${unit} from 1 to ${most}, not '${value}'.` };
}
