/**
 * Which processes a run has seen: names, parents, and who is who when a pid comes twice.
 */

export interface KnownProcess {
  /** Unique in the run. */
  readonly id: number;
  readonly pid: number;
  readonly parent: number | null;
  readonly command: string;
}

/** A process as /proc lists it when the run begins. */
export interface ListedProcess {
  readonly pid: number;
  readonly parent: number | null;
  readonly command: string;
}

export class ProcessTable {
  #processes = new Map<number, KnownProcess>();
  readonly #reborn = new Set<number>();
  #going = new Set<number>();
  #leaving = new Set<number>();
  #nextId = 1;

  /** The process with this pid; one nobody announced gets an id and no name. */
  get(pid: number): KnownProcess {
    return this.#processes.get(pid) ?? this.#add(pid, null, "");
  }

  list(listed: Iterable<ListedProcess>): void {
    for (const { pid, parent, command } of listed) {
      if (!this.#processes.has(pid)) this.#add(pid, parent, command);
    }
  }

  /** Whether a process with this pid has been announced, and not gone for long. */
  has(pid: number): boolean {
    return this.#processes.has(pid);
  }

  /** A fork: the child has its parent's name until it executes something else. A known pid is a new process now. */
  born(pid: number, parent: number, command: string): void {
    if (this.#processes.has(pid) && !this.#leaving.has(pid)) this.#reborn.add(pid);
    this.#leaving.delete(pid);
    this.#add(pid, parent, command);
  }

  /** One that left in the frame before, and executes again what is watched (--comm), is back. */
  renamed(pid: number, command: string): void {
    this.#leaving.delete(pid);
    this.#processes.set(pid, { ...this.get(pid), command });
  }

  /**
   * `times` processes with this pid ended in the frame. Where one of that number was there before and another
   * was born in the frame, one end is the first one's.
   */
  gone(pid: number, times: number): void {
    if (!(this.#reborn.has(pid) && times === 1)) this.#going.add(pid);
  }

  /**
   * The frame is over. A process that went in it is kept for one more: its last switch comes after its end,
   * and can fall into the next frame.
   */
  settle(): void {
    for (const pid of this.#leaving) this.#processes.delete(pid);
    this.#leaving = this.#going;
    this.#going = new Set();
    this.#reborn.clear();
  }

  /** Processes that are alive as far as the probes have told. */
  alive(): readonly number[] {
    return [...this.#processes.keys()].filter((pid) => !this.#leaving.has(pid) && !this.#going.has(pid));
  }

  #add(pid: number, parent: number | null, command: string): KnownProcess {
    const process = { id: this.#nextId++, pid, parent, command };
    this.#processes.set(pid, process);
    return process;
  }
}
