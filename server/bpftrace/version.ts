/**
 * Which bpftrace this is. Its language and output differ between versions, so everything that composes a program or
 * reads a line asks here first.
 */

/** A release. Commits after it, as in a build from git (`v0.21.0-123-gabc`), count as that release. */
export interface BpftraceVersion {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  /** As bpftrace prints it, without the `v`: "0.21.0-123-gabc". */
  readonly text: string;
}

export type BpftraceVersionResult =
  | { readonly ok: true; readonly version: BpftraceVersion }
  | { readonly ok: false; readonly message: string; readonly remedy: string };

/** The oldest release copyscope's probes are tested with: Debian 12's. */
export const OLDEST_BPFTRACE = { major: 0, minor: 17, patch: 0 } as const;

type Release = Pick<BpftraceVersion, "major" | "minor" | "patch">;

const INSTALL = "Install bpftrace 0.17 or newer (Debian 12 and later: apt-get install bpftrace).";

/**
 * Reads what `bpftrace --version` printed.
 *
 * Seen: `bpftrace v0.17.0`, `bpftrace v0.23.2`, `bpftrace v0.21.0-123-gabc1234` from git, `bpftrace 0.14.0` from
 * builds outside git, and `v0.20.2-dirty`. Other lines may stand around it.
 */
export function versionFromOutput(output: string): BpftraceVersionResult {
  const match = /^bpftrace v?((\d+)\.(\d+)(?:\.(\d+))?(?:[-+~.][\w.+~-]*)?)\s*$/m.exec(output);
  if (!match) {
    const shown = JSON.stringify(output.trim().slice(0, 80));
    return { ok: false, message: `bpftrace --version printed ${shown}, which holds no version.`, remedy: INSTALL };
  }
  const [, text = "", major, minor, patch] = match;
  const version = { major: Number(major), minor: Number(minor), patch: Number(patch ?? 0), text };
  if (isOlder(version, OLDEST_BPFTRACE)) {
    return { ok: false, message: `bpftrace ${text} is too old: copyscope needs 0.17.0 or newer.`, remedy: INSTALL };
  }
  return { ok: true, version };
}

/** Negative when `a` is the older release, 0 when they are the same one, positive when it is the newer. */
export function compareVersions(a: Release, b: Release): number {
  return a.major - b.major || a.minor - b.minor || a.patch - b.patch;
}

/** Whether `a` was released before `b`. */
export function isOlder(a: Release, b: Release): boolean {
  return compareVersions(a, b) < 0;
}
