import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nameScope, type ScopeMembers, type ScopeWords } from "./name-scope.ts";

/** Processes with their threads, all of them alive unless told otherwise. */
function world(threads: { readonly [pid: number]: readonly number[] }): ScopeMembers {
  return {
    processes: () => Object.keys(threads).map((pid) => ({ pid: Number(pid), parent: 1, command: "x" })),
    threads: (pid) => (threads[pid] ?? []).map((tid) => ({ tid, runs: false })),
  };
}

/** Probes that do not hear the words with these numbers. */
function probes(deaf: (word: number) => boolean, dead: readonly number[] = []) {
  const known = new Map<number, number>();
  let said = 0;
  let heard = 0;
  const say = (number: number, pid: number): boolean => {
    if (!deaf(said++)) {
      heard++;
      known.set(number, pid);
    }
    return !dead.includes(number);
  };
  const words: ScopeWords = {
    process: (pid) => say(-pid, pid),
    thread: (tid, pid) => say(tid, pid),
    heard: async () => heard,
  };
  return { words, known, said: () => said };
}

const TWO = world({ 10: [10, 11, 12], 20: [20] });
const ALL = new Map([
  [-10, 10],
  [10, 10],
  [11, 10],
  [12, 10],
  [-20, 20],
  [20, 20],
]);

describe("naming the scope", () => {
  it("says everything once where everything is heard", async () => {
    const { words, known, said } = probes(() => false);
    const named = await nameScope(TWO, words);
    expect(named.heard).toBe(true);
    expect([...named.processes.keys()]).toEqual([10, 20]);
    expect(named.threads).toEqual(new Map([...ALL].filter(([number]) => number > 0)));
    expect(known).toEqual(ALL);
    expect(said()).toBe(ALL.size);
  });

  it("ends with everybody known, each under its own process, whatever was not heard in between", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 5 * ALL.size }), async (deaf) => {
        const { words, known } = probes((word) => deaf[word] === true);
        expect((await nameScope(TWO, words)).heard).toBe(true);
        expect(known).toEqual(ALL);
      }),
    );
  });

  it("says so where the probes never hear all, or do not answer", async () => {
    expect((await nameScope(TWO, probes((word) => word % 3 === 0).words)).heard).toBe(false);
    expect((await nameScope(TWO, { ...probes(() => false).words, heard: async () => null })).heard).toBe(false);
  });

  it("leaves out threads that have ended, and asks nobody where there is nothing to name", async () => {
    expect((await nameScope(TWO, probes(() => false, [12]).words)).threads.has(12)).toBe(false);
    const silent: ScopeWords = {
      ...probes(() => false).words,
      heard: async () => {
        throw new Error("asked");
      },
    };
    expect(await nameScope(world({}), silent)).toMatchObject({ heard: true });
  });

  it("looks again for processes that came while it spoke, and for threads in each round", async () => {
    let looks = 0;
    const growing: ScopeMembers = {
      processes: () => [10, ...(looks++ > 0 ? [20] : [])].map((pid) => ({ pid, parent: 1, command: "x" })),
      threads: (pid) => (looks > 3 ? [pid, pid + 1] : [pid]).map((tid) => ({ tid, runs: false })),
    };
    const { words, known } = probes((word) => word === 0);
    const named = await nameScope(growing, words);
    expect([...named.processes.keys()]).toEqual([10, 20]);
    expect([...known.keys()].sort((a, b) => a - b)).toEqual([-20, -10, 10, 11, 20, 21]);
  });
});
