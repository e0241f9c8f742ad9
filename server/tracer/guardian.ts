/**
 * The guardian: a shell that outlives the tracer for a moment. It waits for its standard input to close,
 * which happens however the tracer ends (SIGKILL too), ends bpftrace if that is still there, and puts the
 * kernel's bpf_stats switch back as it was found.
 *
 * Several copyscopes can run at once: each holds a shared lock on `users` while it needs the switch; only the
 * last to leave gets that lock for itself, and puts back what the first one found. The other lock is held
 * for moments only, so that nobody waits for a run to end. What a guardian that was killed itself left
 * behind is put back by the next.
 */
import { spawn } from "node:child_process";

const SCRIPT = `
trap '' INT TERM HUP QUIT PIPE
bpftrace=$1 switch=/proc/sys/kernel/bpf_stats_enabled found=/run/copyscope.bpf_stats
if (: >>"$found.lock") 2>/dev/null; then
  exec 8>>"$found.lock" 9>>"$found.users"
  flock -x 8
  [ -s "$found" ] || cat "$switch" >"$found"
  echo 1 >"$switch"
  flock -s 9
  flock -u 8
fi 2>/dev/null
echo
read -r _
kill -KILL "$bpftrace" 2>/dev/null
{ flock -x 8 && flock -n -x 9 && [ -s "$found" ] && cat "$found" >"$switch" && rm -f "$found"; } 2>/dev/null
exit 0
`;

export interface Guardian {
  readonly pid: number;
  /** Resolves when bpf_stats has been switched on, or could not be. */
  readonly ready: Promise<void>;
  /** Ends bpftrace now and puts the switch back; resolves when that is done. */
  release(): Promise<void>;
}

/** Sets a guardian over the bpftrace process with this pid. */
export function setGuardian(bpftracePid: number): Guardian {
  const child = spawn("/bin/sh", ["-c", SCRIPT, "copyscope-guardian", String(bpftracePid)], {
    stdio: ["pipe", "pipe", "ignore"],
    detached: true,
  });
  child.stdin.on("error", () => {});
  child.on("error", () => {});
  const ready = new Promise<void>((resolve) => {
    child.stdout.once("data", () => resolve());
    child.once("close", () => resolve());
    child.once("error", () => resolve());
  });
  const closed = new Promise<void>((resolve) => {
    child.once("close", () => resolve());
    child.once("error", () => resolve());
  });
  return {
    pid: child.pid ?? 0,
    ready,
    release: () => {
      child.stdin.end();
      return closed;
    },
  };
}
