/**
 * The processes of the scope that are alive, followed from the probes' own fork and exit maps. Needed to
 * know when a watched process and its descendants are gone, and to end a command's descendants. Each is kept
 * with the time it started: a pid that is used again never stands for its first bearer.
 */
import { startTime } from "../launch/start-time.ts";
import { recordFromLine } from "../model/assemble/record-from-line.ts";

export class Members {
  readonly #started = new Map<number, string>();
  /** Told to have ended, or an earlier bearer of the number has; an end can take a second to be complete. */
  readonly #leaving = new Set<number>();

  /** Takes in a process, if it is alive. */
  add(pid: number): void {
    const started = startTime(pid);
    if (started !== null) this.#started.set(pid, started);
  }

  /** Looks at one line of bpftrace's; all but two kinds are passed over without being parsed. */
  see(line: string): void {
    if (line.includes('"@born_')) {
      const record = recordFromLine(line);
      // Most children have ended by the time their birth is told.
      if (record.kind === "births") for (const { pid } of record.births) this.add(pid);
    } else if (line.includes('"@gone_')) {
      const record = recordFromLine(line);
      if (record.kind === "map") for (const { key } of record.entries) this.#leaving.add(key[0] ?? 0);
    }
  }

  /** Ends a frame: those that have left are forgotten. */
  settle(): void {
    for (const pid of this.#leaving) if (!this.#isAlive(pid)) this.#leaving.delete(pid);
  }

  get some(): boolean {
    return this.#started.size > 0;
  }

  forgetDead(): void {
    for (const pid of this.#started.keys()) this.#isAlive(pid);
  }

  /** All that are alive. */
  alive(): readonly number[] {
    this.forgetDead();
    return [...this.#started.keys()];
  }

  /** As the guardian reads them: `PID:START PID:START`. */
  toString(): string {
    return [...this.#started].map(([pid, started]) => `${pid}:${started}`).join(" ");
  }

  /** Whether the one we know under this pid is alive; forgets it if not. */
  #isAlive(pid: number): boolean {
    const known = this.#started.get(pid);
    if (known !== undefined && startTime(pid) === known) return true;
    this.#started.delete(pid);
    return false;
  }
}
