/**
 * Who started copyscope: the user behind sudo, where there is one. A workload is run as that user, never
 * as root because copyscope needed root.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** The user a command is run as, where that is not the user copyscope runs as. */
export interface RunAs {
  readonly uid: number;
  readonly gid: number;
  readonly name: string;
  /** Options of setpriv that make a process that user's. */
  readonly identity: readonly string[];
  /** What a login sets, and sudo had set to root's. */
  readonly environment: Readonly<Record<string, string>>;
}

/** The user that sudo says it works for; null where copyscope was not started through sudo by somebody else. */
export function invokingUser(): RunAs | null {
  const { SUDO_UID, SUDO_GID, SUDO_USER, SHELL, MAIL } = process.env;
  if (!isId(SUDO_UID) || !isId(SUDO_GID) || Number(SUDO_UID) === 0 || process.geteuid?.() !== 0) return null;
  // getent asks everybody who knows users (LDAP, sssd), not only /etc/passwd
  const entry = spawnSync("getent", ["passwd", SUDO_UID], { encoding: "utf8" }).stdout?.trim().split(":") ?? [];
  const [, , , , , home = "/", shell = ""] = entry;
  const name = entry[0] || SUDO_USER || SUDO_UID;
  return {
    uid: Number(SUDO_UID),
    gid: Number(SUDO_GID),
    name,
    // setpriv looks the groups up by the user's entry
    identity: ["--reuid", SUDO_UID, "--regid", SUDO_GID, entry.length >= 7 ? "--init-groups" : "--clear-groups"],
    environment: {
      HOME: home,
      USER: name,
      LOGNAME: name,
      ...(SHELL !== undefined && existsSync(shell) ? { SHELL: shell } : {}),
      ...(MAIL === undefined ? {} : { MAIL: `/var/mail/${name}` }),
    },
  };
}

function isId(text: string | undefined): text is string {
  return text !== undefined && /^\d{1,10}$/.test(text);
}
