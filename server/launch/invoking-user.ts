/**
 * Who started copyscope: the user behind sudo, where there is one. A workload is run as that user, never
 * as root because copyscope needed root.
 */
import { readFileSync } from "node:fs";
import type { RunAs } from "./gate.ts";

/** The user that sudo says it works for; null where copyscope was not started through sudo by somebody else. */
export function invokingUser(): RunAs | null {
  const uid = Number(process.env["SUDO_UID"]);
  const gid = Number(process.env["SUDO_GID"]);
  if (!Number.isInteger(uid) || !Number.isInteger(gid) || uid === 0 || process.geteuid?.() !== 0) return null;
  const entry = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"))
    .find((fields) => fields[2] === String(uid));
  if (entry === undefined) return null;
  return { uid, gid, name: entry[0] ?? "", home: entry[5] ?? "/" };
}
