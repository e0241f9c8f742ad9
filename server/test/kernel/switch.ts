/** The kernel's switch bpf_stats, which copyscope turns on while it traces. */
import { existsSync, readFileSync } from "node:fs";
import { execa } from "execa";

export const SWITCH = "/proc/sys/kernel/bpf_stats_enabled";
/** What the first of several copyscopes found, while any of them uses the switch. */
export const FOUND = "/run/copyscope.bpf_stats";
const USERS = `${FOUND}.users`;

/** What the switch is when no copyscope runs. */
export function switchAtRest(): string {
  return readFileSync(existsSync(FOUND) ? FOUND : SWITCH, "utf8");
}

/** Whether the switch is as `before`. One that another copyscope on this machine is using now cannot be. */
export async function switchIsAs(before: string): Promise<boolean> {
  if (!existsSync(FOUND) && readFileSync(SWITCH, "utf8") === before) return true;
  return existsSync(USERS) && (await execa("flock", ["--nonblock", USERS, "true"], { reject: false })).failed;
}
