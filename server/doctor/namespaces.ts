/**
 * The traps of containers. The kernel's tracepoints name processes as the initial PID namespace does; inside another,
 * /proc names them differently, and the figures would be put down to the wrong processes.
 */
import { readlink } from "node:fs/promises";
import { join } from "node:path";
import { fail, type Outcome, ok, skip, warn } from "./check.ts";
import { readText, type Surroundings } from "./surroundings.ts";

/** Fixed inode numbers of the initial namespaces: PROC_PID_INIT_INO and its neighbours, include/linux/proc_ns.h. */
const INITIAL = { pid: 0xef_ff_ff_fc, user: 0xef_ff_ff_fd, uts: 0xef_ff_ff_fe, ipc: 0xef_ff_ff_ff } as const;

type Which = keyof typeof INITIAL;

/** Whether this process is in the initial namespace; null where that cannot be seen. */
async function inInitial(which: Which, proc: string): Promise<boolean | null> {
  try {
    // `pid:[4026531836]`
    const link = await readlink(join(proc, "self/ns", which));
    const inode = /\[(\d+)\]/.exec(link)?.[1];
    return inode === undefined ? null : Number(inode) === INITIAL[which];
  } catch {
    return null;
  }
}

/** Whether process numbers here are the kernel's own, as those that the probes see are. */
export async function pidNamespaceOutcome({ proc }: Surroundings): Promise<Outcome> {
  const initial = await inInitial("pid", proc);
  if (initial === null) return skip(`unknown: ${join(proc, "self/ns/pid")} cannot be read`);
  if (initial) return ok("the machine's own");
  const status = await readText(join(proc, "self/status"));
  // `NSpid:	4711	12`: this process's number in each namespace, the innermost last.
  const numbers = status.ok ? /^NSpid:\s+(.*)$/m.exec(status.text)?.[1]?.split(/\s+/) : undefined;
  const seen = numbers && numbers.length > 1 ? `, where process ${numbers[0]} is called ${numbers.at(-1)}` : "";
  return fail(
    `a container's${seen}: process numbers here are not the kernel's`,
    "Run copyscope on the host, or share its PID namespace (docker run --privileged --pid=host …).",
  );
}

/** Whether root here is the machine's root, who alone may load probes. */
export async function userNamespaceOutcome({ proc }: Surroundings): Promise<Outcome> {
  const initial = await inInitial("user", proc);
  if (initial === null) return skip(`unknown: ${join(proc, "self/ns/user")} cannot be read`);
  if (initial) return ok("the machine's own");
  return fail(
    "a user namespace of its own, where root is not the machine's root",
    "Run copyscope outside it: a rootless container (or unshare --user) cannot load probes.",
  );
}

/** The container runtime, from the marks that runtimes leave, or null. */
async function containerRuntime({ proc, root }: Surroundings): Promise<string | null> {
  // systemd and podman say so by name; Docker only leaves an empty file.
  const named = await readText(join(root, "run/systemd/container"));
  if (named.ok && named.text.trim() !== "") return named.text.trim();
  if ((await readText(join(root, "run/.containerenv"))).ok) return "podman";
  if ((await readText(join(root, ".dockerenv"))).ok) return "docker";
  const cgroup = await readText(join(proc, "1/cgroup"));
  return (cgroup.ok && /(docker|kubepods|lxc|libpod|containerd)/.exec(cgroup.text)?.[1]) || null;
}

/** A container is fine when it shares what matters: its privileges and its PID namespace have checks of their own. */
export async function containerOutcome(surroundings: Surroundings): Promise<Outcome> {
  const runtime = await containerRuntime(surroundings);
  if (runtime === null) return ok("none");
  // A virtual machine made from a container's image keeps its marks, and no namespace but the initial ones.
  const initial = await Promise.all(
    (["pid", "uts", "ipc"] as const).map((which) => inInitial(which, surroundings.proc)),
  );
  if (initial.every((one) => one === true)) return ok(`none (made from an image of ${runtime})`);
  return warn(
    `a container (${runtime})`,
    "It has to be privileged and share the host's PID namespace; paths and users shown are the container's.",
  );
}
