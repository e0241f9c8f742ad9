/** Whether copyscope may load probes: as root with the kernel's capabilities for it, or through sudo. */
import { join } from "node:path";
import { execa } from "execa";
import { tracingCapabilities } from "../kernel/capabilities.ts";
import { fail, type Outcome, ok } from "./check.ts";
import { findCommand, readText, type Surroundings } from "./surroundings.ts";

/** How the tracer gets, or does not get, what it needs. */
export type Privilege =
  | { readonly kind: "root"; readonly capabilities: readonly string[] }
  | { readonly kind: "sudo"; readonly uid: number; readonly asksPassword: boolean }
  | { readonly kind: "none"; readonly uid: number; readonly why: string };

/** Groups whose members Debian and others let use sudo. */
const SUDO_GROUPS = ["sudo", "wheel", "admin"];

/** Finds out what this process may do, by itself or through sudo. */
export async function findPrivilege({ proc, path, root }: Surroundings): Promise<Privilege> {
  const status = await readText(join(proc, "self/status"));
  const text = status.ok ? status.text : "";
  // `Uid:	1000	1000	1000	1000`: real, effective, saved, filesystem.
  const uid = Number(/^Uid:\s+\d+\s+(\d+)/m.exec(text)?.[1] ?? process.geteuid?.() ?? -1);
  if (uid === 0) return { kind: "root", capabilities: tracingCapabilities(text) };

  const sudo = await findCommand("sudo", path);
  if (sudo === null) return { kind: "none", uid, why: "there is no sudo" };
  const silent = await execa(sudo, ["-n", "true"], { reject: false, stdin: "ignore", timeout: 10_000 });
  if (silent.exitCode === 0) return { kind: "sudo", uid, asksPassword: false };
  const groups = (/^Groups:[ \t]*(.*)$/m.exec(text)?.[1] ?? "").split(" ").filter(Boolean);
  if (await inSudoGroup(groups, join(root, "etc/group"))) return { kind: "sudo", uid, asksPassword: true };
  return {
    kind: "none",
    uid,
    why: `sudo does not let this user in without a password, nor is it in the group sudo or wheel`,
  };
}

/** sudo will not say without a password whether somebody may use it; membership of the usual group does. */
async function inSudoGroup(ids: readonly string[], groupFile: string): Promise<boolean> {
  const groups = await readText(groupFile);
  if (!groups.ok) return false;
  return groups.text.split("\n").some((line) => {
    const [name = "", , id = ""] = line.split(":");
    return SUDO_GROUPS.includes(name) && ids.includes(id);
  });
}

/** Whether that privilege is enough, and what to do where it is not. */
export function privilegesOutcome(privilege: Privilege): Outcome {
  switch (privilege.kind) {
    case "root": {
      const { capabilities } = privilege;
      if (capabilities.includes("CAP_SYS_ADMIN")) return ok(`root, with ${capabilities.join(", ")}`);
      return fail(
        `root, without CAP_SYS_ADMIN (${capabilities.join(", ") || "nor CAP_BPF or CAP_PERFMON"})`,
        "This root is confined, as in a container. Run on the host, or give the container --privileged.",
      );
    }
    case "sudo":
      return ok(
        `user ${privilege.uid}, through sudo${privilege.asksPassword ? ", which will ask for a password" : ""}`,
      );
    case "none":
      return fail(
        `user ${privilege.uid} may not load probes, and ${privilege.why}`,
        "Run copyscope with sudo or as root, or have an administrator allow this user to use sudo.",
      );
  }
}
