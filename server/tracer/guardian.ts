/**
 * The guardian: a shell that outlives the tracer for a moment. It waits for its standard input to close,
 * which happens however the tracer ends (SIGKILL too), ends bpftrace if that is still there, and puts the
 * kernel's bpf_stats switch back as it was found.
 *
 * Several copyscopes can run at once: each holds a shared lock while it needs the switch; only the last to
 * leave gets the exclusive lock, and puts back what the first one found.
 */
import { spawn } from "node:child_process";

const SCRIPT = `
trap '' INT TERM HUP QUIT PIPE
bpftrace=$1 switch=/proc/sys/kernel/bpf_stats_enabled found=/run/copyscope.bpf_stats
if (: >>"$found.lock") 2>/dev/null; then
  exec 9>>"$found.lock"
  flock -x 9
  [ -s "$found" ] || cat "$switch" >"$found"
  flock -s 9
  echo 1 >"$switch"
fi 2>/dev/null
echo
read -r _
kill -KILL "$bpftrace" 2>/dev/null
flock -n -x 9 2>/dev/null && [ -s "$found" ] && cat "$found" >"$switch" 2>/dev/null && rm -f "$found"
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
