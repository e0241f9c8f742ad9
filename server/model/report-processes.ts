/**
 * Which processes are kept one by one. A fork storm makes processes faster than anybody reads them, so
 * beyond a limit the least active are folded into one sum for each command name: memory stays bounded,
 * and the sums over processes and groups are still the run.
 */
import { ActivityTally, Tally } from "./accumulate-tally.ts";
import type { ProcessFrame, ThreadFrame } from "./frame.ts";

/** How many processes are kept one by one, and how many names of folded ones. */
const PROCESS_LIMIT = 2000;
const GROUP_LIMIT = 200;
/** How many threads of a process are kept one by one. */
const THREAD_LIMIT = 1000;

export interface ProcessTally {
  readonly id: number;
  pid: number;
  parent: number | null;
  command: string;
  readonly tally: Tally;
  /** By thread; null where threads were not recorded. The key null is all threads beyond the limit. */
  threads: Map<number | null, ActivityTally> | null;
}

export interface GroupTally {
  readonly command: string | null;
  processes: number;
  readonly tally: Tally;
}

function addThreads(into: ProcessTally, threads: readonly ThreadFrame[]): void {
  into.threads ??= new Map();
  for (const thread of threads) {
    const known = into.threads.has(thread.tid) || into.threads.size < THREAD_LIMIT;
    const key = known ? thread.tid : null;
    let tally = into.threads.get(key);
    if (tally === undefined) {
      tally = new ActivityTally();
      into.threads.set(key, tally);
    }
    tally.add(thread);
  }
}

/** How much a process did, for choosing which to fold: its system calls and page faults. */
function activityOf({ tally }: ProcessTally): number {
  const faults = tally.activity.pageFaults.known();
  return tally.calls + (faults === null ? 0 : faults.user + faults.kernel);
}

export class ProcessTallies {
  readonly #limit: number;
  readonly #processes = new Map<number, ProcessTally>();
  readonly #groups = new Map<string | null, GroupTally>();
  #largestId = -1;
  /** Ids up to here that are not in #processes were folded before. */
  #foldedUpTo = -1;

  constructor(limit = PROCESS_LIMIT) {
    this.#limit = limit;
  }

  get processes(): Iterable<ProcessTally> {
    return this.#processes.values();
  }

  get groups(): Iterable<GroupTally> {
    return this.#groups.values();
  }

  /** Adds one frame's processes. Folding happens between frames, when a quarter more than the limit are held. */
  add(processes: readonly ProcessFrame[]): void {
    for (const process of processes) this.#addProcess(process);
    if (this.#processes.size > this.#limit * 1.25) this.#fold();
  }

  #addProcess(process: ProcessFrame): void {
    this.#largestId = Math.max(this.#largestId, process.id);
    let held = this.#processes.get(process.id);
    if (held === undefined && process.id <= this.#foldedUpTo) {
      // Folded while it slept. A row of its own would show only what it did since.
      this.#group(process.command).tally.add(process);
      return;
    }
    if (held === undefined) {
      const { id, pid, parent, command } = process;
      held = { id, pid, parent, command, tally: new Tally(), threads: null };
      this.#processes.set(id, held);
    }
    held.command = process.command;
    held.parent = process.parent ?? held.parent;
    held.tally.add(process);
    if (process.threads !== undefined) addThreads(held, process.threads);
  }

  #group(command: string): GroupTally {
    const key = this.#groups.has(command) || this.#groups.size < GROUP_LIMIT ? command : null;
    let group = this.#groups.get(key);
    if (group === undefined) {
      group = { command: key, processes: 0, tally: new Tally() };
      this.#groups.set(key, group);
    }
    return group;
  }

  #fold(): void {
    const byActivity = [...this.#processes.values()]
      .map((process) => ({ process, activity: activityOf(process) }))
      .sort((a, b) => b.activity - a.activity);
    for (const { process } of byActivity.slice(this.#limit)) {
      const group = this.#group(process.command);
      group.processes++;
      group.tally.merge(process.tally);
      this.#processes.delete(process.id);
    }
    this.#foldedUpTo = this.#largestId;
  }
}
