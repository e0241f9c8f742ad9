/**
 * The processes of the scope that are alive, followed from the probes' own fork and exit maps. Needed to
 * know when a watched process and its descendants are gone, and to end a command's descendants.
 */
import { recordFromLine } from "../model/assemble/record-from-line.ts";

export class Members {
  readonly #pids = new Set<number>();
  /** Pids born again before the end of their first bearer has been seen. */
  readonly #reborn = new Set<number>();

  add(pid: number): void {
    this.#pids.add(pid);
  }

  get alive(): readonly number[] {
    return [...this.#pids];
  }

  /** Looks at one line of bpftrace's; all but two kinds are passed over without being parsed. */
  see(line: string): void {
    const born = line.includes('"@born_');
    if (!born && !line.includes('"@gone_')) return;
    const record = recordFromLine(line);
    if (record.kind === "births") {
      for (const { pid } of record.births) {
        if (this.#pids.has(pid)) this.#reborn.add(pid);
        this.#pids.add(pid);
      }
    } else if (record.kind === "map") {
      for (const { key, values } of record.entries) {
        const [pid = 0] = key;
        // the one that ended can be an earlier process of that number
        if (!(this.#reborn.has(pid) && values[0] === 1)) this.#pids.delete(pid);
      }
      this.#reborn.clear();
    }
  }

  /** Sends a signal to all of them that `may` get one. */
  signal(signal: NodeJS.Signals, may: (pid: number) => boolean): void {
    for (const pid of this.#pids) {
      if (!may(pid)) continue;
      try {
        process.kill(pid, signal);
      } catch {
        // it is gone
      }
    }
  }
}
