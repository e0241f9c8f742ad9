/**
 * The processes of the scope that are alive, followed from the probes' own fork and exit maps. Needed to
 * know when a watched process and its descendants are gone, and to end a command's descendants.
 */
import { recordFromLine } from "../model/assemble/record-from-line.ts";

export class Members {
  readonly #pids = new Set<number>();

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
    if (record.kind !== "map") return;
    for (const { key } of record.entries) {
      if (born) this.#pids.add(key[0] ?? 0);
      else this.#pids.delete(key[0] ?? 0);
    }
  }

  /** Ends them all. `owner`: only processes of this user, when the scope was named by an unprivileged user. */
  kill(mayKill: (pid: number) => boolean): void {
    for (const pid of this.#pids) {
      if (!mayKill(pid)) continue;
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // it is gone
      }
    }
  }
}
