/** What a preflight check says: one thing about this machine, how it stands, and what to do about it. */

/** `skip`: could not be looked at from here, which is neither good nor bad. */
export type CheckStatus = "ok" | "warn" | "fail" | "skip";

/** The part of a check that is found out; its id and name are known before. */
export interface Outcome {
  readonly status: CheckStatus;
  /** What was found, with its value. May hold foreign text: renderers make it harmless. */
  readonly found: string;
  /** What to do; null where nothing needs doing. */
  readonly remedy: string | null;
}

export interface Check extends Outcome {
  /** Stable, for programs: `tracefs`, `bpftrace`. */
  readonly id: string;
  /** For people. */
  readonly name: string;
}

/** All is well, and this was found. */
export function ok(found: string): Outcome {
  return { status: "ok", found, remedy: null };
}

/** copyscope works, and something is less than it could be. */
export function warn(found: string, remedy: string): Outcome {
  return { status: "warn", found, remedy };
}

/** copyscope does not work until this is put right. */
export function fail(found: string, remedy: string): Outcome {
  return { status: "fail", found, remedy };
}

/** It could not be looked at from here, for the reason in `found`. */
export function skip(found: string, remedy: string | null = null): Outcome {
  return { status: "skip", found, remedy };
}
