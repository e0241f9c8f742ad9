/**
 * A scope, written as the bpftrace conditions and statements that keep it. All filtering happens in the kernel.
 */

/** A scope as the tracer knows it when it composes: names looked up, processes started. */
export type ResolvedScope =
  | { readonly kind: "system"; readonly exclude: readonly number[] }
  /** Processes named to the running program (control.bt), and their descendants. */
  | { readonly kind: "processes" }
  /** A process that will execve the command; it joins the scope there. */
  | { readonly kind: "command"; readonly root: number }
  | { readonly kind: "comm"; readonly comm: Uint8Array }
  /** Inode numbers of the cgroup's directory and those below it, and its path from the hierarchy's root. */
  | { readonly kind: "cgroup"; readonly ids: readonly bigint[]; readonly path: string };

const PROCESS_SCOPE = {
  SCOPE: "@scope[(uint64)pid]",
  SCOPE_AT_EXEC: "@scope[(uint64)pid]",
  SCHEDULED_OUT: "@task[(uint64)tid]",
  ADD_PROCESS: (pid: string) => `@scope[(uint64)${pid}] = (uint64)1;`,
  REMOVE_PROCESS: "delete(@scope[(uint64)pid]);",
  EXEC_SCOPE: "",
  NAME_IF: "1 == 1",
  SKIP_FIRST_RETURN: "",
  STARTING: "1 == 0",
  SCOPE_AT_START: "",
};

export type ScopeMacros = typeof PROCESS_SCOPE;

const EMPTY_ADD = (): string => "";

/** The statements for a thread's clock (detail full), where it executes another program. */
export interface ThreadClock {
  /** From here on everything is seen of it. */
  start(tid: string, process: string): string;
  /** It comes into the scope, not for the first time perhaps. */
  takeUp(tid: string, process: string): string;
  /** The current thread leaves the scope. */
  readonly end: string;
}

/** The macros of a scope. */
export function scopeMacros(scope: ResolvedScope, clock: ThreadClock): ScopeMacros {
  switch (scope.kind) {
    case "processes":
      return PROCESS_SCOPE;
    case "command":
      return {
        ...PROCESS_SCOPE,
        SCOPE_AT_EXEC: `(@scope[(uint64)pid] || pid == ${scope.root})`,
        EXEC_SCOPE: [
          "if (@scope[(uint64)pid] == 0) {",
          "    @scope[(uint64)pid] = (uint64)1;",
          "    @task[(uint64)tid] = (uint64)pid;",
          "    @starting = (uint64)1;",
          `    ${clock.start("(uint64)tid", "(uint64)pid")}`,
          "  }",
        ].join("\n"),
        STARTING: "@starting == 1",
        SKIP_FIRST_RETURN: "if ($id == EXECVE && @starting == 1) { @starting = (uint64)0; return; }",
        SCOPE_AT_START: "@starting = (uint64)0;",
      };
    case "comm": {
      const [low, high] = commNumbers(scope.comm);
      const match = [
        `(*(uint64 *)($comm) & ${low.mask}) == ${low.value}`,
        ...(high.mask === "0" ? [] : [`(*(uint64 *)($comm + 8) & ${high.mask}) == ${high.value}`]),
      ].join(" && ");
      return {
        ...PROCESS_SCOPE,
        SCOPE_AT_EXEC: "1 == 1",
        EXEC_SCOPE: [
          `if (${match}) {`,
          "    if (@scope[(uint64)pid] == 0) {",
          "      @scope[(uint64)pid] = (uint64)1;",
          "      @task[(uint64)tid] = (uint64)pid;",
          `      ${clock.takeUp("(uint64)tid", "(uint64)pid")}`,
          "    }",
          "  } else {",
          "    if (@scope[(uint64)pid] != 0) { @@gone[(uint64)pid] = count(); }",
          "    delete(@scope[(uint64)pid]);",
          "    delete(@task[(uint64)tid]);",
          `    ${clock.end}`,
          "  }",
        ].join("\n"),
        NAME_IF: match,
      };
    }
    case "system": {
      const others = scope.exclude.map((pid) => `pid != ${pid}`).join(" && ") || "1 == 1";
      return {
        ...PROCESS_SCOPE,
        SCOPE: `(${others})`,
        SCOPE_AT_EXEC: `(${others})`,
        SCHEDULED_OUT: `tid != 0 && ${others}`,
        ADD_PROCESS: EMPTY_ADD,
        REMOVE_PROCESS: "",
      };
    }
    case "cgroup":
      return {
        ...PROCESS_SCOPE,
        SCOPE: "@cgroup[cgroup]",
        SCOPE_AT_EXEC: "@cgroup[cgroup]",
        // the idle threads are in the root of all cgroups
        SCHEDULED_OUT: "tid != 0 && @cgroup[cgroup]",
        ADD_PROCESS: EMPTY_ADD,
        REMOVE_PROCESS: "",
        SCOPE_AT_START: scope.ids.map((id) => `@cgroup[${id}] = (uint64)1;`).join("\n  "),
      };
  }
}

/** A command name as the two numbers that task_struct.comm's 16 bytes make, with masks that end after its NUL. */
function commNumbers(comm: Uint8Array): readonly [{ mask: string; value: string }, { mask: string; value: string }] {
  const bytes = new Uint8Array(16);
  bytes.set(comm.subarray(0, 15));
  const significant = Math.min(comm.length, 15) + 1;
  const view = new DataView(bytes.buffer);
  const word = (at: 0 | 8) => {
    const count = Math.max(0, Math.min(8, significant - at));
    const mask = (1n << BigInt(8 * count)) - 1n;
    return { mask: hex(mask), value: hex(view.getBigUint64(at, true)) };
  };
  return [word(0), word(8)];
}

function hex(value: bigint): string {
  return value === 0n ? "0" : `0x${value.toString(16)}`;
}
