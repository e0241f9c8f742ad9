/**
 * The guardian: a shell that outlives the tracer for a moment. It waits for its standard input to close,
 * which happens however the tracer ends (SIGKILL too). Then it ends bpftrace, and the workload that copyscope
 * started if nobody told it to leave that alone, and puts the kernel's bpf_stats switch back as it was found.
 *
 * Several copyscopes can run at once: each holds a shared lock on `users` while it needs the switch; only the
 * last to leave gets that lock for itself, and puts back what the first one found. The other lock is held
 * for moments only, so that nobody waits for a run to end. What stands in `found` while nobody uses the switch
 * was left by a guardian that was killed itself; the next one repairs that at once.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { END_WORKLOAD } from "../launch/end-workload.ts";

/** Lines on its standard input: `bpftrace [PID]` (a session's leader) and `members PID:START …`, each replacing the last. */
const SCRIPT = `
trap '' INT TERM HUP QUIT PIPE
${END_WORKLOAD}
owner_of_all=$1 switch=/proc/sys/kernel/bpf_stats_enabled found_at_start=/run/copyscope.bpf_stats
if (: >>"$found_at_start.lock") 2>/dev/null; then
  exec 8>>"$found_at_start.lock" 9>>"$found_at_start.users"
  flock -x 8
  if flock -n -x 9; then
    [ -s "$found_at_start" ] && cat "$found_at_start" >"$switch"
    cat "$switch" >"$found_at_start"
  fi
  echo 1 >"$switch"
  flock -s 9
  flock -u 8
fi 2>/dev/null
echo
bpftrace= members=
while read -r word rest; do
  case $word in
    bpftrace) bpftrace=$rest ;;
    members) members=$rest ;;
  esac
done
[ "$bpftrace" ] && kill -KILL "-$bpftrace" 2>/dev/null
[ "$members" ] && end_workload "$members" "$owner_of_all"
if flock -x 8 && flock -n -x 9 && [ -s "$found_at_start" ]; then
  cat "$found_at_start" >"$switch"
  rm -f "$found_at_start"
fi 2>/dev/null
exit 0
`;

/** How often one that was killed is replaced. */
const DEATHS = 16;

export class Guardian {
  readonly #owner: number | null;
  #child: ChildProcess;
  #bpftrace: number | null = null;
  #members = "";
  #released = false;
  #ready!: Promise<void>;
  #done!: Promise<void>;
  #deaths = 0;

  /** `owner`: whose processes it may end, with bpftrace; null: anybody's. */
  constructor(owner: number | null) {
    this.#owner = owner;
    this.#child = this.#set();
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Resolves when bpf_stats has been switched on, or could not be. */
  get ready(): Promise<void> {
    return this.#ready;
  }

  /** Names the process whose whole session ends with the tracer; null: there is none. */
  overBpftrace(pid: number | null): void {
    this.#bpftrace = pid;
    if (!this.#released) this.#tell();
  }

  /** Names the processes of the workload, as PID:START; no words: there is none to end. */
  overWorkload(members: string): void {
    if (members === this.#members) return;
    this.#members = members;
    if (!this.#released) this.#tell();
  }

  /** Lets it do its work now; resolves when that is done. Safe to call twice. */
  release(): Promise<void> {
    this.#released = true;
    this.#child.stdin?.end();
    return this.#done;
  }

  #tell(): void {
    this.#child.stdin?.write(`bpftrace ${this.#bpftrace ?? ""}\nmembers ${this.#members}\n`);
  }

  #set(): ChildProcess {
    const child = spawn("/bin/sh", ["-c", SCRIPT, "copyscope-guardian", String(this.#owner ?? "")], {
      stdio: ["pipe", "pipe", "ignore"],
      // a session of its own: what is meant for the terminal's processes is not for it
      detached: true,
    });
    child.stdin.on("error", () => {});
    child.on("error", () => {});
    this.#ready = new Promise((resolve) => {
      child.stdout.once("data", () => resolve());
      child.once("close", () => resolve());
      child.once("error", () => resolve());
    });
    this.#done = new Promise((resolve) => {
      child.once("error", () => resolve());
      child.once("close", () => resolve(child.signalCode === null ? undefined : this.#again()));
    });
    return child;
  }

  /** Somebody killed it: there must be another one. */
  #again(): Promise<void> {
    this.#deaths += 1;
    if (this.#deaths > DEATHS) return Promise.resolve();
    this.#child = this.#set();
    this.#tell();
    if (this.#released) this.#child.stdin?.end();
    return this.#done;
  }
}
