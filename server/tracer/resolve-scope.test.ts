import { existsSync, readFileSync, statSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { processByPid } from "./processes.ts";
import type { ScopeRequest } from "./protocol.ts";
import { planScope, type ScopePlan } from "./resolve-scope.ts";

function plan(scope: ScopeRequest, own: readonly number[] = [], commandPid: number | null = null): ScopePlan {
  const planned = planScope(scope, own, commandPid);
  if ("failure" in planned) throw new Error(planned.failure);
  return planned;
}

const OWN_NAME = processByPid(process.pid)?.command ?? "";
const CGROUPS = readFileSync("/proc/self/mounts", "utf8")
  .split("\n")
  .find((line) => line.split(" ")[2] === "cgroup2")
  ?.split(" ")[1];

describe("planScope", () => {
  it("takes the whole system without copyscope's own processes", () => {
    const { resolved, members } = plan({ kind: "system" }, [process.pid]);
    expect(resolved).toEqual({ kind: "system", exclude: [process.pid] });
    const pids = members().map(({ pid }) => pid);
    expect(pids).toContain(process.ppid);
    expect(pids).not.toContain(process.pid);
  });

  it("takes a process and its descendants", () => {
    const { resolved, members } = plan({ kind: "pid", pid: process.pid });
    expect(resolved).toEqual({ kind: "processes" });
    expect(members().map(({ pid }) => pid)).toContain(process.pid);
  });

  it("says that there is no such process", () => {
    expect(planScope({ kind: "pid", pid: 2 ** 22 + 1 }, [], null)).toEqual({
      failure: "there is no process 4194305",
      remedy: "ps -e lists the processes there are",
    });
  });

  it("finds processes by name, as the kernel keeps it: 15 bytes", () => {
    const { resolved, members } = plan({ kind: "comm", comm: `${OWN_NAME}${"x".repeat(16 - OWN_NAME.length)}` });
    expect(resolved.kind === "comm" && resolved.comm).toHaveLength(15);
    if (OWN_NAME.length < 15) expect(members()).toEqual([]);
    const pids = plan({ kind: "comm", comm: OWN_NAME })
      .members()
      .map(({ pid }) => pid);
    expect(pids).toContain(process.pid);
    expect(
      plan({ kind: "comm", comm: OWN_NAME }, [process.pid])
        .members()
        .map(({ pid }) => pid),
    ).not.toContain(process.pid);
  });

  it("waits for a command in the process that will execute it", () => {
    const request = { kind: "command", argv: ["true"], pid: null } as const;
    const { resolved, members } = plan({ ...request, argv: ["true"] }, [], 99);
    expect(resolved).toEqual({ kind: "command", root: 99 });
    expect(members()).toEqual([]);
    expect(plan({ ...request, argv: ["true"], pid: 98 }).resolved).toEqual({ kind: "command", root: 98 });
  });

  it("says that a path is no cgroup", () => {
    for (const path of ["/no/such/cgroup", "/../../etc"]) {
      const planned = planScope({ kind: "cgroup", path }, [], null);
      expect("failure" in planned && planned.failure).toMatch(
        /is not a cgroup of the v2 hierarchy$|no cgroup v2 hierarchy/,
      );
    }
  });

  describe.skipIf(CGROUPS === undefined || !existsSync(`${CGROUPS}/cgroup.procs`))("for a cgroup", () => {
    it("knows it by its number, and those below it", () => {
      const { resolved } = plan({ kind: "cgroup", path: CGROUPS ?? "" });
      if (resolved.kind !== "cgroup") throw new Error(resolved.kind);
      expect(resolved.ids[0]).toBe(statSync(CGROUPS ?? "", { bigint: true }).ino);
      expect(new Set(resolved.ids).size).toBe(resolved.ids.length);
      expect(resolved.path).toBe("");
    });

    it("takes a path from the hierarchy's root as /proc/PID/cgroup shows it", () => {
      expect(plan({ kind: "cgroup", path: "/" }).resolved).toEqual(
        plan({ kind: "cgroup", path: CGROUPS ?? "" }).resolved,
      );
    });

    it("does not leave the hierarchy by way of ..", () => {
      expect(plan({ kind: "cgroup", path: "/../.." }).resolved).toEqual(plan({ kind: "cgroup", path: "/" }).resolved);
    });
  });
});
