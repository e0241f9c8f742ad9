import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scopeMacros } from "./scope-macros.ts";

const NOTHING = { start: () => "", takeUp: () => "", end: "" };

/** Does the condition that `comm` becomes hold for these 16 bytes of task_struct.comm? Computed as the kernel side does. */
function matches(comm: Uint8Array, bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, 16);
  const tests = scopeMacros({ kind: "comm", comm }, NOTHING).NAME_IF.split(" && ");
  return tests.every((test) => {
    const [, offset, mask, value] = /^\(\*\(uint64 \*\)\(\$comm(?: \+ (8))?\) & (\w+)\) == (\w+)$/.exec(test) ?? [];
    if (mask === undefined || value === undefined) throw new Error(`not a test: ${test}`);
    return (view.getBigUint64(Number(offset ?? 0), true) & BigInt(mask)) === BigInt(value);
  });
}

/** The kernel's 16 bytes for a name, with this garbage after the NUL. */
function kernelName(name: Uint8Array, garbage = 0): Uint8Array {
  const bytes = new Uint8Array(16).fill(garbage);
  bytes.set(name.subarray(0, 15));
  bytes[Math.min(name.length, 15)] = 0;
  return bytes;
}

describe("a command name", () => {
  it.each([
    ["1 byte", "a"],
    ["7 bytes", "seven.7"],
    ["8 bytes", "eight..8"],
    ["9 bytes", "nine....9"],
    ["15 bytes", "exactly15bytes!"],
    ["characters of several bytes", "naïve€"],
  ])("of %s is matched whole, whatever stands after its NUL", (_, name) => {
    const comm = Buffer.from(name);
    expect(matches(comm, kernelName(comm))).toBe(true);
    expect(matches(comm, kernelName(comm, 0xff))).toBe(true);
    expect(matches(comm, kernelName(comm.subarray(0, -1)))).toBe(false);
    if (comm.length < 15) expect(matches(comm, kernelName(Buffer.from(`${name}x`)))).toBe(false);
  });

  it("longer than 15 bytes is what the kernel keeps of it", () => {
    const comm = Buffer.from("a-name-of-twenty-byt");
    expect(matches(comm, kernelName(comm))).toBe(true);
  });

  it("matches itself and nothing else, for all bytes", () => {
    const name = fc.uint8Array({ min: 1, minLength: 1, maxLength: 15 });
    fc.assert(
      fc.property(name, name, fc.integer({ min: 0, max: 255 }), (one, other, garbage) => {
        expect(matches(one, kernelName(one, garbage))).toBe(true);
        expect(matches(one, kernelName(other, garbage))).toBe(Buffer.compare(one, other) === 0);
      }),
    );
  });

  it("comes as numbers only, so that no name is read as code", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 15 }), (comm) => {
        const { NAME_IF } = scopeMacros({ kind: "comm", comm }, NOTHING);
        expect(NAME_IF.replaceAll(/0x[0-9a-f]+/g, "N")).toMatch(/^[\w\s()*$+&=]+$/);
      }),
    );
  });
});

describe("a scope", () => {
  it("of processes and of a command holds who was named and who descends from them", () => {
    const scope = scopeMacros({ kind: "processes" }, NOTHING);
    expect(scope.SCOPE).toBe("@scope[(uint64)pid]");
    expect(scope.ADD_PROCESS("$child")).toBe("@scope[(uint64)$child] = (uint64)1;");
  });

  it("of a command begins when its process executes it, and leaves that first return out", () => {
    const scope = scopeMacros(
      { kind: "command", root: 99 },
      {
        ...NOTHING,
        start: (tid, pid) => `start(${tid}, ${pid});`,
      },
    );
    expect(scope.SCOPE).toBe("@scope[(uint64)pid]");
    expect(scope.SCOPE_AT_EXEC).toContain("pid == 99");
    expect(scope.EXEC_SCOPE).toContain("start((uint64)tid, (uint64)pid);");
    expect(scope.SKIP_FIRST_RETURN).toContain("EXECVE");
  });

  it("of a name begins and ends a thread's clock where its process executes something", () => {
    const { EXEC_SCOPE } = scopeMacros(
      { kind: "comm", comm: Buffer.from("x") },
      { ...NOTHING, takeUp: () => "start;", end: "end;" },
    );
    expect(EXEC_SCOPE).toMatch(
      /^if \(.*\{[^}]*if \(@scope\[\(uint64\)pid\] == 0\) \{[^}]*start;[^}]*\}\s*\} else \{[\s\S]*end;\s*\}$/,
    );
  });

  it("of the whole system leaves copyscope out", () => {
    const scope = scopeMacros({ kind: "system", exclude: [5, 6] }, NOTHING);
    expect(scope.SCOPE).toBe("(pid != 5 && pid != 6)");
    expect(scope.SCHEDULED_OUT).toBe("tid != 0 && pid != 5 && pid != 6");
    expect(scope.ADD_PROCESS("1")).toBe("");
  });

  it("of the whole system is a condition when there is nobody to leave out", () => {
    expect(scopeMacros({ kind: "system", exclude: [] }, NOTHING).SCOPE).toBe("(1 == 1)");
  });
});
