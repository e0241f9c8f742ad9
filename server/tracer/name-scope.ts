/**
 * Names to the probes who is in the scope when tracing begins, until they have heard all of it. A word can go unheard on a
 * busy processor (probes/control.bt), and a process or thread that is not named would be missing in silence.
 */
import type { ListedProcess } from "../model/assemble/process-table.ts";

/** How the probes are spoken to. Each word counts, also one about somebody who has ended. */
export interface ScopeWords {
  /** False where the process has ended. */
  process(pid: number): boolean;
  /** False where the thread has ended. `runs`: it is on a CPU, or waits for one. */
  thread(tid: number, pid: number, runs: boolean): boolean;
  /** How many words have been heard since the beginning; null where nobody answers any more. */
  heard(): Promise<number | null>;
}

/** What there is to be named. */
export interface ScopeMembers {
  /** The processes that are in the scope now. */
  processes(): readonly ListedProcess[];
  /** Threads of a process, and whether each is on a CPU or waits for one. */
  threads(pid: number): readonly { readonly tid: number; readonly runs: boolean }[];
}

export interface NamedScope {
  readonly processes: ReadonlyMap<number, ListedProcess>;
  /** Thread to process. */
  readonly threads: ReadonlyMap<number, number>;
  /** Whether everything was heard. Where it was not, the kernel counts skipped runs. */
  readonly heard: boolean;
}

/** After so many rounds it is given up: each has lost a word. */
const ROUNDS = 20;

/** Names everybody, again and again until a whole round has been heard. What has ended in the meantime is left out. */
export async function nameScope(members: ScopeMembers, words: ScopeWords): Promise<NamedScope> {
  const named = { processes: new Map<number, ListedProcess>(), threads: new Map<number, number>() };
  let before = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const said = sayAll(members, words, named);
    if (said === 0) return { ...named, heard: true };
    const after = await words.heard();
    if (after === null) break;
    if (after - before === said) return { ...named, heard: true };
    before = after;
  }
  return { ...named, heard: false };
}

interface Names {
  readonly processes: Map<number, ListedProcess>;
  readonly threads: Map<number, number>;
}

/** One round; gives the number of words. */
function sayAll(members: ScopeMembers, words: ScopeWords, { processes, threads }: Names): number {
  let said = 0;
  const told = new Set<number>();
  // A fork between two looks is seen in the second; a fork of a member is followed by the probes themselves.
  for (let found = true; found; ) {
    found = false;
    for (const member of members.processes()) {
      const { pid } = member;
      if (told.has(pid)) continue;
      told.add(pid);
      found = true;
      processes.set(pid, member);
      said++;
      if (!words.process(pid)) continue;
      // From here on the probes follow new threads, so those are named that there are now.
      for (const { tid, runs } of members.threads(pid)) {
        said++;
        if (words.thread(tid, pid, runs)) threads.set(tid, pid);
        else threads.delete(tid);
      }
    }
  }
  return said;
}
