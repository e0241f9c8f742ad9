/**
 * The name of a recording nobody named: copyscope-COMMAND-YYYYMMDD-HHMMSS.copyscope, in local time. The
 * extension is the program's own: the file is gzip inside, but ".gz" would invite gunzip, which leaves a file
 * copyscope does not read, and a name of its own lets file managers and .gitignore tell recordings apart.
 */
import { lstat } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Scope } from "../model/frame.ts";

export const RECORDING_EXTENSION = ".copyscope";

/** Letters, digits, dot and underscore of a name; whatever stands between them becomes one dash. Never empty, hidden or an option. */
function asFilePart(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9._]+/g, "-").replace(/^[-.]+|[-.]+$/g, "");
  return plain.slice(0, 40) || "command";
}

function scopePart(scope: Scope): string {
  switch (scope.kind) {
    case "system":
      return "system";
    case "pid":
      return `pid-${scope.pid}`;
    case "comm":
      return asFilePart(scope.comm);
    case "cgroup":
      return asFilePart(basename(scope.path));
    case "command":
      return asFilePart(basename(scope.argv[0] ?? ""));
  }
}

/** The name without directory, for a run of `scope` that starts at `now`. */
export function recordingName(scope: Scope, now: Date): string {
  const two = (part: number) => String(part).padStart(2, "0");
  const day = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
  const time = `${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
  return `copyscope-${scopePart(scope)}-${day}-${time}${RECORDING_EXTENSION}`;
}

/** A path in `directory` that is free, with -2, -3, … before the extension where the second is taken. */
export async function freeRecordingPath(directory: string, scope: Scope, now: Date): Promise<string> {
  const name = recordingName(scope, now);
  for (let number = 1; ; number++) {
    const suffix = number === 1 ? RECORDING_EXTENSION : `-${number}${RECORDING_EXTENSION}`;
    const path = join(directory, name.replace(/\.copyscope$/, suffix));
    // A link that leads nowhere takes a name, too.
    const taken = await lstat(path).then(
      () => true,
      () => false,
    );
    if (!taken) return path;
  }
}

/** Whether copyscope made this name, and not a person. */
export function isGivenName(name: string): boolean {
  return /^copyscope-.+-\d{8}-\d{6}(-\d+)?\.copyscope$/.test(name);
}
