/**
 * A scope as the user names it → processes, cgroup ids and probe conditions.
 */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { mountsFromMountinfo } from "../kernel/mounts.ts";
import { bytesFromWord } from "../launch/raw-words.ts";
import { startTime } from "../launch/start-time.ts";
import type { ListedProcess } from "../model/assemble/process-table.ts";
import type { ResolvedScope } from "../probes/scope-macros.ts";
import { allPids, processByPid, withDescendants } from "./processes.ts";
import type { ScopeRequest } from "./protocol.ts";

/** The kernel keeps 15 bytes of a name and a NUL (TASK_COMM_LEN in include/linux/sched.h). */
const LONGEST_COMM = 15;

export interface ScopePlan {
  readonly resolved: ResolvedScope;
  /** The processes that are in the scope now; asked again until no new one turns up. */
  members(): readonly ListedProcess[];
}

export interface ScopeFailure {
  readonly failure: string;
  readonly remedy: string | null;
}

/**
 * Plans a scope, or says why there is none such. `own` are copyscope's processes, `commandPid` the waiting
 * launcher, `known` processes that belong to a scope of processes beside those that /proc shows as such.
 */
export function planScope(
  scope: ScopeRequest,
  own: readonly number[],
  commandPid: number | null,
  known: readonly number[] = [],
): ScopePlan | ScopeFailure {
  switch (scope.kind) {
    case "system":
      return {
        resolved: { kind: "system", exclude: own },
        members: () =>
          allPids()
            .filter((pid) => !own.includes(pid))
            .flatMap((pid) => processByPid(pid) ?? []),
      };
    case "pid":
      if (processByPid(scope.pid) === null) {
        return { failure: `there is no process ${scope.pid}`, remedy: "ps -e lists the processes there are" };
      }
      if (startTime(scope.pid) === null) {
        return {
          failure: `process ${scope.pid} has ended; it is a zombie, which its parent has not asked after yet`,
          remedy: "ps -e lists the processes there are",
        };
      }
      return { resolved: { kind: "processes" }, members: () => withDescendants([scope.pid, ...known], own) };
    case "comm": {
      const comm = bytesFromWord(scope.comm).subarray(0, LONGEST_COMM);
      return {
        resolved: { kind: "comm", comm },
        members: () =>
          allPids()
            .filter((pid) => !own.includes(pid))
            .flatMap((pid) => processByPid(pid) ?? [])
            .filter((process) => process.comm.equals(comm)),
      };
    }
    case "cgroup":
      return planCgroup(scope.path);
    case "command":
      return { resolved: { kind: "command", root: commandPid ?? scope.pid ?? 0 }, members: () => [] };
  }
}

function planCgroup(path: string): ScopePlan | ScopeFailure {
  const mount = cgroupMount();
  if (mount === null) {
    return { failure: "no cgroup v2 hierarchy is mounted here", remedy: "mount -t cgroup2 none /sys/fs/cgroup" };
  }
  const inHierarchy = path.startsWith(`${mount}/`) || path === mount ? resolve(path) : join(mount, resolve("/", path));
  if (!existsSync(join(inHierarchy, "cgroup.procs"))) {
    return {
      failure: `${inHierarchy} is not a cgroup of the v2 hierarchy`,
      remedy: `give a path below ${mount}, as /proc/PID/cgroup shows it`,
    };
  }
  return {
    resolved: {
      kind: "cgroup",
      // the id of a cgroup is its directory's inode number (kernel/cgroup, kernfs)
      ids: subdirectories(inHierarchy).map((directory) => statSync(directory, { bigint: true }).ino),
      path: `/${relative(mount, inHierarchy)}`.replace(/\/$/, ""),
    },
    members: () =>
      subdirectories(inHierarchy).flatMap((directory) =>
        readPids(join(directory, "cgroup.procs")).flatMap((pid) => processByPid(pid) ?? []),
      ),
  };
}

/** Where the v2 hierarchy is mounted, from /proc/self/mountinfo; null when it is not. */
function cgroupMount(): string | null {
  const mounts = mountsFromMountinfo(readFileSync("/proc/self/mountinfo", "utf8"));
  return mounts.find(({ type }) => type === "cgroup2")?.point ?? null;
}

function subdirectories(directory: string): readonly string[] {
  try {
    const below = readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    return [directory, ...below.flatMap((entry) => subdirectories(join(directory, entry.name)))];
  } catch {
    return [];
  }
}

function readPids(file: string): readonly number[] {
  try {
    return readFileSync(file, "utf8").split("\n").filter(Boolean).map(Number);
  } catch {
    return [];
  }
}
